//+------------------------------------------------------------------+
//|                                                       Orders.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Trade requests on their way: sent with OrderSendAsync, matched   |
//| with their results by request_id, answered once, written down    |
//| before and after. What the terminal does not know is answered as |
//| UNKNOWN.                                                         |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_ORDERS_MQH
#define LOCKSTEP_ORDERS_MQH
#include "DealsSeen.mqh"
#include "Fillings.mqh"
#include "Flights.mqh"
#include "Journal.mqh"
#include "Outbox.mqh"
#include "Pauses.mqh"
//--- without a result after this long the answer is UNKNOWN
#define FLIGHT_TIMEOUT_MS  10000
//--- a result may come later still; then only the journal hears of it
#define FLIGHT_FORGET_MS   300000
//--- the deal of an executed order is waited for this long
#define FLIGHT_DEAL_MS     2000
//+------------------------------------------------------------------+
//| Sends them, and answers them.                                    |
//+------------------------------------------------------------------+
class COrders : public CFlights
  {
private:
   CJournal         *m_journal;
   COutbox          *m_outbox;
   CDealsSeen        m_deals;
   CFillings         m_fillings;
   CPauses           m_pauses;

   bool              FindDeal(const int index);
   bool              IsSettled(const int index,const ulong now);
   bool              IsExecuted(const int index,const long waited);
   void              Answer(const int index);
   void              Result(const int index,const MqlTradeResult &result,const ulong now);

public:
                     COrders(void);
   void              Init(CJournal &journal,COutbox &outbox);
   void              Reset(void);
   ENUM_ORDER_TYPE_FILLING CloseFilling(const ulong identifier,const ENUM_ORDER_TYPE_FILLING usual) const;
   bool              MayTry(const ulong identifier,const ulong now);
   void              EndPauses(void);
   bool              Send(MqlTradeRequest &request,const string id,const int kind,const ulong identifier);
   void              Transaction(const MqlTradeTransaction &transaction,const MqlTradeResult &result);
   void              Pump(void);
  };
//+------------------------------------------------------------------+
//| Nothing is on its way.                                           |
//+------------------------------------------------------------------+
COrders::COrders(void)
  {
   m_journal=NULL;
   m_outbox=NULL;
   Reset();
  }
//+------------------------------------------------------------------+
//| Names who writes down and who answers.                           |
//+------------------------------------------------------------------+
void COrders::Init(CJournal &journal,COutbox &outbox)
  {
   m_journal=GetPointer(journal);
   m_outbox=GetPointer(outbox);
   Reset();
  }
//+------------------------------------------------------------------+
//| For another account.                                             |
//+------------------------------------------------------------------+
void COrders::Reset(void)
  {
   Clear();
   m_deals.Reset();
   m_fillings.Reset();
   m_pauses.Reset();
  }
//+------------------------------------------------------------------+
//| Sends a request that has passed all checks and, if it has an id, |
//| is in the journal. Every end of it leads to exactly one answer.  |
//+------------------------------------------------------------------+
bool COrders::Send(MqlTradeRequest &request,const string id,const int kind,const ulong identifier)
  {
   const int index=Place();
   if(index<0)
      return(false);
   BeginFlight(m_flights[index],request,id,kind,identifier);
   MqlTradeResult result;
   ZeroMemory(result);
   ResetLastError();
   m_flights[index].sent_us=GetMicrosecondCount();
   const bool is_sent=OrderSendAsync(request,result);
   const int  error=GetLastError();
   Number(index,result.request_id);
   if(!is_sent && result.retcode==0 && error==ERR_TRADE_DISABLED)
      result.retcode=TRADE_RETCODE_CLIENT_DISABLES_AT;
   if(!is_sent)
     {
      //--- the terminal refused it; without a code nobody knows what happened
      Result(index,result,GetTickCount64());
      if(result.retcode==0)
         m_flights[index].comment="OrderSendAsync failed, error "+IntegerToString(error);
      Answer(index);
      return(true);
     }
   //--- where the call is synchronous the result is final already
   if(result.retcode!=0 && result.retcode!=TRADE_RETCODE_PLACED)
      Result(index,result,GetTickCount64());
   return(true);
  }
//+------------------------------------------------------------------+
//| Takes a result over.                                             |
//+------------------------------------------------------------------+
void COrders::Result(const int index,const MqlTradeResult &result,const ulong now)
  {
   m_flights[index].is_answered=true;
   m_flights[index].answered_ms=now;
   m_flights[index].answered_us=GetMicrosecondCount();
   m_flights[index].retcode=result.retcode;
   if(result.order!=0)
      m_flights[index].order=result.order;
   if(result.deal!=0)
      m_flights[index].deal=result.deal;
   m_flights[index].volume=result.volume;
   m_flights[index].price=result.price;
   m_flights[index].comment=result.comment;
   if(m_flights[index].kind!=FLIGHT_CLOSE)
      return;
   m_pauses.Answered(m_flights[index].identifier,result.retcode,now);
   if(result.retcode==TRADE_RETCODE_INVALID_FILL)
      m_fillings.Refused(m_flights[index].identifier,m_flights[index].symbol,m_flights[index].filling);
  }
//+------------------------------------------------------------------+
//| The filling mode that a position's close is to have.             |
//+------------------------------------------------------------------+
ENUM_ORDER_TYPE_FILLING COrders::CloseFilling(const ulong identifier,const ENUM_ORDER_TYPE_FILLING usual) const
  {
   return(m_fillings.ForClose(identifier,usual));
  }
//+------------------------------------------------------------------+
//| Whether the EA may close a position of its own accord now;       |
//| begins the pause before the next try.                            |
//+------------------------------------------------------------------+
bool COrders::MayTry(const ulong identifier,const ulong now)
  {
   return(m_pauses.MayTry(identifier,now));
  }
//+------------------------------------------------------------------+
//| The EA may close every position now that it is not closing.      |
//+------------------------------------------------------------------+
void COrders::EndPauses(void)
  {
   m_pauses.Reset();
  }
//+------------------------------------------------------------------+
//| To be called with every trade transaction. Their order of        |
//| arrival is not guaranteed, and some may be lost: Pump looks      |
//| after the rest.                                                  |
//+------------------------------------------------------------------+
void COrders::Transaction(const MqlTradeTransaction &transaction,const MqlTradeResult &result)
  {
   if(transaction.type==TRADE_TRANSACTION_DEAL_ADD)
      m_deals.Add(transaction.deal,transaction.order);
   if(transaction.type!=TRADE_TRANSACTION_REQUEST || result.request_id==0)
      return;
   for(int i=0; i<m_count; i++)
     {
      if(m_flights[i].request_id==result.request_id && !m_flights[i].is_answered)
        {
         Result(i,result,GetTickCount64());
         return;
        }
     }
  }
//+------------------------------------------------------------------+
//| Answers what can be answered.                                    |
//+------------------------------------------------------------------+
void COrders::Pump(void)
  {
   if(m_count==0)
      return;
   const ulong now=GetTickCount64();
   for(int i=m_count-1; i>=0; i--)
     {
      if(m_flights[i].is_answered)
        {
         if(IsSettled(i,now))
            Answer(i);
         continue;
        }
      const long waited=(long)(now-m_flights[i].sent_ms);
      if(waited>=FLIGHT_TIMEOUT_MS && !m_flights[i].is_told)
        {
         m_flights[i].is_told=true;
         if(StringLen(m_flights[i].id)>0)
            m_outbox.Fail(m_flights[i].id,"UNKNOWN","no result of the trade server in 10 s");
        }
      if(waited>=FLIGHT_FORGET_MS)
         Remove(i);
     }
  }
//+------------------------------------------------------------------+
//| Looks for the deal of an executed order.                         |
//+------------------------------------------------------------------+
bool COrders::FindDeal(const int index)
  {
   if(m_flights[index].deal==0 && m_flights[index].order!=0)
      m_flights[index].deal=m_deals.DealOf(m_flights[index].order);
   return(m_flights[index].deal!=0 && HistoryDealSelect(m_flights[index].deal));
  }
//+------------------------------------------------------------------+
//| Whether a result is as final as it will get.                     |
//+------------------------------------------------------------------+
bool COrders::IsSettled(const int index,const ulong now)
  {
   const int kind=m_flights[index].kind;
   if(!IsTaken(m_flights[index].retcode) || (kind!=FLIGHT_OPEN && kind!=FLIGHT_CLOSE))
      return(true);
   const bool is_final=(m_flights[index].retcode!=TRADE_RETCODE_PLACED);
   const long waited=(long)(now-m_flights[index].answered_ms);
   if(FindDeal(index))
      return(is_final || IsExecuted(index,waited));
   return(waited>=(is_final ? FLIGHT_DEAL_MS : FLIGHT_TIMEOUT_MS));
  }
//+------------------------------------------------------------------+
//| Whether an order that was only placed, and of which a deal was   |
//| seen, has as many as it will get. It is executed with them, for  |
//| the whole or for a part of its volume.                           |
//+------------------------------------------------------------------+
bool COrders::IsExecuted(const int index,const long waited)
  {
   const ulong order=m_flights[index].order;
   m_deals.Add(m_flights[index].deal,order);
   const double volume=m_deals.VolumeOf(order);
   const bool   is_whole=(volume>m_flights[index].wanted-LOCKSTEP_VOLUME_EPSILON);
   //--- the rest may be told yet
   if(!is_whole && (waited<FLIGHT_DEAL_MS || (waited<FLIGHT_TIMEOUT_MS && OrderSelect(order))))
      return(false);
   m_flights[index].retcode=(uint)(is_whole ? TRADE_RETCODE_DONE : TRADE_RETCODE_DONE_PARTIAL);
   m_flights[index].volume=volume;
   return(true);
  }
//+------------------------------------------------------------------+
//| Writes the answer down, gives it and forgets the flight.         |
//+------------------------------------------------------------------+
void COrders::Answer(const int index)
  {
   const string id=m_flights[index].id;
   if(StringLen(id)>0)
     {
      const string reply=FlightToJson(m_flights[index]);
      m_journal.StoreReply(id,reply);
      if(!m_flights[index].is_told)
         m_outbox.Put(reply);
     }
   else
     {
      if(!IsTaken(m_flights[index].retcode))
         Print("Lockstep: closing position ",UlongToText(m_flights[index].identifier)," failed, retcode ",
               IntegerToString((long)m_flights[index].retcode)," ",m_flights[index].comment);
     }
   Remove(index);
  }
#endif
//+------------------------------------------------------------------+
