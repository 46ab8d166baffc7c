//+------------------------------------------------------------------+
//|                                                         Link.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The link to the node over one connection after the other: shake  |
//| hands, exchange messages, stay alive. Before the node has proved |
//| that it knows the secret, nothing that it sends is obeyed. A     |
//| link that has failed, for whatever reason, is dropped whole, and |
//| a new one begins with a new nonce.                               |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_LINK_MQH
#define LOCKSTEP_LINK_MQH
#include "Admission.mqh"
#include "Connection.mqh"
#include "Heartbeat.mqh"
#include "JsonReader.mqh"
#include "Outbox.mqh"
//--- more unsent bytes than this: streams wait, they are not up to date
#define LINK_BACKLOG_MAX      262144
//+------------------------------------------------------------------+
//| One node after the other.                                        |
//+------------------------------------------------------------------+
class CLink
  {
private:
   CConnection       m_connection;
   CAdmission        m_admission;
   CHeartbeat        m_heartbeat;
   int               m_port;
   bool              m_is_polling;
   string            m_last_reason;

   void              Drop(const string reason);
   void              Say(const string text);
   void              Introduce(void);
   void              Shake(const string type,const CJsonReader &json);

public:
                     CLink(void);
   void              Init(CAccount &account,CState &state,CServerClock &clock);
   void              Configure(const int port,const string secret,const ENUM_LOCKSTEP_ROLE role,const int wait_ms);
   void              Start(const string journal_id);
   void              Name(const string journal_id);
   void              Stop(const string reason);
   bool              IsWelcome(void) const;
   bool              IsSpare(void) const;
   bool              IsBacklogged(void) const;
   bool              TakeNew(void);
   ulong             HeardMs(void) const;
   void              Step(const ulong now);
   bool              Next(CJsonReader &json,bool &is_goodbye);
   bool              Wait(const int wait_ms);
   void              Heartbeat(const ulong now);
   void              Deliver(COutbox &outbox);
  };
//+------------------------------------------------------------------+
//| Why a message could not be queued.                               |
//+------------------------------------------------------------------+
string WhyUnsent(const string message)
  {
   uchar     bytes[];
   const int size=TextToBytes(message,bytes);
   if(size>LOCKSTEP_MESSAGE_MAX)
      return("a message of "+IntegerToString(size)+" bytes is too long: there are too many positions and orders");
   return("the node does not read what it is sent");
  }
//+------------------------------------------------------------------+
//| No connection.                                                   |
//+------------------------------------------------------------------+
CLink::CLink(void)
  {
   m_port=0;
   m_is_polling=true;
   m_last_reason="";
  }
//+------------------------------------------------------------------+
//| Names whose connection it is, and the clock that HELLO tells.    |
//+------------------------------------------------------------------+
void CLink::Init(CAccount &account,CState &state,CServerClock &clock)
  {
   m_admission.Init(account,state,clock);
  }
//+------------------------------------------------------------------+
//| Takes the inputs over. A master never waits in the socket.       |
//+------------------------------------------------------------------+
void CLink::Configure(const int port,const string secret,const ENUM_LOCKSTEP_ROLE role,const int wait_ms)
  {
   m_port=port;
   m_is_polling=(role==ROLE_MASTER || wait_ms<1);
   m_admission.Configure(secret,role);
  }
//+------------------------------------------------------------------+
//| Connects from the next timer event on.                           |
//+------------------------------------------------------------------+
void CLink::Start(const string journal_id)
  {
   m_admission.Start(journal_id);
   m_connection.Start(m_port);
  }
//+------------------------------------------------------------------+
//| The journal's name now. A node is told of another one with a new |
//| handshake.                                                       |
//+------------------------------------------------------------------+
void CLink::Name(const string journal_id)
  {
   if(m_admission.Name(journal_id) && m_admission.HasBegun())
      Drop("the request journal is another one now");
  }
//+------------------------------------------------------------------+
//| Ends the connection for good, for example with another account.  |
//+------------------------------------------------------------------+
void CLink::Stop(const string reason)
  {
   if(m_connection.IsOpen())
      Drop(reason);
  }
//+------------------------------------------------------------------+
//| Whether the node is authenticated and has accepted this EA.      |
//+------------------------------------------------------------------+
bool CLink::IsWelcome(void) const
  {
   return(m_admission.IsWelcome());
  }
//+------------------------------------------------------------------+
//| Whether the authenticated node has refused this EA because       |
//| another one serves the account, and has not welcomed it since.   |
//+------------------------------------------------------------------+
bool CLink::IsSpare(void) const
  {
   return(m_admission.IsSpare());
  }
//+------------------------------------------------------------------+
//| Whether streams should wait, because the node does not read.     |
//+------------------------------------------------------------------+
bool CLink::IsBacklogged(void) const
  {
   return(m_connection.Unsent()>LINK_BACKLOG_MAX);
  }
//+------------------------------------------------------------------+
//| Whether a node was welcomed since the last call.                 |
//+------------------------------------------------------------------+
bool CLink::TakeNew(void)
  {
   return(m_admission.TakeNew());
  }
//+------------------------------------------------------------------+
//| When a node that has proved itself was last heard, welcoming or  |
//| not and also after the connection has ended; 0 is never.         |
//+------------------------------------------------------------------+
ulong CLink::HeardMs(void) const
  {
   return(m_heartbeat.HeardMs());
  }
//+------------------------------------------------------------------+
//| Ends the connection and with it everything that it stood for.    |
//+------------------------------------------------------------------+
void CLink::Drop(const string reason)
  {
   const bool was_linked=IsWelcome();
   m_connection.Close(was_linked);
   m_admission.Forget();
   //--- the same reason is told once, not with every try
   if(was_linked || reason!=m_last_reason)
      Print("Lockstep: no link to the node: ",reason);
   m_last_reason=reason;
  }
//+------------------------------------------------------------------+
//| Comes nearer to a link, and ends one that is silent. To be       |
//| called from the timer only.                                      |
//+------------------------------------------------------------------+
void CLink::Step(const ulong now)
  {
   if(!m_admission.HasBegun())
     {
      if(!m_connection.Step(now))
         Drop(m_connection.Problem());
      if(m_connection.IsReady())
         Introduce();
      return;
     }
   if(IsWelcome() && m_heartbeat.IsSilent(now))
      Drop("the node is silent");
   if(m_admission.IsLate(now))
      Drop("the node did not finish the handshake in 5 s");
  }
//+------------------------------------------------------------------+
//| Queues a message.                                                |
//+------------------------------------------------------------------+
void CLink::Say(const string text)
  {
   if(!m_connection.Put(text))
      Drop("a message could not be queued");
  }
//+------------------------------------------------------------------+
//| The connection is ready: says HELLO.                             |
//+------------------------------------------------------------------+
void CLink::Introduce(void)
  {
   string       problem="";
   const string hello=m_admission.Introduce(m_is_polling || m_connection.IsPolling(),problem);
   if(StringLen(hello)>0)
      Say(hello);
   else
      Drop(problem);
  }
//+------------------------------------------------------------------+
//| Takes a message of the handshake. Once the node has proved       |
//| itself it was heard; once it has welcomed the EA it is obeyed.   |
//+------------------------------------------------------------------+
void CLink::Shake(const string type,const CJsonReader &json)
  {
   string       problem="";
   const string answer=m_admission.Take(type,json,problem);
   if(StringLen(problem)>0)
     {
      Drop(problem);
      return;
     }
   if(m_admission.IsProven())
      m_heartbeat.Hear();
   if(IsWelcome())
     {
      m_heartbeat.Start();
      m_last_reason="";
     }
   if(StringLen(answer)>0)
      Say(answer);
  }
//+------------------------------------------------------------------+
//| The next request of the authenticated node; false when there is  |
//| none. Everything else that arrives is dealt with here.           |
//+------------------------------------------------------------------+
bool CLink::Next(CJsonReader &json,bool &is_goodbye)
  {
   string text="";
   is_goodbye=false;
   if(!m_connection.IsGreeted())
      return(false);
   m_connection.Receive();
   while(m_connection.IsGreeted() && !IsStopped())
     {
      const int what=m_connection.Next(text);
      if(what==ZMTP_BROKEN)
         Drop(m_connection.Problem());
      if(what!=ZMTP_MESSAGE)
         return(false);
      string type="";
      if(!json.Parse(text))
         continue;
      //--- a request has an action instead of a type
      const bool is_request=!json.GetText(json.Root(),"type",type);
      //--- the node has proved itself: whatever it says is a sign of life
      if(m_admission.IsProven())
         m_heartbeat.Hear();
      if(!IsWelcome())
        {
         Shake(type,json);
         continue;
        }
      is_goodbye=(type=="GOODBYE");
      if(is_request || is_goodbye)
         return(true);
      long seq=0;
      if(type=="HEARTBEAT" && json.GetNumber(json.Root(),"seq",seq) && seq>=0)
         Say(m_heartbeat.Text(seq));
      if(type=="REFUSED")
         Shake(type,json);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Waits in the socket for a byte; false when none came.            |
//+------------------------------------------------------------------+
bool CLink::Wait(const int wait_ms)
  {
   return(m_connection.Wait(wait_ms));
  }
//+------------------------------------------------------------------+
//| Says the EA's own heartbeat when it is due.                      |
//+------------------------------------------------------------------+
void CLink::Heartbeat(const ulong now)
  {
   if(IsWelcome() && m_heartbeat.TakeDue(now))
      Say(m_heartbeat.Text(0));
  }
//+------------------------------------------------------------------+
//| Sends everything that was said during this event, in as few      |
//| calls as possible. Without an authenticated node it is           |
//| forgotten.                                                       |
//+------------------------------------------------------------------+
void CLink::Deliver(COutbox &outbox)
  {
   for(int i=0; i<outbox.Count() && IsWelcome(); i++)
     {
      if(!m_connection.Put(outbox.At(i)))
         Drop(WhyUnsent(outbox.At(i)));
     }
   if(outbox.IsFull() && IsWelcome())
      Drop("too many messages for the node");
   outbox.Clear();
   if(!m_connection.Flush())
      Drop(m_connection.Problem());
  }
#endif
//+------------------------------------------------------------------+
