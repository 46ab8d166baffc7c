//+------------------------------------------------------------------+
//|                                                        Clock.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The trade server's clock in milliseconds, from the times of live |
//| ticks and deals. The PC's clock decides nothing: TimeGMT and     |
//| TimeTradeServer are it, in whole seconds.                        |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_CLOCK_MQH
#define LOCKSTEP_CLOCK_MQH
#define CLOCK_SLOTS     10
#define CLOCK_SLOT_MS   60000
//--- a deal that lags behind the newest quote by more was told late
#define CLOCK_LATE_MS   2000
//+------------------------------------------------------------------+
//| The largest difference (server time - GetTickCount64) of the     |
//| last ten minutes: every sample is late by its way here, so the   |
//| largest is the best. Kept as one value per minute.               |
//+------------------------------------------------------------------+
class CServerClock
  {
private:
   long              m_slots[CLOCK_SLOTS];
   long              m_slot_number[CLOCK_SLOTS];
   long              m_last;
   bool              m_has_last;
   string            m_server;

   void              Forget(void);

public:
                     CServerClock(void);
   void              Serve(const string server);
   void              Note(const long server_ms);
   void              NoteDeal(const long server_ms);
   long              Now(void);
  };
//+------------------------------------------------------------------+
//| No sample yet.                                                   |
//+------------------------------------------------------------------+
CServerClock::CServerClock(void)
  {
   m_server="";
   Forget();
  }
//+------------------------------------------------------------------+
//| Forgets all samples.                                             |
//+------------------------------------------------------------------+
void CServerClock::Forget(void)
  {
   for(int i=0; i<CLOCK_SLOTS; i++)
     {
      m_slots[i]=0;
      m_slot_number[i]=-1;
     }
   m_last=0;
   m_has_last=false;
  }
//+------------------------------------------------------------------+
//| Whose clock it is: another server may be hours ahead or behind.  |
//+------------------------------------------------------------------+
void CServerClock::Serve(const string server)
  {
   if(server==m_server)
      return;
   m_server=server;
   Forget();
  }
//+------------------------------------------------------------------+
//| Takes the server time of a tick or a deal that has just arrived. |
//| One that was already there, for example after the start, is no   |
//| sample.                                                          |
//+------------------------------------------------------------------+
void CServerClock::Note(const long server_ms)
  {
   if(server_ms<=0)
      return;
   const long ticks=(long)GetTickCount64();
   const long number=ticks/CLOCK_SLOT_MS;
   const int  slot=(int)(number%CLOCK_SLOTS);
   const long offset=server_ms-ticks;
   if(m_slot_number[slot]!=number || offset>m_slots[slot])
     {
      m_slots[slot]=offset;
      m_slot_number[slot]=number;
     }
  }
//+------------------------------------------------------------------+
//| Takes the server time of a deal that was told just now. After a  |
//| lost connection deals may be told late: by such a deal's time    |
//| the position that it opened would have been opened just now.     |
//+------------------------------------------------------------------+
void CServerClock::NoteDeal(const long server_ms)
  {
   if(server_ms>=(long)TimeCurrent()*1000-CLOCK_LATE_MS)
      Note(server_ms);
  }
//+------------------------------------------------------------------+
//| The server's time now, in ms.                                    |
//+------------------------------------------------------------------+
long CServerClock::Now(void)
  {
   const long ticks=(long)GetTickCount64();
   const long oldest=ticks/CLOCK_SLOT_MS-CLOCK_SLOTS;
   bool       has_any=false;
   long       best=0;
   for(int i=0; i<CLOCK_SLOTS; i++)
     {
      if(m_slot_number[i]<=oldest || m_slot_number[i]<0)
         continue;
      if(!has_any || m_slots[i]>best)
         best=m_slots[i];
      has_any=true;
     }
   if(has_any)
     {
      m_last=best;
      m_has_last=true;
     }
   if(m_has_last)
      return(ticks+m_last);
   return((long)TimeTradeServer()*1000);
  }
#endif
//+------------------------------------------------------------------+
