//+------------------------------------------------------------------+
//|                                                      Waiting.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Requests that wait for a quote, in the order of their arrival.   |
//| They were not begun: whoever loses them loses nothing.           |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_WAITING_MQH
#define LOCKSTEP_WAITING_MQH
#define WAITING_MAX  64
//+------------------------------------------------------------------+
//| One of them, as it arrived, and when it is no longer waited for  |
//| (GetTickCount64).                                                |
//+------------------------------------------------------------------+
struct SWaiting
  {
   string            id;
   string            text;
   ulong             until_ms;
  };
//+------------------------------------------------------------------+
//| A list with a limit.                                             |
//+------------------------------------------------------------------+
class CWaiting
  {
private:
   SWaiting          m_requests[];
   int               m_count;

public:
                     CWaiting(void);
   void              Clear(void);
   int               Count(void) const;
   bool              IsFull(void) const;
   bool              Has(const string id) const;
   bool              Add(const string id,const string text,const ulong until_ms);
   bool              TakeAll(SWaiting &requests[]);
  };
//+------------------------------------------------------------------+
//| None waits.                                                      |
//+------------------------------------------------------------------+
CWaiting::CWaiting(void)
  {
   m_count=0;
  }
//+------------------------------------------------------------------+
//| Forgets them.                                                    |
//+------------------------------------------------------------------+
void CWaiting::Clear(void)
  {
   m_count=0;
  }
//+------------------------------------------------------------------+
//| How many wait.                                                   |
//+------------------------------------------------------------------+
int CWaiting::Count(void) const
  {
   return(m_count);
  }
//+------------------------------------------------------------------+
//| Whether no further one may wait.                                 |
//+------------------------------------------------------------------+
bool CWaiting::IsFull(void) const
  {
   return(m_count>=WAITING_MAX);
  }
//+------------------------------------------------------------------+
//| Whether a request waits.                                         |
//+------------------------------------------------------------------+
bool CWaiting::Has(const string id) const
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_requests[i].id==id)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Lets a request wait; false when there is no memory for it.       |
//+------------------------------------------------------------------+
bool CWaiting::Add(const string id,const string text,const ulong until_ms)
  {
   if(m_count>=ArraySize(m_requests) && ArrayResize(m_requests,m_count+16)<0)
      return(false);
   m_requests[m_count].id=id;
   m_requests[m_count].text=text;
   m_requests[m_count].until_ms=until_ms;
   m_count++;
   return(true);
  }
//+------------------------------------------------------------------+
//| Hands them all over, and none waits any more; false, and they go |
//| on waiting, when there is no memory.                             |
//+------------------------------------------------------------------+
bool CWaiting::TakeAll(SWaiting &requests[])
  {
   if(ArrayResize(requests,m_count)!=m_count)
      return(false);
   for(int i=0; i<m_count; i++)
      requests[i]=m_requests[i];
   m_count=0;
   return(true);
  }
#endif
//+------------------------------------------------------------------+
