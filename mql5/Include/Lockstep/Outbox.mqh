//+------------------------------------------------------------------+
//|                                                       Outbox.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Messages for the node that wait for the end of the current       |
//| event. Whoever has something to say puts it here; the link takes |
//| it.                                                              |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_OUTBOX_MQH
#define LOCKSTEP_OUTBOX_MQH
#include "Replies.mqh"
#define OUTBOX_MAX 4096
//+------------------------------------------------------------------+
//| A list of messages with a limit.                                 |
//+------------------------------------------------------------------+
class COutbox
  {
private:
   string            m_texts[];
   int               m_count;
   bool              m_is_full;

public:
                     COutbox(void);
   void              Clear(void);
   void              Put(const string text);
   void              Ok(const string id);
   void              Fail(const string id,const string error,const string message);
   int               Count(void) const;
   string            At(const int index) const;
   bool              IsFull(void) const;
  };
//+------------------------------------------------------------------+
//| An empty list.                                                   |
//+------------------------------------------------------------------+
COutbox::COutbox(void)
  {
   m_count=0;
   m_is_full=false;
  }
//+------------------------------------------------------------------+
//| Forgets everything, as after sending or at the end of a          |
//| connection.                                                      |
//+------------------------------------------------------------------+
void COutbox::Clear(void)
  {
   m_count=0;
   m_is_full=false;
  }
//+------------------------------------------------------------------+
//| Adds a message. One too many ends the connection: the node then  |
//| asks anew, which is better than a message that is silently       |
//| missing.                                                         |
//+------------------------------------------------------------------+
void COutbox::Put(const string text)
  {
   if(m_count>=OUTBOX_MAX)
     {
      m_is_full=true;
      return;
     }
   if(m_count>=ArraySize(m_texts) && ArrayResize(m_texts,m_count+64)<0)
     {
      m_is_full=true;
      return;
     }
   m_texts[m_count]=text;
   m_count++;
  }
//+------------------------------------------------------------------+
//| Adds the answer that a request was carried out, and that there   |
//| is nothing else to say.                                          |
//+------------------------------------------------------------------+
void COutbox::Ok(const string id)
  {
   CJsonWriter json;
   BeginReply(json,id);
   json.EndObject();
   Put(json.Result());
  }
//+------------------------------------------------------------------+
//| Adds the answer that a request was not carried out.              |
//+------------------------------------------------------------------+
void COutbox::Fail(const string id,const string error,const string message)
  {
   Put(FailureToJson(id,error,message,REPLY_MESSAGE_MAX));
  }
//+------------------------------------------------------------------+
//| The number of messages.                                          |
//+------------------------------------------------------------------+
int COutbox::Count(void) const
  {
   return(m_count);
  }
//+------------------------------------------------------------------+
//| A message by its number.                                         |
//+------------------------------------------------------------------+
string COutbox::At(const int index) const
  {
   return(m_texts[index]);
  }
//+------------------------------------------------------------------+
//| Whether a message had to be left out.                            |
//+------------------------------------------------------------------+
bool COutbox::IsFull(void) const
  {
   return(m_is_full);
  }
#endif
//+------------------------------------------------------------------+
