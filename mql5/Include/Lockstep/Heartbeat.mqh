//+------------------------------------------------------------------+
//|                                                    Heartbeat.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Signs of life in both directions: when the EA's own is due, and  |
//| when the node was last heard. Any message of the authenticated   |
//| node is a sign of life.                                          |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_HEARTBEAT_MQH
#define LOCKSTEP_HEARTBEAT_MQH
#include "JsonWriter.mqh"
#define HEARTBEAT_EVERY_MS    1000
#define HEARTBEAT_SILENCE_MS  3500
//+------------------------------------------------------------------+
//| Of one connection at a time.                                     |
//+------------------------------------------------------------------+
class CHeartbeat
  {
private:
   ulong             m_heard_ms;
   ulong             m_due;

public:
                     CHeartbeat(void);
   void              Start(void);
   void              Hear(void);
   ulong             HeardMs(void) const;
   bool              IsSilent(const ulong now) const;
   bool              TakeDue(const ulong now);
   string            Text(const long seq) const;
  };
//+------------------------------------------------------------------+
//| Nobody was heard.                                                |
//+------------------------------------------------------------------+
CHeartbeat::CHeartbeat(void)
  {
   m_heard_ms=0;
   m_due=0;
  }
//+------------------------------------------------------------------+
//| The node was welcomed: it was heard just now, and the EA's first |
//| heartbeat is due.                                                |
//+------------------------------------------------------------------+
void CHeartbeat::Start(void)
  {
   Hear();
   m_due=m_heard_ms;
  }
//+------------------------------------------------------------------+
//| The node gave a sign of life.                                    |
//+------------------------------------------------------------------+
void CHeartbeat::Hear(void)
  {
   m_heard_ms=GetTickCount64();
  }
//+------------------------------------------------------------------+
//| When the node was last heard.                                    |
//+------------------------------------------------------------------+
ulong CHeartbeat::HeardMs(void) const
  {
   return(m_heard_ms);
  }
//+------------------------------------------------------------------+
//| Whether the node was not heard for too long.                     |
//+------------------------------------------------------------------+
bool CHeartbeat::IsSilent(const ulong now) const
  {
   return((long)(now-m_heard_ms)>HEARTBEAT_SILENCE_MS);
  }
//+------------------------------------------------------------------+
//| Whether the EA's heartbeat is due, once a second: the next one   |
//| is due an interval after the last was due, or the rhythm would   |
//| drift (17).                                                      |
//+------------------------------------------------------------------+
bool CHeartbeat::TakeDue(const ulong now)
  {
   if((long)(now-m_due)<0)
      return(false);
   m_due+=HEARTBEAT_EVERY_MS;
   if((long)(now-m_due)>=0)
      m_due=now+HEARTBEAT_EVERY_MS;
   return(true);
  }
//+------------------------------------------------------------------+
//| The message, in answer to the node's of that number or of its    |
//| own accord (0).                                                  |
//+------------------------------------------------------------------+
string CHeartbeat::Text(const long seq) const
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("type","HEARTBEAT");
   json.Number("us",(long)GetMicrosecondCount());
   json.Number("ms",(long)GetTickCount64());
   json.Number("seq",seq);
   json.EndObject();
   return(json.Result());
  }
#endif
//+------------------------------------------------------------------+
