//+------------------------------------------------------------------+
//|                                                     Fillings.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Some brokers name a filling mode and refuse it: a position's     |
//| next close takes another one. The newest refusals are            |
//| remembered, one per position.                                    |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_FILLINGS_MQH
#define LOCKSTEP_FILLINGS_MQH
#define FILLINGS_MAX       64
//+------------------------------------------------------------------+
//| The filling mode for a position's next close.                    |
//+------------------------------------------------------------------+
struct SFilling
  {
   ulong             identifier;
   ENUM_ORDER_TYPE_FILLING filling;
  };
//+------------------------------------------------------------------+
//| What was refused, by position.                                   |
//+------------------------------------------------------------------+
class CFillings
  {
private:
   SFilling          m_fillings[FILLINGS_MAX];
   int               m_next;

   int               IndexOf(const ulong identifier) const;
   ENUM_ORDER_TYPE_FILLING After(const string symbol,const ENUM_ORDER_TYPE_FILLING refused) const;

public:
                     CFillings(void);
   void              Reset(void);
   void              Refused(const ulong identifier,const string symbol,const ENUM_ORDER_TYPE_FILLING filling);
   ENUM_ORDER_TYPE_FILLING ForClose(const ulong identifier,const ENUM_ORDER_TYPE_FILLING usual) const;
  };
//+------------------------------------------------------------------+
//| None was refused.                                                |
//+------------------------------------------------------------------+
CFillings::CFillings(void)
  {
   Reset();
  }
//+------------------------------------------------------------------+
//| For another account.                                             |
//+------------------------------------------------------------------+
void CFillings::Reset(void)
  {
   m_next=0;
   for(int i=0; i<FILLINGS_MAX; i++)
     {
      m_fillings[i].identifier=0;
      m_fillings[i].filling=ORDER_FILLING_FOK;
     }
  }
//+------------------------------------------------------------------+
//| Where a position stands, or -1.                                  |
//+------------------------------------------------------------------+
int CFillings::IndexOf(const ulong identifier) const
  {
   for(int i=0; i<FILLINGS_MAX; i++)
     {
      if(m_fillings[i].identifier==identifier)
         return(i);
     }
   return(-1);
  }
//+------------------------------------------------------------------+
//| The mode to try after another one: IOC, FOK, RETURN in turn, but |
//| RETURN is none of them where market execution forbids it.        |
//+------------------------------------------------------------------+
ENUM_ORDER_TYPE_FILLING CFillings::After(const string symbol,const ENUM_ORDER_TYPE_FILLING refused) const
  {
   if(refused==ORDER_FILLING_IOC)
      return(ORDER_FILLING_FOK);
   if(refused==ORDER_FILLING_FOK &&
      SymbolInfoInteger(symbol,SYMBOL_TRADE_EXEMODE)!=SYMBOL_TRADE_EXECUTION_MARKET)
      return(ORDER_FILLING_RETURN);
   return(ORDER_FILLING_IOC);
  }
//+------------------------------------------------------------------+
//| A close of the position was refused for its filling mode.        |
//+------------------------------------------------------------------+
void CFillings::Refused(const ulong identifier,const string symbol,const ENUM_ORDER_TYPE_FILLING filling)
  {
   int place=IndexOf(identifier);
   if(place<0)
     {
      place=m_next;
      m_next=(m_next+1)%FILLINGS_MAX;
     }
   m_fillings[place].identifier=identifier;
   m_fillings[place].filling=After(symbol,filling);
  }
//+------------------------------------------------------------------+
//| The filling mode that a position's close is to have: the usual   |
//| one unless it was refused.                                       |
//+------------------------------------------------------------------+
ENUM_ORDER_TYPE_FILLING CFillings::ForClose(const ulong identifier,const ENUM_ORDER_TYPE_FILLING usual) const
  {
   const int place=IndexOf(identifier);
   return((place<0) ? usual : m_fillings[place].filling);
  }
#endif
//+------------------------------------------------------------------+
