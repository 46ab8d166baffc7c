//+------------------------------------------------------------------+
//|                                                   Connection.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| One zeromq connection after the other: connect, greet, exchange  |
//| texts. Who is at the other end is not known here. A connection   |
//| that has failed says why and is closed by whoever asked; the     |
//| next one comes after a pause (9), (10).                          |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_CONNECTION_MQH
#define LOCKSTEP_CONNECTION_MQH
#include "Backoff.mqh"
#include "Zmtp.mqh"
#define CONNECTION_HOST       "127.0.0.1"
#define CONNECTION_GREET_MS   5000
//--- how far it is
#define CONNECTION_NONE       0
#define CONNECTION_OPEN       1
#define CONNECTION_GREETED    2
#define CONNECTION_READY      3
//+------------------------------------------------------------------+
//| At most one at a time.                                           |
//+------------------------------------------------------------------+
class CConnection
  {
private:
   CSocket           m_socket;
   CZmtp             m_zmtp;
   CBackoff          m_backoff;
   int               m_port;
   int               m_step;
   ulong             m_step_ms;
   bool              m_is_alive;
   string            m_problem;

   void              Go(const int step);
   bool              Fail(const string problem);
   string            ErrorText(const int error) const;

public:
                     CConnection(void);
   void              Start(const int port);
   void              Close(const bool was_linked);
   bool              IsOpen(void) const;
   bool              IsGreeted(void) const;
   bool              IsReady(void) const;
   bool              IsPolling(void) const;
   string            Problem(void) const;
   bool              Step(const ulong now);
   void              Receive(void);
   int               Next(string &text);
   bool              Wait(const int wait_ms);
   bool              Put(const string text);
   int               Unsent(void) const;
   bool              Flush(void);
  };
//+------------------------------------------------------------------+
//| No connection.                                                   |
//+------------------------------------------------------------------+
CConnection::CConnection(void)
  {
   m_port=0;
   m_step=CONNECTION_NONE;
   m_step_ms=0;
   m_is_alive=false;
   m_problem="";
  }
//+------------------------------------------------------------------+
//| Connects to a port from the next Step on.                        |
//+------------------------------------------------------------------+
void CConnection::Start(const int port)
  {
   m_port=port;
   m_backoff.Start();
  }
//+------------------------------------------------------------------+
//| Ends the connection, connected or not. The pause before the next |
//| one is short when this one was good for something.               |
//+------------------------------------------------------------------+
void CConnection::Close(const bool was_linked)
  {
   m_socket.Close();
   m_zmtp.Reset();
   m_backoff.Pause(was_linked);
   Go(CONNECTION_NONE);
  }
//+------------------------------------------------------------------+
//| Whether there is a connection.                                   |
//+------------------------------------------------------------------+
bool CConnection::IsOpen(void) const
  {
   return(m_step>=CONNECTION_OPEN);
  }
//+------------------------------------------------------------------+
//| Whether the greeting was said, so that bytes may come.           |
//+------------------------------------------------------------------+
bool CConnection::IsGreeted(void) const
  {
   return(m_step>=CONNECTION_GREETED);
  }
//+------------------------------------------------------------------+
//| Whether texts may be sent.                                       |
//+------------------------------------------------------------------+
bool CConnection::IsReady(void) const
  {
   return(m_step>=CONNECTION_READY);
  }
//+------------------------------------------------------------------+
//| Whether waiting in the socket has proved to be harmful here.     |
//+------------------------------------------------------------------+
bool CConnection::IsPolling(void) const
  {
   return(m_socket.IsPolling());
  }
//+------------------------------------------------------------------+
//| Why the connection has failed, in words for the user.            |
//+------------------------------------------------------------------+
string CConnection::Problem(void) const
  {
   return(m_problem);
  }
//+------------------------------------------------------------------+
//| Enters the next step.                                            |
//+------------------------------------------------------------------+
void CConnection::Go(const int step)
  {
   m_step=step;
   m_step_ms=GetTickCount64();
  }
//+------------------------------------------------------------------+
//| Remembers why.                                                   |
//+------------------------------------------------------------------+
bool CConnection::Fail(const string problem)
  {
   m_problem=problem;
   return(false);
  }
//+------------------------------------------------------------------+
//| What a socket's error means to the user.                         |
//+------------------------------------------------------------------+
string CConnection::ErrorText(const int error) const
  {
   const string address=CONNECTION_HOST+":"+IntegerToString((long)m_port);
   switch(error)
     {
      case 0:
         return("the node closed the connection");
      case ERR_FUNCTION_NOT_ALLOWED:
         return("error 4014: the address "+CONNECTION_HOST+
                " is not allowed; see Tools, Options, Expert Advisors");
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
//| Comes nearer to a connection; false when it has failed. To be    |
//| called from the timer only: connecting blocks, and the first     |
//| bytes wait for the event after the connect.                      |
//+------------------------------------------------------------------+
bool CConnection::Step(const ulong now)
  {
   switch(m_step)
     {
      case CONNECTION_NONE:
         if(!m_backoff.IsDue(now))
            return(true);
         if(!m_socket.Connect(CONNECTION_HOST,m_port))
            return(Fail(ErrorText(m_socket.LastError())));
         Go(CONNECTION_OPEN);
         return(true);
      case CONNECTION_OPEN:
         if(!m_zmtp.Greet(m_socket))
            return(Fail("the greeting could not be queued"));
         Go(CONNECTION_GREETED);
         return(true);
      case CONNECTION_GREETED:
         if((long)(now-m_step_ms)>CONNECTION_GREET_MS)
            return(Fail("the node did not finish the handshake in 5 s"));
         return(true);
     }
   return(true);
  }
//+------------------------------------------------------------------+
//| Takes over what has arrived; Next gives it out.                  |
//+------------------------------------------------------------------+
void CConnection::Receive(void)
  {
   m_is_alive=m_socket.Receive();
  }
//+------------------------------------------------------------------+
//| The next text: ZMTP_MESSAGE, ZMTP_NOTHING, or ZMTP_BROKEN when   |
//| the connection has failed.                                       |
//+------------------------------------------------------------------+
int CConnection::Next(string &text)
  {
   const int what=m_zmtp.Next(m_socket,text);
   if(what==ZMTP_BROKEN)
      m_problem=m_zmtp.Problem();
   if(what!=ZMTP_NOTHING)
      return(what);
   if(m_step==CONNECTION_GREETED && m_zmtp.IsReady())
      Go(CONNECTION_READY);
   //--- the loss counts only after what came before it was read (5)
   if(m_is_alive)
      return(ZMTP_NOTHING);
   m_problem=ErrorText(m_socket.LastError());
   return(ZMTP_BROKEN);
  }
//+------------------------------------------------------------------+
//| Waits in the socket for a byte; false when none came.            |
//+------------------------------------------------------------------+
bool CConnection::Wait(const int wait_ms)
  {
   if(!IsGreeted() || m_socket.IsPolling())
      return(false);
   return(m_socket.WaitForByte(wait_ms));
  }
//+------------------------------------------------------------------+
//| Queues a text; false when there is no room.                      |
//+------------------------------------------------------------------+
bool CConnection::Put(const string text)
  {
   return(m_zmtp.Send(m_socket,text));
  }
//+------------------------------------------------------------------+
//| The number of bytes queued.                                      |
//+------------------------------------------------------------------+
int CConnection::Unsent(void) const
  {
   return(m_socket.Unsent());
  }
//+------------------------------------------------------------------+
//| Sends what is queued, in as few calls as possible; false when    |
//| the connection has failed.                                       |
//+------------------------------------------------------------------+
bool CConnection::Flush(void)
  {
   if(!IsGreeted() || m_socket.Flush())
      return(true);
   return(Fail(ErrorText(m_socket.LastError())));
  }
#endif
//+------------------------------------------------------------------+
