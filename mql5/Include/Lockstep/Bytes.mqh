//+------------------------------------------------------------------+
//|                                                        Bytes.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| A queue of bytes with a limit: what arrived and was not yet      |
//| read, or what has to be sent and was not yet taken by the        |
//| socket.                                                          |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_BYTES_MQH
#define LOCKSTEP_BYTES_MQH
//+------------------------------------------------------------------+
//| A first-in first-out queue of bytes.                             |
//+------------------------------------------------------------------+
class CByteQueue
  {
private:
   uchar             m_data[];
   int               m_head;
   int               m_size;
   int               m_limit;

public:
                     CByteQueue(void);
   void              Init(const int limit);
   void              Clear(void);
   int               Size(void) const;
   uchar             At(const int index) const;
   bool              Append(const uchar &bytes[],const int count);
   int               Copy(const int from,const int count,uchar &target[]) const;
   void              Drop(const int count);
  };
//+------------------------------------------------------------------+
//| An empty queue that takes nothing before Init.                   |
//+------------------------------------------------------------------+
CByteQueue::CByteQueue(void)
  {
   m_head=0;
   m_size=0;
   m_limit=0;
  }
//+------------------------------------------------------------------+
//| Sets the limit and empties the queue.                            |
//+------------------------------------------------------------------+
void CByteQueue::Init(const int limit)
  {
   m_limit=limit;
   Clear();
  }
//+------------------------------------------------------------------+
//| Forgets everything.                                              |
//+------------------------------------------------------------------+
void CByteQueue::Clear(void)
  {
   ArrayResize(m_data,0);
   m_head=0;
   m_size=0;
  }
//+------------------------------------------------------------------+
//| The number of bytes held.                                        |
//+------------------------------------------------------------------+
int CByteQueue::Size(void) const
  {
   return(m_size);
  }
//+------------------------------------------------------------------+
//| The byte at an index below Size().                               |
//+------------------------------------------------------------------+
uchar CByteQueue::At(const int index) const
  {
   return(m_data[m_head+index]);
  }
//+------------------------------------------------------------------+
//| Adds bytes at the end; false, and nothing added, beyond the      |
//| limit.                                                           |
//+------------------------------------------------------------------+
bool CByteQueue::Append(const uchar &bytes[],const int count)
  {
   if(count<=0)
      return(true);
   if(m_size+count>m_limit)
      return(false);
   if(m_head+m_size+count>ArraySize(m_data))
     {
      //--- an array may not be copied onto itself: move byte by byte
      for(int i=0; i<m_size; i++)
         m_data[i]=m_data[m_head+i];
      m_head=0;
      if(m_size+count>ArraySize(m_data))
        {
         const int wanted=(m_size+count)*2;
         if(ArrayResize(m_data,wanted)!=wanted)
            return(false);
        }
     }
   if(ArrayCopy(m_data,bytes,m_head+m_size,0,count)!=count)
      return(false);
   m_size+=count;
   return(true);
  }
//+------------------------------------------------------------------+
//| Copies bytes without taking them away; returns how many.         |
//+------------------------------------------------------------------+
int CByteQueue::Copy(const int from,const int count,uchar &target[]) const
  {
   ArrayResize(target,0);
   int available=m_size-from;
   if(available>count)
      available=count;
   if(available<=0)
      return(0);
   return(ArrayCopy(target,m_data,0,m_head+from,available));
  }
//+------------------------------------------------------------------+
//| Takes bytes away from the front.                                 |
//+------------------------------------------------------------------+
void CByteQueue::Drop(const int count)
  {
   if(count>=m_size)
     {
      m_head=0;
      m_size=0;
      return;
     }
   m_head+=count;
   m_size-=count;
  }
#endif
//+------------------------------------------------------------------+
