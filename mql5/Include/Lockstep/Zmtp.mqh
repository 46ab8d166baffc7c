//+------------------------------------------------------------------+
//|                                                         Zmtp.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| ZeroMQ's wire protocol ZMTP 3.1 with the NULL mechanism, as far  |
//| as a DEALER needs it that connects to a ROUTER: greeting, READY, |
//| frames, PING and PONG. It works on the queues of a CSocket and   |
//| never waits.                                                     |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_ZMTP_MQH
#define LOCKSTEP_ZMTP_MQH
#include "Protocol.mqh"
#include "Socket.mqh"
#define ZMTP_GREETING_SIZE    64
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
   bool              IsRouterReady(const uchar &body[]) const;
   bool              Obey(CSocket &socket,const uchar &body[]);
   bool              PutFrame(CSocket &socket,const int flag,const uchar &body[],const int size);
   string            Name(const uchar &body[],const int from,const int size) const;

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
//| rest of its own greeting only after it has seen ours. READY      |
//| carries no Identity, so that every connection is a new one to    |
//| the node.                                                        |
//+------------------------------------------------------------------+
bool CZmtp::Greet(CSocket &socket)
  {
   uchar greeting[];
   if(ArrayResize(greeting,ZMTP_GREETING_SIZE)!=ZMTP_GREETING_SIZE)
      return(false);
   ArrayInitialize(greeting,0);
   greeting[0]=0xFF;
   greeting[9]=0x7F;
   greeting[10]=3;
   greeting[11]=1;
   greeting[12]='N';
   greeting[13]='U';
   greeting[14]='L';
   greeting[15]='L';
   if(!socket.Put(greeting,ZMTP_GREETING_SIZE))
      return(false);
   uchar ready[];
   uchar name[];
   uchar key[];
   uchar value[];
   const int name_size=TextToBytes("READY",name);
   const int key_size=TextToBytes("Socket-Type",key);
   const int value_size=TextToBytes("DEALER",value);
   const int size=1+name_size+1+key_size+4+value_size;
   if(ArrayResize(ready,size)!=size)
      return(false);
   ArrayInitialize(ready,0);
   ready[0]=(uchar)name_size;
   ArrayCopy(ready,name,1,0,name_size);
   ready[1+name_size]=(uchar)key_size;
   ArrayCopy(ready,key,2+name_size,0,key_size);
   ready[5+name_size+key_size]=(uchar)value_size;
   ArrayCopy(ready,value,6+name_size+key_size,0,value_size);
   return(PutFrame(socket,ZMTP_FLAG_COMMAND,ready,size));
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
//| Takes the peer's greeting if it is whole; false when it is none. |
//+------------------------------------------------------------------+
bool CZmtp::ReadGreeting(CSocket &socket)
  {
   //--- the eight bytes of padding are never looked at
   if(socket.At(0)!=0xFF || socket.At(9)!=0x7F || socket.At(10)<3)
      return(false);
   uchar greeting[];
   socket.Copy(0,ZMTP_GREETING_SIZE,greeting);
   if(Name(greeting,12,4)!="NULL" || greeting[16]!=0)
      return(false);
   socket.Drop(ZMTP_GREETING_SIZE);
   m_has_greeting=true;
   return(true);
  }
//+------------------------------------------------------------------+
//| Letters out of bytes; "" when there are too few.                 |
//+------------------------------------------------------------------+
string CZmtp::Name(const uchar &body[],const int from,const int size) const
  {
   if(from<0 || size<1 || from+size>ArraySize(body))
      return("");
   return(CharArrayToString(body,from,size,CP_UTF8));
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
   const string name=(size>0) ? Name(body,1,(int)body[0]) : "";
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
//+------------------------------------------------------------------+
//| Whether READY says that the peer is a ROUTER.                    |
//+------------------------------------------------------------------+
bool CZmtp::IsRouterReady(const uchar &body[]) const
  {
   const int size=ArraySize(body);
   int       pos=6;
   while(pos<size)
     {
      const int key_size=(int)body[pos];
      string    key=Name(body,pos+1,key_size);
      //--- names of properties are compared without regard to case
      StringToLower(key);
      pos+=1+key_size;
      if(pos+4>size || body[pos]!=0 || body[pos+1]!=0)
         return(false);
      const int value_size=(int)body[pos+2]*256+(int)body[pos+3];
      if(key=="socket-type")
         return(Name(body,pos+4,value_size)=="ROUTER");
      pos+=4+value_size;
     }
   return(false);
  }
#endif
//+------------------------------------------------------------------+
