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
#include "Connection.mqh"
#include "Handshake.mqh"
#include "Heartbeat.mqh"
#include "JsonReader.mqh"
#include "Outbox.mqh"
//--- each step of the handshake may take this long
#define LINK_HANDSHAKE_MS     5000
//--- more unsent bytes than this: streams wait, they are not up to date
#define LINK_BACKLOG_MAX      262144
//--- how far the handshake is
#define LINK_NONE             0
#define LINK_HELLO            1
#define LINK_AUTH             2
#define LINK_WELCOME          3
//+------------------------------------------------------------------+
//| One node after the other.                                        |
//+------------------------------------------------------------------+
class CLink
  {
private:
   CConnection       m_connection;
   CHandshake        m_handshake;
   CHeartbeat        m_heartbeat;
   int               m_port;
   bool              m_is_polling;
   int               m_step;
   ulong             m_step_ms;
   string            m_last_reason;
   bool              m_is_new;
   bool              m_is_spare;

   void              Go(const int step);
   void              Drop(const string reason);
   bool              Say(const string text);
   void              ShakeOn(const string text,const string problem,const int step);
   void              Introduce(void);
   void              Prove(const CJsonReader &json);
   void              Accept(const CJsonReader &json);
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
   m_step=LINK_NONE;
   m_step_ms=0;
   m_last_reason="";
   m_is_new=false;
   m_is_spare=false;
  }
//+------------------------------------------------------------------+
//| Names whose connection it is, and the clock that HELLO tells.    |
//+------------------------------------------------------------------+
void CLink::Init(CAccount &account,CState &state,CServerClock &clock)
  {
   m_handshake.Init(account,state,clock);
  }
//+------------------------------------------------------------------+
//| Takes the inputs over. A master never waits in the socket.       |
//+------------------------------------------------------------------+
void CLink::Configure(const int port,const string secret,const ENUM_LOCKSTEP_ROLE role,const int wait_ms)
  {
   m_port=port;
   m_is_polling=(role==ROLE_MASTER || wait_ms<1);
   m_handshake.Configure(secret,role);
  }
//+------------------------------------------------------------------+
//| Connects from the next timer event on.                           |
//+------------------------------------------------------------------+
void CLink::Start(const string journal_id)
  {
   m_is_spare=false;
   m_handshake.Start(journal_id);
   m_connection.Start(m_port);
  }
//+------------------------------------------------------------------+
//| The journal's name now. A node is told of another one with a new |
//| handshake.                                                       |
//+------------------------------------------------------------------+
void CLink::Name(const string journal_id)
  {
   if(journal_id==m_handshake.JournalId())
      return;
   m_handshake.Start(journal_id);
   if(m_step!=LINK_NONE)
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
   return(m_step==LINK_WELCOME);
  }
//+------------------------------------------------------------------+
//| Whether the authenticated node has refused this EA because       |
//| another one serves the account, and has not welcomed it since.   |
//+------------------------------------------------------------------+
bool CLink::IsSpare(void) const
  {
   return(m_is_spare);
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
   const bool is_new=m_is_new;
   m_is_new=false;
   return(is_new);
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
//| Enters the next step of the handshake.                           |
//+------------------------------------------------------------------+
void CLink::Go(const int step)
  {
   m_step=step;
   m_step_ms=GetTickCount64();
  }
//+------------------------------------------------------------------+
//| Ends the connection and with it everything that it stood for.    |
//+------------------------------------------------------------------+
void CLink::Drop(const string reason)
  {
   const bool was_linked=(m_step==LINK_WELCOME);
   m_connection.Close(was_linked);
   m_handshake.Forget();
   //--- the same reason is told once, not with every try
   if(was_linked || reason!=m_last_reason)
      Print("Lockstep: no link to the node: ",reason);
   m_last_reason=reason;
   m_is_new=false;
   Go(LINK_NONE);
  }
//+------------------------------------------------------------------+
//| Comes nearer to a link, and ends one that is silent. To be       |
//| called from the timer only.                                      |
//+------------------------------------------------------------------+
void CLink::Step(const ulong now)
  {
   switch(m_step)
     {
      case LINK_NONE:
         if(!m_connection.Step(now))
            Drop(m_connection.Problem());
         if(m_connection.IsReady())
            Introduce();
         return;
      case LINK_WELCOME:
         if(m_heartbeat.IsSilent(now))
            Drop("the node is silent");
         return;
     }
   if((long)(now-m_step_ms)>LINK_HANDSHAKE_MS)
      Drop("the node did not finish the handshake in 5 s");
  }
//+------------------------------------------------------------------+
//| Queues a message.                                                |
//+------------------------------------------------------------------+
bool CLink::Say(const string text)
  {
   if(m_connection.Put(text))
      return(true);
   Drop("a message could not be queued");
   return(false);
  }
//+------------------------------------------------------------------+
//| The EA's next part of the handshake; without a text it fails.    |
//+------------------------------------------------------------------+
void CLink::ShakeOn(const string text,const string problem,const int step)
  {
   if(StringLen(text)==0)
     {
      Drop(problem);
      return;
     }
   if(Say(text))
      Go(step);
  }
//+------------------------------------------------------------------+
//| The connection is ready: says HELLO.                             |
//+------------------------------------------------------------------+
void CLink::Introduce(void)
  {
   string       problem="";
   const string hello=m_handshake.Hello(m_is_polling || m_connection.IsPolling(),problem);
   ShakeOn(hello,problem,LINK_HELLO);
  }
//+------------------------------------------------------------------+
//| Answers CHALLENGE.                                               |
//+------------------------------------------------------------------+
void CLink::Prove(const CJsonReader &json)
  {
   string       problem="";
   const string proof=m_handshake.Prove(json,problem);
   if(StringLen(proof)>0)
      m_heartbeat.Hear();
   ShakeOn(proof,problem,LINK_AUTH);
  }
//+------------------------------------------------------------------+
//| Takes WELCOME: from now on the node is obeyed.                   |
//+------------------------------------------------------------------+
void CLink::Accept(const CJsonReader &json)
  {
   string problem="";
   if(!m_handshake.Accept(json,problem))
     {
      Drop(problem);
      return;
     }
   Go(LINK_WELCOME);
   m_heartbeat.Start();
   m_last_reason="";
   m_is_new=true;
   m_is_spare=false;
  }
//+------------------------------------------------------------------+
//| Takes a message of the handshake; others are passed over.        |
//+------------------------------------------------------------------+
void CLink::Shake(const string type,const CJsonReader &json)
  {
   if(type=="REFUSED")
     {
      //--- before its proof anybody could have said so
      if(m_step>=LINK_AUTH && m_handshake.IsRefusedForAnother(json))
         m_is_spare=true;
      Drop(m_handshake.Refusal(json));
     }
   if(type=="CHALLENGE" && m_step==LINK_HELLO)
      Prove(json);
   if(type=="WELCOME" && m_step==LINK_AUTH)
      Accept(json);
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
      if(m_step>=LINK_AUTH)
         m_heartbeat.Hear();
      if(m_step!=LINK_WELCOME)
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
   if(m_step==LINK_WELCOME && m_heartbeat.TakeDue(now))
      Say(m_heartbeat.Text(0));
  }
//+------------------------------------------------------------------+
//| Sends everything that was said during this event, in as few      |
//| calls as possible. Without an authenticated node it is           |
//| forgotten.                                                       |
//+------------------------------------------------------------------+
void CLink::Deliver(COutbox &outbox)
  {
   for(int i=0; i<outbox.Count() && m_step==LINK_WELCOME; i++)
     {
      if(!m_connection.Put(outbox.At(i)))
         Drop(WhyUnsent(outbox.At(i)));
     }
   if(outbox.IsFull() && m_step==LINK_WELCOME)
      Drop("too many messages for the node");
   outbox.Clear();
   if(!m_connection.Flush())
      Drop(m_connection.Problem());
  }
#endif
//+------------------------------------------------------------------+
