//+------------------------------------------------------------------+
//|                                                   SignOfLife.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| When a node was last heard by any Expert Advisor of this         |
//| terminal on this account: a global variable of the terminal with |
//| the GetTickCount64 of it. One that has no link of its own, on a  |
//| second chart or with a wrong secret, learns there that the       |
//| account is served.                                               |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_SIGNOFLIFE_MQH
#define LOCKSTEP_SIGNOFLIFE_MQH
#include "Account.mqh"
//+------------------------------------------------------------------+
//| The sign of life of one account's node.                          |
//+------------------------------------------------------------------+
class CSignOfLife
  {
private:
   string            m_name;
   ulong             m_told_ms;

public:
                     CSignOfLife(void);
   void              Start(const CAccount &account);
   void              Tell(const ulong heard_ms);
   ulong             HeardMs(void) const;
  };
//+------------------------------------------------------------------+
//| No account yet.                                                  |
//+------------------------------------------------------------------+
CSignOfLife::CSignOfLife(void)
  {
   m_name="";
   m_told_ms=0;
  }
//+------------------------------------------------------------------+
//| The variable outlives the computer's restart, with which         |
//| GetTickCount64 begins anew: a time that is still to come is of   |
//| before, and is deleted, as it would be a sign of life later.     |
//+------------------------------------------------------------------+
void CSignOfLife::Start(const CAccount &account)
  {
   uchar bytes[];
   uchar digest[];
   m_told_ms=GetTickCount64();
   TextToBytes(account.Server(),bytes);
   //--- the name of a global variable has 63 letters at most
   m_name="Lockstep-alive-"+IntegerToString(account.Login());
   if(Sha256(bytes,digest))
      m_name+="-"+StringSubstr(BytesToHex(digest),0,16);
   if(GlobalVariableCheck(m_name) && HeardMs()==0)
      GlobalVariableDel(m_name);
  }
//+------------------------------------------------------------------+
//| A node that has proved itself was heard by this program then;    |
//| what was before the start was of another account.                |
//+------------------------------------------------------------------+
void CSignOfLife::Tell(const ulong heard_ms)
  {
   if((long)(heard_ms-m_told_ms)<=0 || StringLen(m_name)==0)
      return;
   m_told_ms=heard_ms;
   //--- exact: a double holds every whole number up to 2^53
   GlobalVariableSet(m_name,(double)heard_ms);
  }
//+------------------------------------------------------------------+
//| When any program of this terminal last heard one; 0 when none    |
//| did, as far as is known.                                         |
//+------------------------------------------------------------------+
ulong CSignOfLife::HeardMs(void) const
  {
   double heard=0.0;
   if(StringLen(m_name)==0 || !GlobalVariableGet(m_name,heard) || heard<1.0)
      return(0);
   //--- read after the variable: another program may have set it just now
   const ulong now=GetTickCount64();
   return((heard<=(double)now) ? (ulong)heard : 0);
  }
#endif
//+------------------------------------------------------------------+
