//+------------------------------------------------------------------+
//|                                                     Dispatch.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Lets each request id through at most once: looked up in the      |
//| journal first, written there before an order leaves, answered    |
//| once. An answer that is kept there is given again to a           |
//| repetition; a failure is not kept, as nothing was begun.         |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_DISPATCH_MQH
#define LOCKSTEP_DISPATCH_MQH
#include "Orders.mqh"
//+------------------------------------------------------------------+
//| The way of a request from the node to the trade server.          |
//+------------------------------------------------------------------+
class CDispatch
  {
private:
   CJournal         *m_journal;
   COutbox          *m_outbox;
   COrders          *m_orders;

public:
                     CDispatch(void);
   void              Init(CJournal &journal,COutbox &outbox,COrders &orders);
   bool              IsNew(const string id);
   bool              MarkSent(const string id);
   void              MarkReducing(const string id);
   int               Fail(const string id,const string error,const string message);
   int               Keep(const string id,const string reply);
   int               Refuse(const string id,const string error,const string message);
   int               Reject(const string id,const uint retcode,const string message);
   int               Send(const string id,MqlTradeRequest &request,const int kind,const ulong identifier);
  };
//+------------------------------------------------------------------+
//| Lets nothing through before Init.                                |
//+------------------------------------------------------------------+
CDispatch::CDispatch(void)
  {
   m_journal=NULL;
   m_outbox=NULL;
   m_orders=NULL;
  }
//+------------------------------------------------------------------+
//| Names who writes down, who answers and who sends.                |
//+------------------------------------------------------------------+
void CDispatch::Init(CJournal &journal,COutbox &outbox,COrders &orders)
  {
   m_journal=GetPointer(journal);
   m_outbox=GetPointer(outbox);
   m_orders=GetPointer(orders);
  }
//+------------------------------------------------------------------+
//| Whether a request id was never seen before; answers it if it     |
//| was.                                                             |
//+------------------------------------------------------------------+
bool CDispatch::IsNew(const string id)
  {
   if(m_orders.IsFlying(id))
      return(false);
   const int state=m_journal.State(id);
   if(state==JOURNAL_RESULT)
      m_outbox.Put(m_journal.Reply(id));
   if(state==JOURNAL_SENT)
      m_outbox.Fail(id,"UNKNOWN","sent before, and no result is known");
   return(state==JOURNAL_ABSENT);
  }
//+------------------------------------------------------------------+
//| Writes down that a request leaves; answers it when that failed,  |
//| as it must not leave then.                                       |
//+------------------------------------------------------------------+
bool CDispatch::MarkSent(const string id)
  {
   if(m_journal.MarkSent(id))
      return(true);
   m_outbox.Fail(id,"BLOCKED","journal");
   return(false);
  }
//+------------------------------------------------------------------+
//| The same for what opens nothing: it goes out even when the       |
//| journal is full or cannot be written.                            |
//+------------------------------------------------------------------+
void CDispatch::MarkReducing(const string id)
  {
   if(!m_journal.MarkBrief(id))
      Print("Lockstep: ",id," could not be written to the journal and is sent all the same");
  }
//+------------------------------------------------------------------+
//| The answer that nothing was sent; a repetition is looked at      |
//| anew.                                                            |
//+------------------------------------------------------------------+
int CDispatch::Fail(const string id,const string error,const string message)
  {
   m_outbox.Fail(id,error,message);
   return(REQUEST_DONE);
  }
//+------------------------------------------------------------------+
//| A final answer; a repetition of the request gets it again.       |
//+------------------------------------------------------------------+
int CDispatch::Keep(const string id,const string reply)
  {
   m_journal.StoreReply(id,reply);
   m_outbox.Put(reply);
   return(REQUEST_DONE);
  }
//+------------------------------------------------------------------+
//| The final answer that nothing was sent.                          |
//+------------------------------------------------------------------+
int CDispatch::Refuse(const string id,const string error,const string message)
  {
   return(Keep(id,FailureToJson(id,error,message,REPLY_KEPT_MAX)));
  }
//+------------------------------------------------------------------+
//| The same in the trade server's own words.                        |
//+------------------------------------------------------------------+
int CDispatch::Reject(const string id,const uint retcode,const string message)
  {
   return(Keep(id,RejectionToJson(id,"REJECTED",retcode,message)));
  }
//+------------------------------------------------------------------+
//| Sends what has passed all checks.                                |
//+------------------------------------------------------------------+
int CDispatch::Send(const string id,MqlTradeRequest &request,const int kind,const ulong identifier)
  {
   if(!m_orders.Send(request,id,kind,identifier))
      return(Refuse(id,"BUSY","too many requests without a result"));
   return(REQUEST_DONE);
  }
#endif
//+------------------------------------------------------------------+
