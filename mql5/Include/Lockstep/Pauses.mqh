//+------------------------------------------------------------------+
//|                                                       Pauses.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| When the EA may try again to close a position of its own accord: |
//| after pauses that grow, and once a minute while the trade server |
//| says that the market is closed. It would be asked ten times a    |
//| second for 50 copies over a weekend else.                        |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_PAUSES_MQH
#define LOCKSTEP_PAUSES_MQH
#include "Retcodes.mqh"
#define PAUSES_POSITIONS_MAX  512
#define PAUSES_MIN_MS         500
#define PAUSES_MAX_MS         5000
#define PAUSES_CLOSED_MS      60000
//+------------------------------------------------------------------+
//| The pause of one position.                                       |
//+------------------------------------------------------------------+
struct SPause
  {
   ulong             identifier;
   ulong             next_ms;
   long              wait_ms;
  };
//+------------------------------------------------------------------+
//| Those of all positions that were tried.                          |
//+------------------------------------------------------------------+
class CPauses
  {
private:
   SPause            m_pauses[];

   int               IndexOf(const ulong identifier) const;

public:
   void              Reset(void);
   bool              MayTry(const ulong identifier,const ulong now);
   void              Answered(const ulong identifier,const uint retcode,const ulong now);
  };
//+------------------------------------------------------------------+
//| For another account, or when there is no later try.              |
//+------------------------------------------------------------------+
void CPauses::Reset(void)
  {
   ArrayResize(m_pauses,0);
  }
//+------------------------------------------------------------------+
//| Where a position stands, or -1.                                  |
//+------------------------------------------------------------------+
int CPauses::IndexOf(const ulong identifier) const
  {
   for(int i=0; i<ArraySize(m_pauses); i++)
     {
      if(m_pauses[i].identifier==identifier)
         return(i);
     }
   return(-1);
  }
//+------------------------------------------------------------------+
//| Whether a position's pause is over; begins the next one.         |
//+------------------------------------------------------------------+
bool CPauses::MayTry(const ulong identifier,const ulong now)
  {
   int       place=IndexOf(identifier);
   const int count=ArraySize(m_pauses);
   if(place>=0)
     {
      if((long)(now-m_pauses[place].next_ms)<0)
         return(false);
      m_pauses[place].wait_ms=MathMin(m_pauses[place].wait_ms*2,PAUSES_MAX_MS);
      m_pauses[place].next_ms=now+(ulong)m_pauses[place].wait_ms;
      return(true);
     }
   place=count;
   if(count>=PAUSES_POSITIONS_MAX)
      place=(int)(identifier%PAUSES_POSITIONS_MAX);
   else
     {
      if(ArrayResize(m_pauses,count+1)<0)
         return(false);
     }
   m_pauses[place].identifier=identifier;
   m_pauses[place].wait_ms=PAUSES_MIN_MS;
   m_pauses[place].next_ms=now+PAUSES_MIN_MS;
   return(true);
  }
//+------------------------------------------------------------------+
//| The trade server has answered a close of the position.           |
//+------------------------------------------------------------------+
void CPauses::Answered(const ulong identifier,const uint retcode,const ulong now)
  {
   const int place=IndexOf(identifier);
   if(place>=0 && IsMarketState(retcode))
      m_pauses[place].next_ms=now+PAUSES_CLOSED_MS;
  }
#endif
//+------------------------------------------------------------------+
