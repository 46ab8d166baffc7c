//+------------------------------------------------------------------+
//|                                                AccountMemory.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| What is remembered of an account over a restart: the highest     |
//| lease it has seen, the policy for a silent node, its goodbye,    |
//| and that it had deals.                                           |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_ACCOUNTMEMORY_MQH
#define LOCKSTEP_ACCOUNTMEMORY_MQH
#include "Policy.mqh"
//+------------------------------------------------------------------+
//| The facts, and their text.                                       |
//+------------------------------------------------------------------+
class CAccountMemory
  {
protected:
   bool              m_is_known;
   long              m_starts;
   long              m_highest_lease;
   CPolicy           m_policy;
   bool              m_has_goodbye;
   bool              m_has_deals;

   void              Forget(void);
   bool              Parse(const string text);
   string            Text(void) const;

public:
                     CAccountMemory(void);
   bool              IsKnown(void) const;
   long              Starts(void) const;
   long              HighestLease(void) const;
   int               Policy(void) const;
   long              SilenceMs(void) const;
   bool              HasGoodbye(void) const;
   bool              HasDeals(void) const;
   bool              IsAlsoCopy(const ulong identifier) const;
  };
//+------------------------------------------------------------------+
//| Nothing is remembered yet.                                       |
//+------------------------------------------------------------------+
CAccountMemory::CAccountMemory(void)
  {
   Forget();
  }
//+------------------------------------------------------------------+
//| What a new account has.                                          |
//+------------------------------------------------------------------+
void CAccountMemory::Forget(void)
  {
   m_is_known=false;
   m_starts=0;
   m_highest_lease=0;
   m_policy.Forget();
   m_has_goodbye=false;
   m_has_deals=false;
  }
//+------------------------------------------------------------------+
//| Takes over what a file says; nothing when it is not whole.       |
//+------------------------------------------------------------------+
bool CAccountMemory::Parse(const string text)
  {
   CJsonReader json;
   long        starts=0;
   long        highest_lease=0;
   if(!json.Parse(text))
      return(false);
   const int root=json.Root();
   if(!json.GetNumber(root,"starts",starts) || !json.GetNumber(root,"highestLease",highest_lease) ||
      !m_policy.Read(json))
      return(false);
   m_starts=starts;
   m_highest_lease=highest_lease;
   m_has_goodbye=(json.Value(json.Find(root,"goodbye"))=="true");
   m_is_known=(json.Value(json.Find(root,"welcomed"))=="true");
   m_has_deals=(json.Value(json.Find(root,"deals"))=="true");
   return(true);
  }
//+------------------------------------------------------------------+
//| The text that Parse takes.                                       |
//+------------------------------------------------------------------+
string CAccountMemory::Text(void) const
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Number("starts",m_starts);
   json.Number("highestLease",m_highest_lease);
   json.Flag("goodbye",m_has_goodbye);
   json.Flag("welcomed",m_is_known);
   json.Flag("deals",m_has_deals);
   m_policy.Write(json);
   json.EndObject();
   return(json.Result());
  }
//+------------------------------------------------------------------+
//| Whether a node has ever been authenticated for this account      |
//| here.                                                            |
//+------------------------------------------------------------------+
bool CAccountMemory::IsKnown(void) const
  {
   return(m_is_known);
  }
//+------------------------------------------------------------------+
//| How often the EA was started on this account: a part of nonces.  |
//+------------------------------------------------------------------+
long CAccountMemory::Starts(void) const
  {
   return(m_starts);
  }
//+------------------------------------------------------------------+
//| The highest lease ever accepted; 0 is none.                      |
//+------------------------------------------------------------------+
long CAccountMemory::HighestLease(void) const
  {
   return(m_highest_lease);
  }
//+------------------------------------------------------------------+
//| What to do when the node is silent.                              |
//+------------------------------------------------------------------+
int CAccountMemory::Policy(void) const
  {
   return(m_policy.Kind());
  }
//+------------------------------------------------------------------+
//| How long the node may be silent.                                 |
//+------------------------------------------------------------------+
long CAccountMemory::SilenceMs(void) const
  {
   return(m_policy.SilenceMs());
  }
//+------------------------------------------------------------------+
//| Whether the node has said goodbye since it was last welcome.     |
//+------------------------------------------------------------------+
bool CAccountMemory::HasGoodbye(void) const
  {
   return(m_has_goodbye);
  }
//+------------------------------------------------------------------+
//| Whether deals of the account were ever seen here.                |
//+------------------------------------------------------------------+
bool CAccountMemory::HasDeals(void) const
  {
   return(m_has_deals);
  }
//+------------------------------------------------------------------+
//| Whether a position counts as a copy though its magic does not    |
//| say so.                                                          |
//+------------------------------------------------------------------+
bool CAccountMemory::IsAlsoCopy(const ulong identifier) const
  {
   return(m_policy.IsAlsoCopy(identifier));
  }
#endif
//+------------------------------------------------------------------+
