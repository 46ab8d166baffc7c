//+------------------------------------------------------------------+
//|                                                      Backoff.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The pauses between connections: each failure makes them longer,  |
//| a connection that came about makes them short again. Some chance |
//| is in them, so that many terminals do not come at once (9).      |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_BACKOFF_MQH
#define LOCKSTEP_BACKOFF_MQH
#define BACKOFF_MIN_MS   100
#define BACKOFF_MAX_MS   2000
//+------------------------------------------------------------------+
//| When the next try is due.                                        |
//+------------------------------------------------------------------+
class CBackoff
  {
private:
   ulong             m_due;
   long              m_pause_ms;

public:
                     CBackoff(void);
   void              Start(void);
   void              Pause(const bool was_linked);
   bool              IsDue(const ulong now) const;
  };
//+------------------------------------------------------------------+
//| The first try is due.                                            |
//+------------------------------------------------------------------+
CBackoff::CBackoff(void)
  {
   m_due=0;
   m_pause_ms=BACKOFF_MIN_MS;
  }
//+------------------------------------------------------------------+
//| Nothing has failed: the next try is due.                         |
//+------------------------------------------------------------------+
void CBackoff::Start(void)
  {
   m_due=GetTickCount64();
   m_pause_ms=BACKOFF_MIN_MS;
  }
//+------------------------------------------------------------------+
//| A connection has ended: the pause begins, up to a quarter of it  |
//| shorter by chance (MathRand is below 32768, 131072 is four times |
//| that).                                                           |
//+------------------------------------------------------------------+
void CBackoff::Pause(const bool was_linked)
  {
   if(was_linked)
      m_pause_ms=BACKOFF_MIN_MS;
   else
      m_pause_ms=MathMin(m_pause_ms*2,BACKOFF_MAX_MS);
   const long jitter=m_pause_ms*(long)MathRand()/131072;
   m_due=GetTickCount64()+(ulong)(m_pause_ms-jitter);
  }
//+------------------------------------------------------------------+
//| Whether the pause is over.                                       |
//+------------------------------------------------------------------+
bool CBackoff::IsDue(const ulong now) const
  {
   return((long)(now-m_due)>=0);
  }
#endif
//+------------------------------------------------------------------+
