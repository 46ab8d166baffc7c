//+------------------------------------------------------------------+
//|                                                         Zmtp.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| ZeroMQ's wire protocol ZMTP 3.1 with the NULL mechanism, as far  |
//| as a DEALER needs it that connects to a ROUTER: the greetings,   |
//| frames, PING and PONG. It works on the queues of a CSocket and   |
//| never waits.                                                     |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_ZMTP_MQH
#define LOCKSTEP_ZMTP_MQH
#include "Protocol.mqh"
#include "Socket.mqh"
#include "ZmtpGreeting.mqh"
#define ZMTP_FLAG_MORE        1
#define ZMTP_FLAG_LONG        2
#define ZMTP_FLAG_COMMAND     4
//--- what Next() says
#define ZMTP_NOTHING          0
#define ZMTP_MESSAGE          1
#define ZMTP_BROKEN           2
//+------------------------------------------------------------------+
//| One connection's state of the protocol.                          |
//+------------------------------------------------------------------+
class CZmtp
  {
private:
   bool              m_has_greeting;
   bool              m_has_ready;
   string            m_problem;

   int               Break(const string problem);
   bool              ReadGreeting(CSocket &socket);
   bool              Obey(CSocket &socket,const uchar &body[]);
   bool              PutFrame(CSocket &socket,const int flag,const uchar &body[],const int size);

public:
                     CZmtp(void);
   void              Reset(void);
   bool              Greet(CSocket &socket);
   bool              IsReady(void) const;
   string            Problem(void) const;
   int               Next(CSocket &socket,string &text);
   bool              Send(CSocket &socket,const string text);
  };
//+------------------------------------------------------------------+
//| Nothing was exchanged yet.                                       |
//+------------------------------------------------------------------+
CZmtp::CZmtp(void)
  {
   Reset();
  }
//+------------------------------------------------------------------+
//| For a new connection.                                            |
//+------------------------------------------------------------------+
void CZmtp::Reset(void)
  {
   m_has_greeting=false;
   m_has_ready=false;
   m_problem="";
  }
//+------------------------------------------------------------------+
//| Whether messages may be sent: the peer's READY was received.     |
//+------------------------------------------------------------------+
bool CZmtp::IsReady(void) const
  {
   return(m_has_ready);
  }
//+------------------------------------------------------------------+
//| Why Next() said ZMTP_BROKEN.                                     |
//+------------------------------------------------------------------+
string CZmtp::Problem(void) const
  {
   return(m_problem);
  }
//+------------------------------------------------------------------+
//| Remembers why the connection cannot go on.                       |
//+------------------------------------------------------------------+
int CZmtp::Break(const string problem)
  {
   m_problem=problem;
   return(ZMTP_BROKEN);
  }
//+------------------------------------------------------------------+
//| Queues the whole greeting and READY at once: libzmq sends the    |
//| rest of its own greeting only after it has seen ours.            |
//+------------------------------------------------------------------+
bool CZmtp::Greet(CSocket &socket)
  {
   uchar greeting[];
   uchar ready[];
   if(!BuildGreeting(greeting) || !socket.Put(greeting,ZMTP_GREETING_SIZE))
      return(false);
   const int size=BuildReady(ready);
   return(size>0 && PutFrame(socket,ZMTP_FLAG_COMMAND,ready,size));
  }
//+------------------------------------------------------------------+
//| Queues one frame.                                                |
//+------------------------------------------------------------------+
bool CZmtp::PutFrame(CSocket &socket,const int flag,const uchar &body[],const int size)
  {
   const bool is_long=(size>255);
   const int  head_size=is_long ? 9 : 2;
   uchar      head[];
   if(ArrayResize(head,head_size)!=head_size)
      return(false);
   ArrayInitialize(head,0);
   head[0]=(uchar)(is_long ? (flag|ZMTP_FLAG_LONG) : flag);
   if(is_long)
     {
      int rest=size;
      for(int i=8; i>=5; i--)
        {
         head[i]=(uchar)(rest%256);
         rest=rest/256;
        }
     }
   else
      head[1]=(uchar)size;
   if(!socket.Put(head,head_size))
      return(false);
   return(socket.Put(body,size));
  }
//+------------------------------------------------------------------+
//| Queues one message; false when it is too large or the queue is   |
//| full.                                                            |
//+------------------------------------------------------------------+
bool CZmtp::Send(CSocket &socket,const string text)
  {
   uchar     body[];
   const int size=TextToBytes(text,body);
   if(!m_has_ready || size<1 || size>LOCKSTEP_MESSAGE_MAX)
      return(false);
   return(PutFrame(socket,0,body,size));
  }
//+------------------------------------------------------------------+
//| Takes the peer's greeting, all of which is there; false when it  |
//| is none.                                                         |
//+------------------------------------------------------------------+
bool CZmtp::ReadGreeting(CSocket &socket)
  {
   uchar greeting[];
   socket.Copy(0,ZMTP_GREETING_SIZE,greeting);
   if(!IsGreeting(greeting))
      return(false);
   socket.Drop(ZMTP_GREETING_SIZE);
   m_has_greeting=true;
   return(true);
  }
//+------------------------------------------------------------------+
//| Takes the next message, if one is whole. Commands are obeyed on  |
//| the way; a peer that breaks the protocol ends the connection.    |
//+------------------------------------------------------------------+
int CZmtp::Next(CSocket &socket,string &text)
  {
   text="";
   while(!IsStopped())
     {
      if(!m_has_greeting)
        {
         if(socket.Received()<ZMTP_GREETING_SIZE)
            return(ZMTP_NOTHING);
         if(!ReadGreeting(socket))
            return(Break("the peer does not speak ZMTP 3 with the NULL mechanism"));
        }
      if(socket.Received()<2)
         return(ZMTP_NOTHING);
      const int  flags=(int)socket.At(0);
      const bool is_long=((flags&ZMTP_FLAG_LONG)!=0);
      const bool is_command=((flags&ZMTP_FLAG_COMMAND)!=0);
      const int  head_size=is_long ? 9 : 2;
      if(flags>7 || (flags&ZMTP_FLAG_MORE)!=0)
         return(Break("a frame has flags that this link does not use"));
      if(socket.Received()<head_size)
         return(ZMTP_NOTHING);
      ulong size=0;
      for(int i=1; i<head_size; i++)
        {
         //--- the limit also keeps the sum from running over
         size=size*256+(ulong)socket.At(i);
         if(size>LOCKSTEP_MESSAGE_MAX)
            return(Break("a frame is too large"));
        }
      const int body_size=(int)size;
      if(socket.Received()<head_size+body_size)
         return(ZMTP_NOTHING);
      uchar body[];
      socket.Copy(head_size,body_size,body);
      socket.Drop(head_size+body_size);
      if(is_command)
        {
         if(!Obey(socket,body))
            return(ZMTP_BROKEN);
        }
      else
        {
         if(!m_has_ready)
            return(Break("a message came before READY"));
         text=BytesToText(body,0,body_size);
         return(ZMTP_MESSAGE);
        }
     }
   return(ZMTP_NOTHING);
  }
//+------------------------------------------------------------------+
//| Obeys a command; unknown ones are ignored, as the protocol asks. |
//+------------------------------------------------------------------+
bool CZmtp::Obey(CSocket &socket,const uchar &body[])
  {
   const int    size=ArraySize(body);
   const string name=(size>0) ? NameInBytes(body,1,(int)body[0]) : "";
   if(name=="READY")
     {
      m_has_ready=IsRouterReady(body);
      if(!m_has_ready)
         Break("the peer is no ROUTER");
      return(m_has_ready);
     }
   if(name=="ERROR")
     {
      Break("the peer refuses the connection");
      return(false);
     }
   //--- name, time to live (2 bytes), context (at most 16)
   if(name=="PING" && m_has_ready && size>=7 && size<=23)
     {
      const int context_size=size-7;
      uchar     pong[];
      if(ArrayResize(pong,5+context_size)!=5+context_size)
         return(false);
      pong[0]=4;
      pong[1]='P';
      pong[2]='O';
      pong[3]='N';
      pong[4]='G';
      for(int i=0; i<context_size; i++)
         pong[5+i]=body[7+i];
      if(!PutFrame(socket,ZMTP_FLAG_COMMAND,pong,5+context_size))
        {
         Break("the outbox is full");
         return(false);
        }
     }
   return(true);
  }
#endif
//+------------------------------------------------------------------+
