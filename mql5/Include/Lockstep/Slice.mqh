//+------------------------------------------------------------------+
//|                                                        Slice.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| How long a slave's timer event may wait in the socket. Trade     |
//| transactions are told between two events only: while the answer  |
//| to an order is awaited, the event waits in short steps and ends  |
//| as soon as the terminal shows what a deal has changed, which it  |
//| does before it tells.                                            |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_SLICE_MQH
#define LOCKSTEP_SLICE_MQH
//--- a step's length while an answer is awaited
#define SLICE_STEP_MS 2
//+------------------------------------------------------------------+
//| One event's waiting.                                             |
//+------------------------------------------------------------------+
class CSlice
  {
private:
   ulong             m_until_us;
   int               m_positions;
   double            m_balance;

public:
                     CSlice(void);
   void              Begin(const int wait_ms);
   int               RestMs(void) const;
   int               NextMs(const bool is_awaited) const;
  };
//+------------------------------------------------------------------+
//| Nothing may be waited.                                           |
//+------------------------------------------------------------------+
CSlice::CSlice(void)
  {
   m_until_us=0;
   m_positions=0;
   m_balance=0.0;
  }
//+------------------------------------------------------------------+
//| The event may wait for so long from now on.                      |
//+------------------------------------------------------------------+
void CSlice::Begin(const int wait_ms)
  {
   m_until_us=GetMicrosecondCount()+(ulong)wait_ms*1000;
   m_positions=PositionsTotal();
   m_balance=AccountInfoDouble(ACCOUNT_BALANCE);
  }
//+------------------------------------------------------------------+
//| What is left of it, ms; 0 or less when it is over.               |
//+------------------------------------------------------------------+
int CSlice::RestMs(void) const
  {
   return((int)((long)(m_until_us-GetMicrosecondCount())/1000));
  }
//+------------------------------------------------------------------+
//| How long to wait next, ms; 0 or less when the event is to end.   |
//+------------------------------------------------------------------+
int CSlice::NextMs(const bool is_awaited) const
  {
   const int rest_ms=RestMs();
   if(!is_awaited || rest_ms<1)
      return(rest_ms);
   if(PositionsTotal()!=m_positions || AccountInfoDouble(ACCOUNT_BALANCE)!=m_balance)
      return(0);
   return((rest_ms<SLICE_STEP_MS) ? rest_ms : SLICE_STEP_MS);
  }
#endif
//+------------------------------------------------------------------+
