//+------------------------------------------------------------------+
//|                                                         Link.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The connection to the node: connect, greet, prove, stay alive.   |
//| Before the node has proved that it knows the secret, nothing     |
//| that it sends is obeyed; when it ends, a new connection with a   |
//| new nonce begins.                                                |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_LINK_MQH
#define LOCKSTEP_LINK_MQH
#include "Account.mqh"
#include "Clock.mqh"
#include "JsonReader.mqh"
#include "Outbox.mqh"
#include "State.mqh"
#include "Zmtp.mqh"
#define LINK_HOST             "127.0.0.1"
#define LINK_HANDSHAKE_MS     5000
#define LINK_SILENCE_MS       3500
#define LINK_HEARTBEAT_MS     1000
#define LINK_BACKOFF_MIN_MS   100
#define LINK_BACKOFF_MAX_MS   2000
//--- more unsent bytes than this: streams wait, they are not up to date
#define LINK_BACKLOG_MAX      262144
//--- where a connection stands
#define LINK_IDLE             0
#define LINK_CONNECTED        1
#define LINK_GREETED          2
#define LINK_READY            3
#define LINK_HELLO            4
#define LINK_AUTH             5
#define LINK_WELCOME          6
//+------------------------------------------------------------------+
//| One connection after the other.                                  |
//+------------------------------------------------------------------+
class CLink
  {
private:
   CSocket           m_socket;
   CZmtp             m_zmtp;
   CAccount         *m_account;
   CState           *m_state;
   CServerClock     *m_clock;
   int               m_port;
   string            m_secret;
   ENUM_LOCKSTEP_ROLE m_role;
   int               m_wait_ms;
   string            m_journal_id;
   int               m_step;
   ulong             m_step_ms;
   ulong             m_heard_ms;
   ulong             m_beat_due;
   ulong             m_connect_due;
   long              m_backoff_ms;
   string            m_nonce;
   string            m_last_reason;
   bool              m_is_new;

   void              Go(const int step);
   void              Drop(const string reason);
   string            ErrorText(const int error) const;
   bool              Say(const string text);
   void              SayHello(void);
   void              SayHeartbeat(const long seq);
   string            Mac(const string side,const string nonce_node) const;
   bool              Shake(const string type,const CJsonReader &json);
   void              Prove(const CJsonReader &json);

public:
                     CLink(void);
   void              Init(CAccount &account,CState &state,CServerClock &clock);
   void              Configure(const int port,const string secret,const ENUM_LOCKSTEP_ROLE role,const int wait_ms);
   void              Start(const string journal_id);
   void              Stop(const string reason);
   bool              IsWelcome(void) const;
   bool              IsBacklogged(void) const;
   bool              TakeNew(void);
   ulong             HeardMs(void) const;
   void              Step(const ulong now);
   bool              Next(string &text,bool &is_goodbye);
   bool              Wait(const int wait_ms);
   void              Heartbeat(const ulong now);
   void              Deliver(COutbox &outbox);
  };
//+------------------------------------------------------------------+
//| No connection.                                                   |
//+------------------------------------------------------------------+
CLink::CLink(void)
  {
   m_account=NULL;
   m_state=NULL;
   m_clock=NULL;
   m_port=0;
   m_secret="";
   m_role=ROLE_MASTER;
   m_wait_ms=0;
   m_journal_id="";
   m_step=LINK_IDLE;
   m_step_ms=0;
   m_heard_ms=0;
   m_beat_due=0;
   m_connect_due=0;
   m_backoff_ms=LINK_BACKOFF_MIN_MS;
   m_nonce="";
   m_last_reason="";
   m_is_new=false;
  }
//+------------------------------------------------------------------+
//| Names whose connection it is, and the clock that HELLO tells.    |
//+------------------------------------------------------------------+
void CLink::Init(CAccount &account,CState &state,CServerClock &clock)
  {
   m_account=GetPointer(account);
   m_state=GetPointer(state);
   m_clock=GetPointer(clock);
  }
//+------------------------------------------------------------------+
//| Takes the inputs over.                                           |
//+------------------------------------------------------------------+
void CLink::Configure(const int port,const string secret,const ENUM_LOCKSTEP_ROLE role,const int wait_ms)
  {
   m_port=port;
   m_secret=secret;
   m_role=role;
   m_wait_ms=wait_ms;
  }
//+------------------------------------------------------------------+
//| Connects from the next timer event on.                           |
//+------------------------------------------------------------------+
void CLink::Start(const string journal_id)
  {
   m_journal_id=journal_id;
   m_connect_due=GetTickCount64();
   m_backoff_ms=LINK_BACKOFF_MIN_MS;
  }
//+------------------------------------------------------------------+
//| Ends the connection for good, for example with another account.  |
//+------------------------------------------------------------------+
void CLink::Stop(const string reason)
  {
   if(m_step!=LINK_IDLE)
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
//| Whether streams should wait, because the node does not read.     |
//+------------------------------------------------------------------+
bool CLink::IsBacklogged(void) const
  {
   return(m_socket.Unsent()>LINK_BACKLOG_MAX);
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
//| When the authenticated node was last heard.                      |
//+------------------------------------------------------------------+
ulong CLink::HeardMs(void) const
  {
   return(m_heard_ms);
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
//| Ends the connection; the next one comes after a growing pause    |
//| with some chance in it, so that many terminals do not come at    |
//| once (9).                                                        |
//+------------------------------------------------------------------+
void CLink::Drop(const string reason)
  {
   m_socket.Close();
   m_zmtp.Reset();
   m_nonce="";
   if(m_step==LINK_WELCOME)
      m_backoff_ms=LINK_BACKOFF_MIN_MS;
   else
     {
      m_backoff_ms=m_backoff_ms*2;
      if(m_backoff_ms>LINK_BACKOFF_MAX_MS)
         m_backoff_ms=LINK_BACKOFF_MAX_MS;
     }
   //--- the same reason is told once, not with every try
   if(m_step==LINK_WELCOME || reason!=m_last_reason)
      Print("Lockstep: no link to the node: ",reason);
   m_last_reason=reason;
   const long jitter=m_backoff_ms*(long)MathRand()/131072;
   m_connect_due=GetTickCount64()+(ulong)(m_backoff_ms-jitter);
   m_is_new=false;
   Go(LINK_IDLE);
  }
//+------------------------------------------------------------------+
//| What a connection error means to the user.                       |
//+------------------------------------------------------------------+
string CLink::ErrorText(const int error) const
  {
   const string address=LINK_HOST+":"+IntegerToString((long)m_port);
   switch(error)
     {
      case 0:
         return("the node closed the connection");
      case ERR_FUNCTION_NOT_ALLOWED:
         return("error 4014: the address "+LINK_HOST+" is not allowed; see Tools, Options, Expert Advisors");
      case ERR_NETSOCKET_TOO_MANY_OPENED:
         return("error 5271: too many open sockets; restart the terminal");
      case ERR_NETSOCKET_CANNOT_CONNECT:
         return("error 5272: nobody listens on "+address+"; is Lockstep running, and is InpPort right?");
      case ERR_NETSOCKET_IO_ERROR:
         return("error 5273: the connection to "+address+" was lost");
     }
   return("error "+IntegerToString((long)error)+" with "+address);
  }
//+------------------------------------------------------------------+
//| To be called from the timer only: connecting blocks, and the     |
//| first bytes wait for the event after the connect.                |
//+------------------------------------------------------------------+
void CLink::Step(const ulong now)
  {
   switch(m_step)
     {
      case LINK_IDLE:
         if((long)(now-m_connect_due)<0)
            return;
         if(m_socket.Connect(LINK_HOST,m_port))
            Go(LINK_CONNECTED);
         else
            Drop(ErrorText(m_socket.LastError()));
         return;
      case LINK_CONNECTED:
         if(!m_zmtp.Greet(m_socket))
            Drop("the greeting could not be queued");
         else
            Go(LINK_GREETED);
         return;
      case LINK_READY:
         SayHello();
         return;
      case LINK_WELCOME:
         if((long)(now-m_heard_ms)>LINK_SILENCE_MS)
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
   if(m_zmtp.Send(m_socket,text))
      return(true);
   Drop("a message could not be queued");
   return(false);
  }
//+------------------------------------------------------------------+
//| Introduces the account under a nonce that was never used.        |
//+------------------------------------------------------------------+
void CLink::SayHello(void)
  {
   CJsonWriter json;
   m_nonce=NewNonce(m_secret,m_state.Starts());
   if(StringLen(m_nonce)!=64)
     {
      Drop("this terminal cannot compute SHA-256");
      return;
     }
   json.BeginObject("");
   json.Text("type","HELLO");
   json.Number("protocol",LOCKSTEP_PROTOCOL);
   json.Text("login",IntegerToString(m_account.Login()));
   json.Text("server",m_account.Server());
   json.Text("nonceEa",m_nonce);
   json.Text("role",(m_role==ROLE_SLAVE) ? "slave" : "master");
   json.Text("version",LOCKSTEP_VERSION);
   json.Text("company",AccountInfoString(ACCOUNT_COMPANY));
   json.Text("currency",AccountInfoString(ACCOUNT_CURRENCY));
   json.Number("leverage",AccountInfoInteger(ACCOUNT_LEVERAGE));
   json.Text("marginMode",MarginModeText());
   json.Flag("fifoClose",AccountInfoInteger(ACCOUNT_FIFO_CLOSE)!=0);
   json.Number("build",TerminalInfoInteger(TERMINAL_BUILD));
   json.Flag("tradeAllowed",IsTradeAllowed());
   m_account.WritePermissions(json);
   json.Flag("polling",m_role==ROLE_MASTER || m_wait_ms<1 || m_socket.IsPolling());
   json.Number("serverNow",m_clock.Now());
   json.EndObject();
   if(Say(json.Result()))
      Go(LINK_HELLO);
  }
//+------------------------------------------------------------------+
//| The proof of one side: it covers the account and both nonces.    |
//+------------------------------------------------------------------+
string CLink::Mac(const string side,const string nonce_node) const
  {
   return(HmacSha256(m_secret,side+"\n"+IntegerToString(LOCKSTEP_PROTOCOL)+"\n"+
                     IntegerToString(m_account.Login())+"\n"+m_account.Server()+"\n"+
                     m_nonce+"\n"+nonce_node));
  }
//+------------------------------------------------------------------+
//| Checks the node's proof and gives the EA's.                      |
//+------------------------------------------------------------------+
void CLink::Prove(const CJsonReader &json)
  {
   string       nonce_node="";
   string       mac="";
   const int    root=json.Root();
   const bool   is_whole=(json.GetText(root,"nonceNode",nonce_node) && json.GetText(root,"mac",mac));
   const string expected=Mac("node",nonce_node);
   if(!is_whole || StringLen(nonce_node)!=64 || !IsSameMac(mac,expected))
     {
      Drop("the node does not know this account's secret; compare InpSecret");
      return;
     }
   CJsonWriter reply;
   reply.BeginObject("");
   reply.Text("type","AUTH");
   reply.Text("mac",Mac("ea",nonce_node));
   reply.Number("highestLease",m_state.HighestLease());
   reply.Text("journalId",m_journal_id);
   reply.EndObject();
   if(Say(reply.Result()))
      Go(LINK_AUTH);
  }
//+------------------------------------------------------------------+
//| Takes a message of the handshake; false when it is none.         |
//+------------------------------------------------------------------+
bool CLink::Shake(const string type,const CJsonReader &json)
  {
   if(type=="REFUSED")
     {
      string code="";
      string message="";
      json.GetText(json.Root(),"code",code);
      json.GetText(json.Root(),"message",message);
      Drop("the node refuses this terminal: "+code+", "+message);
      return(true);
     }
   if(type=="CHALLENGE" && m_step==LINK_HELLO)
     {
      Prove(json);
      return(true);
     }
   if(type!="WELCOME" || m_step!=LINK_AUTH)
      return(false);
   long lease=0;
   if(!json.GetNumber(json.Root(),"lease",lease) || lease<0 || !m_state.Welcome(lease))
     {
      Drop("the node's lease "+IntegerToString(lease)+" is lower than "+IntegerToString(m_state.HighestLease())+
           ", which was seen before, or it cannot be stored");
      return(true);
     }
   Go(LINK_WELCOME);
   m_heard_ms=GetTickCount64();
   m_beat_due=m_heard_ms;
   m_backoff_ms=LINK_BACKOFF_MIN_MS;
   m_last_reason="";
   m_is_new=true;
   Print("Lockstep: linked to the node under lease ",IntegerToString(lease));
   return(true);
  }
//+------------------------------------------------------------------+
//| The next request of the authenticated node; false when there is  |
//| none. Everything else that arrives is dealt with here.           |
//+------------------------------------------------------------------+
bool CLink::Next(string &text,bool &is_goodbye)
  {
   is_goodbye=false;
   text="";
   if(m_step<LINK_GREETED)
      return(false);
   const bool is_alive=m_socket.Receive();
   while(m_step>=LINK_GREETED && !IsStopped())
     {
      const int what=m_zmtp.Next(m_socket,text);
      if(what==ZMTP_BROKEN)
        {
         Drop(m_zmtp.Problem());
         return(false);
        }
      if(what==ZMTP_NOTHING)
        {
         if(m_step==LINK_GREETED && m_zmtp.IsReady())
            Go(LINK_READY);
         //--- the loss counts only after what came before it was read (5)
         if(!is_alive)
            Drop(ErrorText(m_socket.LastError()));
         return(false);
        }
      CJsonReader json;
      string      type="";
      if(!json.Parse(text))
         continue;
      if(!json.GetText(json.Root(),"type",type))
        {
         if(m_step!=LINK_WELCOME)
            continue;
         m_heard_ms=GetTickCount64();
         return(true);
        }
      if(m_step!=LINK_WELCOME)
        {
         Shake(type,json);
         continue;
        }
      m_heard_ms=GetTickCount64();
      if(type=="HEARTBEAT")
        {
         long seq=0;
         if(json.GetNumber(json.Root(),"seq",seq) && seq>=0)
            SayHeartbeat(seq);
        }
      if(type=="GOODBYE")
        {
         is_goodbye=true;
         return(true);
        }
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
   if(m_step<LINK_GREETED || m_socket.IsPolling())
      return(false);
   return(m_socket.WaitForByte(wait_ms));
  }
//+------------------------------------------------------------------+
//| Says a heartbeat, in answer to the node's or of its own accord   |
//| (0).                                                             |
//+------------------------------------------------------------------+
void CLink::SayHeartbeat(const long seq)
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("type","HEARTBEAT");
   json.Number("us",(long)GetMicrosecondCount());
   json.Number("ms",(long)GetTickCount64());
   json.Number("seq",seq);
   json.EndObject();
   Say(json.Result());
  }
//+------------------------------------------------------------------+
//| Its own heartbeat, once a second: the next one is due an         |
//| interval after the last was due, or the rhythm would drift (17). |
//+------------------------------------------------------------------+
void CLink::Heartbeat(const ulong now)
  {
   if(m_step!=LINK_WELCOME || (long)(now-m_beat_due)<0)
      return;
   m_beat_due+=LINK_HEARTBEAT_MS;
   if((long)(now-m_beat_due)>=0)
      m_beat_due=now+LINK_HEARTBEAT_MS;
   SayHeartbeat(0);
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
      if(!m_zmtp.Send(m_socket,outbox.At(i)))
         Drop("the node does not read what it is sent");
     }
   if(outbox.IsFull() && m_step==LINK_WELCOME)
      Drop("too many messages for the node");
   outbox.Clear();
   if(m_step<LINK_GREETED)
      return;
   if(!m_socket.Flush())
      Drop(ErrorText(m_socket.LastError()));
  }
#endif
//+------------------------------------------------------------------+
