//+------------------------------------------------------------------+
//|                                                TimedOutReads.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Whether a read that waits for a byte may time out on this        |
//| terminal: where that costs the connection again and again the    |
//| waiting is given up.                                             |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_TIMEDOUTREADS_MQH
#define LOCKSTEP_TIMEDOUTREADS_MQH
//--- so many timed-out reads in a row that cost the connection are enough
#define TIMEDOUTREADS_LOSSES_MAX  3
//+------------------------------------------------------------------+
//| Learns from one connection after the other.                      |
//+------------------------------------------------------------------+
class CTimedOutReads
  {
private:
   bool              m_has_timed_out;
   int               m_losses;
   bool              m_is_harmful;

public:
                     CTimedOutReads(void);
   void              Forget(void);
   bool              IsHarmful(void) const;
   void              Note(const bool has_timed_out);
   void              Judge(const bool is_alive);
  };
//+------------------------------------------------------------------+
//| Nothing is known: it may.                                        |
//+------------------------------------------------------------------+
CTimedOutReads::CTimedOutReads(void)
  {
   m_has_timed_out=false;
   m_losses=0;
   m_is_harmful=false;
  }
//+------------------------------------------------------------------+
//| The connection is over: its last read says no more.              |
//+------------------------------------------------------------------+
void CTimedOutReads::Forget(void)
  {
   m_has_timed_out=false;
  }
//+------------------------------------------------------------------+
//| Whether waiting is given up.                                     |
//+------------------------------------------------------------------+
bool CTimedOutReads::IsHarmful(void) const
  {
   return(m_is_harmful);
  }
//+------------------------------------------------------------------+
//| Whether the read that ended just now without a byte has waited   |
//| for all of its time.                                             |
//+------------------------------------------------------------------+
void CTimedOutReads::Note(const bool has_timed_out)
  {
   m_has_timed_out=has_timed_out;
  }
//+------------------------------------------------------------------+
//| Whether the connection is alive: if the last read has timed out  |
//| this says what that is worth.                                    |
//+------------------------------------------------------------------+
void CTimedOutReads::Judge(const bool is_alive)
  {
   if(!m_has_timed_out)
      return;
   m_has_timed_out=false;
   if(is_alive)
     {
      m_losses=0;
      return;
     }
   m_losses++;
   if(m_losses>=TIMEDOUTREADS_LOSSES_MAX)
     {
      m_is_harmful=true;
      Print("Lockstep: timed-out reads cost the connection here; polling from now on (as InpWaitMs=0)");
     }
  }
#endif
//+------------------------------------------------------------------+
