//+------------------------------------------------------------------+
//|                                                       Socket.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| One native socket with everything that must be known about MT5's |
//| sockets (docs/ea-protocol.md, "Rules for native sockets"). The   |
//| numbers in the comments below are the rules'.                    |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_SOCKET_MQH
#define LOCKSTEP_SOCKET_MQH
#include "Bytes.mqh"
#include "TimedOutReads.mqh"
#define SOCKET_CONNECT_MS     300
#define SOCKET_TIMEOUT_MS     250
#define SOCKET_READ_MAX       65536
#define SOCKET_READS_MAX      64
#define SOCKET_INBOX_MAX      4194304
#define SOCKET_OUTBOX_MAX     8388608
//+------------------------------------------------------------------+
//| A client socket with an inbox and an outbox of bytes.            |
//+------------------------------------------------------------------+
class CSocket
  {
private:
   int               m_handle;
   int               m_error;
   CByteQueue        m_inbox;
   CByteQueue        m_outbox;
   CTimedOutReads    m_timed_out;

public:
                     CSocket(void);
                    ~CSocket(void);
   bool              Connect(const string host,const int port);
   void              Close(void);
   bool              IsOpen(void) const;
   int               LastError(void) const;
   bool              IsPolling(void) const;
   int               Received(void) const;
   int               Unsent(void) const;
   uchar             At(const int index) const;
   int               Copy(const int from,const int count,uchar &target[]) const;
   void              Drop(const int count);
   bool              Put(const uchar &bytes[],const int count);
   bool              Receive(void);
   bool              WaitForByte(const int wait_ms);
   bool              Flush(void);
  };
//+------------------------------------------------------------------+
//| No connection.                                                   |
//+------------------------------------------------------------------+
CSocket::CSocket(void)
  {
   m_handle=INVALID_HANDLE;
   m_error=0;
   m_inbox.Init(SOCKET_INBOX_MAX);
   m_outbox.Init(SOCKET_OUTBOX_MAX);
  }
//+------------------------------------------------------------------+
//| A dropped object must not leak its socket (10).                  |
//+------------------------------------------------------------------+
CSocket::~CSocket(void)
  {
   Close();
  }
//+------------------------------------------------------------------+
//| Connects within 300 ms, as the call blocks the whole program;    |
//| call it from OnTimer only (9). The first bytes go out with the   |
//| next timer event: a send right after the connect was seen to     |
//| fail (11).                                                       |
//+------------------------------------------------------------------+
bool CSocket::Connect(const string host,const int port)
  {
   Close();
   ResetLastError();
   m_handle=SocketCreate();
   if(m_handle==INVALID_HANDLE)
     {
      m_error=GetLastError();
      return(false);
     }
   if(!SocketConnect(m_handle,host,(uint)port,SOCKET_CONNECT_MS))
     {
      m_error=GetLastError();
      Close();
      return(false);
     }
   //--- without it a send may block for ever (7)
   if(!SocketTimeouts(m_handle,SOCKET_TIMEOUT_MS,SOCKET_TIMEOUT_MS))
     {
      m_error=GetLastError();
      Close();
      return(false);
     }
   m_error=0;
   return(true);
  }
//+------------------------------------------------------------------+
//| Always closes the handle, connected or not, or the 128th         |
//| reconnect fails with error 5271 (10). Bytes of the old           |
//| connection are forgotten.                                        |
//+------------------------------------------------------------------+
void CSocket::Close(void)
  {
   if(m_handle!=INVALID_HANDLE)
      SocketClose(m_handle);
   m_handle=INVALID_HANDLE;
   m_timed_out.Forget();
   m_inbox.Clear();
   m_outbox.Clear();
  }
//+------------------------------------------------------------------+
//| Whether there is a connection, as far as this end knows (6).     |
//+------------------------------------------------------------------+
bool CSocket::IsOpen(void) const
  {
   return(m_handle!=INVALID_HANDLE);
  }
//+------------------------------------------------------------------+
//| The error of the last failure.                                   |
//+------------------------------------------------------------------+
int CSocket::LastError(void) const
  {
   return(m_error);
  }
//+------------------------------------------------------------------+
//| Whether the one-byte read was given up on this terminal.         |
//+------------------------------------------------------------------+
bool CSocket::IsPolling(void) const
  {
   return(m_timed_out.IsHarmful());
  }
//+------------------------------------------------------------------+
//| Bytes that arrived and were not dropped yet.                     |
//+------------------------------------------------------------------+
int CSocket::Received(void) const
  {
   return(m_inbox.Size());
  }
//+------------------------------------------------------------------+
//| Bytes that the socket has not taken yet.                         |
//+------------------------------------------------------------------+
int CSocket::Unsent(void) const
  {
   return(m_outbox.Size());
  }
//+------------------------------------------------------------------+
//| A received byte.                                                 |
//+------------------------------------------------------------------+
uchar CSocket::At(const int index) const
  {
   return(m_inbox.At(index));
  }
//+------------------------------------------------------------------+
//| Copies received bytes.                                           |
//+------------------------------------------------------------------+
int CSocket::Copy(const int from,const int count,uchar &target[]) const
  {
   return(m_inbox.Copy(from,count,target));
  }
//+------------------------------------------------------------------+
//| Drops received bytes that were dealt with.                       |
//+------------------------------------------------------------------+
void CSocket::Drop(const int count)
  {
   m_inbox.Drop(count);
  }
//+------------------------------------------------------------------+
//| Queues bytes: every sender goes through this one queue (8).      |
//+------------------------------------------------------------------+
bool CSocket::Put(const uchar &bytes[],const int count)
  {
   return(m_outbox.Append(bytes,count));
  }
//+------------------------------------------------------------------+
//| Takes in what has arrived, without waiting; false when the       |
//| connection is lost. What was received before stays readable (5). |
//+------------------------------------------------------------------+
bool CSocket::Receive(void)
  {
   if(m_handle==INVALID_HANDLE)
      return(false);
   for(int i=0; i<SOCKET_READS_MAX; i++)
     {
      ResetLastError();
      const uint available=SocketIsReadable(m_handle);
      if(available==0)
         break;
      //--- never more than is there: the read would wait for the rest (3);
      //--- never timeout 0, which means two minutes (2)
      const uint wanted=(available<SOCKET_READ_MAX) ? available : (uint)SOCKET_READ_MAX;
      uchar      chunk[];
      ArrayResize(chunk,0);
      const int count=SocketRead(m_handle,chunk,wanted,1);
      const int error=GetLastError();
      //--- a failed read may have filled the buffer: data first (5, 13)
      const int arrived=ArraySize(chunk);
      if(arrived>0 && !m_inbox.Append(chunk,arrived))
        {
         m_error=ERR_NETSOCKET_IO_ERROR;
         return(false);
        }
      if(count<=0)
        {
         //--- one readable byte may be a phantom (4)
         if(SocketIsConnected(m_handle))
            break;
         m_error=error;
         m_timed_out.Judge(false);
         return(false);
        }
     }
   if(SocketIsConnected(m_handle))
     {
      m_timed_out.Judge(true);
      return(true);
     }
   if(SocketIsReadable(m_handle)>0)
      return(true);
   m_error=GetLastError();
   m_timed_out.Judge(false);
   return(false);
  }
//+------------------------------------------------------------------+
//| Waits at most wait_ms for one byte, which wakes the program as   |
//| soon as anything comes; false when there is none. This is the    |
//| one deliberate read of more than is there (3). Receive() must    |
//| follow.                                                          |
//+------------------------------------------------------------------+
bool CSocket::WaitForByte(const int wait_ms)
  {
   if(m_handle==INVALID_HANDLE || IsPolling() || wait_ms<1)
      return(false);
   uchar chunk[];
   ArrayResize(chunk,0);
   ResetLastError();
   const ulong before=GetMicrosecondCount();
   const int   count=SocketRead(m_handle,chunk,1,(uint)wait_ms);
   const int   arrived=ArraySize(chunk);
   if(arrived>0 && !m_inbox.Append(chunk,arrived))
      m_error=ERR_NETSOCKET_IO_ERROR;
   //--- a byte that came in time says nothing about reads that time out:
   //--- each new connection begins with some
   if(count>0 || arrived>0)
      return(true);
   //--- a peer's close ends the read early; only a full wait is a time-out
   m_timed_out.Note(GetMicrosecondCount()-before>=(ulong)wait_ms*1000);
   return(false);
  }
//+------------------------------------------------------------------+
//| Hands the outbox to the socket; false when the connection is     |
//| lost. The socket may take a part only: the rest stays in the     |
//| queue (8). All that waits goes out in one call where possible    |
//| (16).                                                            |
//+------------------------------------------------------------------+
bool CSocket::Flush(void)
  {
   if(m_handle==INVALID_HANDLE)
      return(false);
   for(int i=0; i<SOCKET_READS_MAX && m_outbox.Size()>0; i++)
     {
      uchar     chunk[];
      const int count=m_outbox.Copy(0,SOCKET_READ_MAX,chunk);
      if(count<=0)
         return(false);
      ResetLastError();
      const int sent=SocketSend(m_handle,chunk,(uint)count);
      if(sent<0)
        {
         m_error=GetLastError();
         return(false);
        }
      m_outbox.Drop(sent);
      if(sent<count)
         break;
     }
   return(true);
  }
#endif
//+------------------------------------------------------------------+
