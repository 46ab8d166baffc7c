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
#include "Account.mqh"
#include "Deals.mqh"
#include "Journal.mqh"
#include "Outbox.mqh"
//--- what is on its way
#define FLIGHT_OPEN        0
#define FLIGHT_PENDING     1
#define FLIGHT_CLOSE       2
#define FLIGHT_MODIFY      3
#define FLIGHT_REMOVE      4
#define FLIGHTS_MAX        512
#define DEALS_SEEN_MAX     256
#define FILLINGS_MAX       64
//--- without a result after this long the answer is UNKNOWN
#define FLIGHT_TIMEOUT_MS  10000
//--- a result may come later still; then only the journal hears of it
#define FLIGHT_FORGET_MS   300000
//--- the deal of an executed order is waited for this long
#define FLIGHT_DEAL_MS     2000
//+------------------------------------------------------------------+
//| One trade request that was sent. `id` is "" for the EA's own     |
//| closes.                                                          |
//+------------------------------------------------------------------+
struct SFlight
  {
   string            id;
   int               kind;
   uint              request_id;
   string            symbol;
   long              magic;
   ulong             identifier;
   ENUM_ORDER_TYPE_FILLING filling;
   ulong             sent_ms;
   ulong             answered_ms;
   ulong             sent_us;
   ulong             answered_us;
   bool              is_answered;
   bool              is_told;
   uint              retcode;
   ulong             order;
   ulong             deal;
   double            volume;
   double            price;
   string            comment;
  };
//+------------------------------------------------------------------+
//| A deal that a transaction told of.                               |
//+------------------------------------------------------------------+
struct SDealSeen
  {
   ulong             deal;
   ulong             order;
  };
//+------------------------------------------------------------------+
//| The filling mode for a position's next close, after the broker   |
//| has refused another one.                                         |
//+------------------------------------------------------------------+
struct SFilling
  {
   ulong             identifier;
   ENUM_ORDER_TYPE_FILLING filling;
  };
//+------------------------------------------------------------------+
//| Whether a return code says for certain that nothing was          |
//| executed.                                                        |
//+------------------------------------------------------------------+
bool IsDefiniteRefusal(const uint retcode)
  {
   if(retcode==TRADE_RETCODE_ERROR || retcode==TRADE_RETCODE_TIMEOUT || retcode==TRADE_RETCODE_CONNECTION)
      return(false);
   if(retcode==TRADE_RETCODE_PLACED || retcode==TRADE_RETCODE_DONE || retcode==TRADE_RETCODE_DONE_PARTIAL)
      return(false);
   //--- 10005 and 10037 do not exist; above 10046 nothing is known
   return(retcode>=10004 && retcode<=10046 && retcode!=10005 && retcode!=10037);
  }
//+------------------------------------------------------------------+
//| Whether a return code says that the request was taken.           |
//+------------------------------------------------------------------+
bool IsTaken(const uint retcode)
  {
   return(retcode==TRADE_RETCODE_PLACED || retcode==TRADE_RETCODE_DONE || retcode==TRADE_RETCODE_DONE_PARTIAL);
  }
//+------------------------------------------------------------------+
//| All requests on their way.                                       |
//+------------------------------------------------------------------+
class COrders
  {
private:
   CJournal         *m_journal;
   COutbox          *m_outbox;
   SFlight           m_flights[];
   int               m_count;
   SDealSeen         m_deals[DEALS_SEEN_MAX];
   int               m_next_deal;
   SFilling          m_fillings[FILLINGS_MAX];
   int               m_next_filling;

   void              Remove(const int index);
   bool              FindDeal(const int index);
   bool              IsSettled(const int index,const ulong now);
   void              Answer(const int index);
   string            ReplyText(const int index) const;
   void              Result(const int index,const MqlTradeResult &result,const ulong now);
   void              Refill(const int index);

public:
                     COrders(void);
   void              Init(CJournal &journal,COutbox &outbox);
   void              Reset(void);
   bool              IsFull(void) const;
   bool              IsFlying(const string id) const;
   bool              IsOpening(const long magic) const;
   bool              IsClosing(const ulong identifier) const;
   ENUM_ORDER_TYPE_FILLING CloseFilling(const ulong identifier,const ENUM_ORDER_TYPE_FILLING usual) const;
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
   m_count=0;
   m_next_deal=0;
   m_next_filling=0;
   ArrayResize(m_flights,0);
   for(int i=0; i<FILLINGS_MAX; i++)
     {
      m_fillings[i].identifier=0;
      m_fillings[i].filling=ORDER_FILLING_FOK;
     }
   for(int i=0; i<DEALS_SEEN_MAX; i++)
     {
      m_deals[i].deal=0;
      m_deals[i].order=0;
     }
  }
//+------------------------------------------------------------------+
//| Whether no further request may be sent now.                      |
//+------------------------------------------------------------------+
bool COrders::IsFull(void) const
  {
   return(m_count>=FLIGHTS_MAX);
  }
//+------------------------------------------------------------------+
//| Whether a request waits for its result.                          |
//+------------------------------------------------------------------+
bool COrders::IsFlying(const string id) const
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_flights[i].id==id && !m_flights[i].is_told)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Whether an opening request with a magic has no result yet.       |
//+------------------------------------------------------------------+
bool COrders::IsOpening(const long magic) const
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_flights[i].magic==magic && (m_flights[i].kind==FLIGHT_OPEN || m_flights[i].kind==FLIGHT_PENDING))
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Whether a close of a position has no result yet.                 |
//+------------------------------------------------------------------+
bool COrders::IsClosing(const ulong identifier) const
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_flights[i].identifier==identifier && m_flights[i].kind==FLIGHT_CLOSE && !m_flights[i].is_told)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Forgets a flight; the last one takes its place.                  |
//+------------------------------------------------------------------+
void COrders::Remove(const int index)
  {
   m_count--;
   if(index<m_count)
      m_flights[index]=m_flights[m_count];
  }
//+------------------------------------------------------------------+
//| Sends a request that has passed all checks and, if it has an id, |
//| is in the journal. Every end of it leads to exactly one answer.  |
//+------------------------------------------------------------------+
bool COrders::Send(MqlTradeRequest &request,const string id,const int kind,const ulong identifier)
  {
   if(IsFull())
      return(false);
   if(m_count>=ArraySize(m_flights) && ArrayResize(m_flights,m_count+64)<0)
      return(false);
   const int index=m_count;
   m_count++;
   m_flights[index].id=id;
   m_flights[index].kind=kind;
   m_flights[index].request_id=0;
   m_flights[index].symbol=request.symbol;
   m_flights[index].magic=(long)request.magic;
   m_flights[index].identifier=identifier;
   m_flights[index].filling=request.type_filling;
   m_flights[index].sent_ms=GetTickCount64();
   m_flights[index].answered_ms=0;
   m_flights[index].answered_us=0;
   m_flights[index].is_answered=false;
   m_flights[index].is_told=false;
   m_flights[index].retcode=0;
   m_flights[index].order=request.order;
   m_flights[index].deal=0;
   m_flights[index].volume=0.0;
   m_flights[index].price=0.0;
   m_flights[index].comment="";
   MqlTradeResult result;
   ZeroMemory(result);
   ResetLastError();
   m_flights[index].sent_us=GetMicrosecondCount();
   const bool is_sent=OrderSendAsync(request,result);
   const int  error=GetLastError();
   m_flights[index].request_id=result.request_id;
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
   if(result.retcode==TRADE_RETCODE_INVALID_FILL && m_flights[index].kind==FLIGHT_CLOSE)
      Refill(index);
  }
//+------------------------------------------------------------------+
//| Some brokers name a filling mode and refuse it: the position's   |
//| next close takes another one. RETURN is none of them where       |
//| market execution forbids it.                                     |
//+------------------------------------------------------------------+
void COrders::Refill(const int index)
  {
   const string symbol=m_flights[index].symbol;
   const ulong  identifier=m_flights[index].identifier;
   int          place=-1;
   ENUM_ORDER_TYPE_FILLING next=ORDER_FILLING_IOC;
   if(m_flights[index].filling==ORDER_FILLING_IOC)
      next=ORDER_FILLING_FOK;
   if(m_flights[index].filling==ORDER_FILLING_FOK &&
      SymbolInfoInteger(symbol,SYMBOL_TRADE_EXEMODE)!=SYMBOL_TRADE_EXECUTION_MARKET)
      next=ORDER_FILLING_RETURN;
   for(int i=0; i<FILLINGS_MAX; i++)
     {
      if(m_fillings[i].identifier==identifier)
         place=i;
     }
   if(place<0)
     {
      place=m_next_filling;
      m_next_filling=(m_next_filling+1)%FILLINGS_MAX;
     }
   m_fillings[place].identifier=identifier;
   m_fillings[place].filling=next;
  }
//+------------------------------------------------------------------+
//| The filling mode that a position's close is to have.             |
//+------------------------------------------------------------------+
ENUM_ORDER_TYPE_FILLING COrders::CloseFilling(const ulong identifier,const ENUM_ORDER_TYPE_FILLING usual) const
  {
   for(int i=0; i<FILLINGS_MAX; i++)
     {
      if(m_fillings[i].identifier==identifier)
         return(m_fillings[i].filling);
     }
   return(usual);
  }
//+------------------------------------------------------------------+
//| To be called with every trade transaction. Their order of        |
//| arrival is not guaranteed, and some may be lost: Pump looks      |
//| after the rest.                                                  |
//+------------------------------------------------------------------+
void COrders::Transaction(const MqlTradeTransaction &transaction,const MqlTradeResult &result)
  {
   if(transaction.type==TRADE_TRANSACTION_DEAL_ADD)
     {
      m_deals[m_next_deal].deal=transaction.deal;
      m_deals[m_next_deal].order=transaction.order;
      m_next_deal=(m_next_deal+1)%DEALS_SEEN_MAX;
     }
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
   if(m_flights[index].deal!=0)
      return(HistoryDealSelect(m_flights[index].deal));
   if(m_flights[index].order==0)
      return(false);
   for(int i=0; i<DEALS_SEEN_MAX; i++)
     {
      if(m_deals[i].deal!=0 && m_deals[i].order==m_flights[index].order)
        {
         m_flights[index].deal=m_deals[i].deal;
         return(HistoryDealSelect(m_deals[i].deal));
        }
     }
   return(false);
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
   if(FindDeal(index))
     {
      //--- an order that was only placed is executed with its deal
      if(!is_final)
         m_flights[index].retcode=TRADE_RETCODE_DONE;
      return(true);
     }
   const long limit=is_final ? FLIGHT_DEAL_MS : FLIGHT_TIMEOUT_MS;
   return((long)(now-m_flights[index].answered_ms)>=limit);
  }
//+------------------------------------------------------------------+
//| Writes the answer down, gives it and forgets the flight.         |
//+------------------------------------------------------------------+
void COrders::Answer(const int index)
  {
   const string id=m_flights[index].id;
   if(StringLen(id)>0)
     {
      const string reply=ReplyText(index);
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
//+------------------------------------------------------------------+
//| The answer in the link's words.                                  |
//+------------------------------------------------------------------+
string COrders::ReplyText(const int index) const
  {
   CJsonWriter json;
   const uint  retcode=m_flights[index].retcode;
   json.BeginObject("");
   json.Text("id",m_flights[index].id);
   if(!IsTaken(retcode))
     {
      json.Text("error",IsDefiniteRefusal(retcode) ? "REJECTED" : "UNKNOWN");
      json.Number("retcode",(long)retcode);
      json.Text("message",StringSubstr(m_flights[index].comment,0,200));
      json.EndObject();
      return(json.Result());
     }
   const ulong deal=m_flights[index].deal;
   ulong       identifier=m_flights[index].identifier;
   ulong       ticket=0;
   double      volume=m_flights[index].volume;
   double      price=m_flights[index].price;
   if(deal!=0 && HistoryDealSelect(deal))
     {
      identifier=(ulong)HistoryDealGetInteger(deal,DEAL_POSITION_ID);
      if(volume<=0.0)
         volume=HistoryDealGetDouble(deal,DEAL_VOLUME);
      if(price<=0.0)
         price=HistoryDealGetDouble(deal,DEAL_PRICE);
     }
   if(identifier==0 && m_flights[index].kind==FLIGHT_OPEN && SelectPosition(m_flights[index].order))
      identifier=m_flights[index].order;
   if(identifier!=0)
      ticket=SelectPosition(identifier) ? (ulong)PositionGetInteger(POSITION_TICKET) : identifier;
   json.Flag("ok",true);
   json.Number("retcode",(long)retcode);
   json.Ticket("order",m_flights[index].order);
   json.Ticket("deal",deal);
   json.Ticket("position",identifier);
   json.Ticket("ticket",ticket);
   json.Text("volume",VolumeToText(m_flights[index].symbol,volume));
   json.Text("price",PriceToText(m_flights[index].symbol,price));
   json.Number("sentUs",(long)m_flights[index].sent_us);
   json.Number("answeredUs",(long)m_flights[index].answered_us);
   json.EndObject();
   return(json.Result());
  }
#endif
//+------------------------------------------------------------------+
