//+------------------------------------------------------------------+
//|                                                 ZmtpGreeting.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| What both ends of a ZMTP connection say once, before the first   |
//| message: the greeting of 64 bytes and the body of READY.         |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_ZMTPGREETING_MQH
#define LOCKSTEP_ZMTPGREETING_MQH
#include "Protocol.mqh"
#define ZMTP_GREETING_SIZE    64
//+------------------------------------------------------------------+
//| Letters out of bytes; "" when there are too few.                 |
//+------------------------------------------------------------------+
string NameInBytes(const uchar &bytes[],const int from,const int size)
  {
   if(from<0 || size<1 || from+size>ArraySize(bytes))
      return("");
   return(CharArrayToString(bytes,from,size,CP_UTF8));
  }
//+------------------------------------------------------------------+
//| The EA's greeting: ZMTP 3.1, mechanism NULL; false without       |
//| memory.                                                          |
//+------------------------------------------------------------------+
bool BuildGreeting(uchar &greeting[])
  {
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
   return(true);
  }
//+------------------------------------------------------------------+
//| Whether 64 bytes are the greeting of a peer that speaks ZMTP 3   |
//| with the NULL mechanism. The eight bytes of padding are never    |
//| looked at.                                                       |
//+------------------------------------------------------------------+
bool IsGreeting(const uchar &greeting[])
  {
   return(ArraySize(greeting)==ZMTP_GREETING_SIZE &&
          greeting[0]==0xFF && greeting[9]==0x7F && greeting[10]>=3 &&
          NameInBytes(greeting,12,4)=="NULL" && greeting[16]==0);
  }
//+------------------------------------------------------------------+
//| The body of the EA's READY: a DEALER. It carries no Identity, so |
//| that every connection is a new one to the node. Returns its      |
//| size; 0 without memory.                                          |
//+------------------------------------------------------------------+
int BuildReady(uchar &ready[])
  {
   uchar name[];
   uchar key[];
   uchar value[];
   const int name_size=TextToBytes("READY",name);
   const int key_size=TextToBytes("Socket-Type",key);
   const int value_size=TextToBytes("DEALER",value);
   const int size=1+name_size+1+key_size+4+value_size;
   if(ArrayResize(ready,size)!=size)
      return(0);
   ArrayInitialize(ready,0);
   ready[0]=(uchar)name_size;
   ArrayCopy(ready,name,1,0,name_size);
   ready[1+name_size]=(uchar)key_size;
   ArrayCopy(ready,key,2+name_size,0,key_size);
   ready[5+name_size+key_size]=(uchar)value_size;
   ArrayCopy(ready,value,6+name_size+key_size,0,value_size);
   return(size);
  }
//+------------------------------------------------------------------+
//| Whether a body of READY says that the peer is a ROUTER.          |
//+------------------------------------------------------------------+
bool IsRouterReady(const uchar &body[])
  {
   const int size=ArraySize(body);
   int       pos=6;
   while(pos<size)
     {
      const int key_size=(int)body[pos];
      string    key=NameInBytes(body,pos+1,key_size);
      //--- names of properties are compared without regard to case
      StringToLower(key);
      pos+=1+key_size;
      if(pos+4>size || body[pos]!=0 || body[pos+1]!=0)
         return(false);
      const int value_size=(int)body[pos+2]*256+(int)body[pos+3];
      if(key=="socket-type")
         return(NameInBytes(body,pos+4,value_size)=="ROUTER");
      pos+=4+value_size;
     }
   return(false);
  }
#endif
//+------------------------------------------------------------------+
