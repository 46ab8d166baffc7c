//+------------------------------------------------------------------+
//|                                                      Trading.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The actions that change something: TRADE, CLOSE, CLOSE_ALL,      |
//| MODIFY and REMOVE. Each request id is carried out at most once;  |
//| whatever may have changed since the node decided is checked      |
//| right before sending.                                            |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_TRADING_MQH
#define LOCKSTEP_TRADING_MQH
#include "Book.mqh"
#include "FailSafe.mqh"
#include "JsonReader.mqh"
//--- what became of a request
#define TRADING_DONE    0
#define TRADING_WAIT    1
#define COMMENT_MAX     31
//+------------------------------------------------------------------+
//| Carries out trade requests.                                      |
//+------------------------------------------------------------------+
class CTrading
  {
private:
   CJournal         *m_journal;
   COutbox          *m_outbox;
   COrders          *m_orders;
   CFailSafe        *m_failsafe;
   CBook            *m_book;
   CAccount         *m_account;
   ENUM_LOCKSTEP_ROLE m_role;
   double            m_max_lots;

   bool              IsNew(const string id);
   bool              MayReduce(const string id);
   int               Refuse(const string id,const string error,const string message);
   int               Reject(const string id,const uint retcode,const string message);
   bool              ReadOpen(const CJsonReader &json,const int params,MqlTradeRequest &request) const;
   string            WhyBlocked(void) const;
   string            WhereMagic(const long magic,const long since,string &error) const;
   string            WhyPrice(const CJsonReader &json,const int params,const MqlTradeRequest &request) const;
   int               Launch(const string id,MqlTradeRequest &request,const int kind,const ulong identifier);
   int               ModifyOrder(const string id,const CJsonReader &json,const int params,const ulong order,
                                 const long magic);

public:
                     CTrading(void);
   void              Init(CAccount &account,CJournal &journal,COutbox &outbox,COrders &orders,
                          CFailSafe &failsafe,CBook &book);
   void              Limit(const ENUM_LOCKSTEP_ROLE role,const double max_lots);
   int               Trade(const string id,const CJsonReader &json,const int params,const bool may_wait);
   int               CloseOne(const string id,const CJsonReader &json,const int params);
   int               CloseAll(const string id,const CJsonReader &json,const int params);
   int               Modify(const string id,const CJsonReader &json,const int params);
   int               Cancel(const string id,const CJsonReader &json,const int params);
  };
//+------------------------------------------------------------------+
//| Carries out nothing before Init.                                 |
//+------------------------------------------------------------------+
CTrading::CTrading(void)
  {
   m_journal=NULL;
   m_outbox=NULL;
   m_orders=NULL;
   m_failsafe=NULL;
   m_book=NULL;
   m_account=NULL;
   m_role=ROLE_MASTER;
   m_max_lots=0.0;
  }
//+------------------------------------------------------------------+
//| Names what it works with.                                        |
//+------------------------------------------------------------------+
void CTrading::Init(CAccount &account,CJournal &journal,COutbox &outbox,COrders &orders,
                    CFailSafe &failsafe,CBook &book)
  {
   m_account=GetPointer(account);
   m_journal=GetPointer(journal);
   m_outbox=GetPointer(outbox);
   m_orders=GetPointer(orders);
   m_failsafe=GetPointer(failsafe);
   m_book=GetPointer(book);
  }
//+------------------------------------------------------------------+
//| The role, and the most lots that one order may have (0 is no     |
//| limit).                                                          |
//+------------------------------------------------------------------+
void CTrading::Limit(const ENUM_LOCKSTEP_ROLE role,const double max_lots)
  {
   m_role=role;
   m_max_lots=max_lots;
  }
//+------------------------------------------------------------------+
//| Whether a request id was never seen before; answers it if it     |
//| was.                                                             |
//+------------------------------------------------------------------+
bool CTrading::IsNew(const string id)
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
//| Whether a close or a modification can be carried out at all.     |
//+------------------------------------------------------------------+
bool CTrading::MayReduce(const string id)
  {
   if(m_role!=ROLE_SLAVE)
     {
      m_outbox.Fail(id,"MASTER_ROLE","InpRole is master: this EA never trades");
      return(false);
     }
   if(!m_account.IsSame() || !m_book.IsSynced())
     {
      m_outbox.Fail(id,"NOT_CONNECTED","the terminal is not connected and synchronised");
      return(false);
     }
   if(m_orders.IsFull())
     {
      m_outbox.Fail(id,"BUSY","too many requests without a result");
      return(false);
     }
   return(true);
  }
//+------------------------------------------------------------------+
//| The definite answer that nothing was sent; a repetition gets it  |
//| again.                                                           |
//+------------------------------------------------------------------+
int CTrading::Refuse(const string id,const string error,const string message)
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("id",id);
   json.Text("error",error);
   json.Text("message",StringSubstr(message,0,200));
   json.EndObject();
   m_journal.StoreReply(id,json.Result());
   m_outbox.Put(json.Result());
   return(TRADING_DONE);
  }
//+------------------------------------------------------------------+
//| The same in the trade server's own words.                        |
//+------------------------------------------------------------------+
int CTrading::Reject(const string id,const uint retcode,const string message)
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("id",id);
   json.Text("error","REJECTED");
   json.Number("retcode",(long)retcode);
   json.Text("message",StringSubstr(message,0,200));
   json.EndObject();
   m_journal.StoreReply(id,json.Result());
   m_outbox.Put(json.Result());
   return(TRADING_DONE);
  }
//+------------------------------------------------------------------+
//| Reads an opening request; false when a member is missing or      |
//| wrong.                                                           |
//+------------------------------------------------------------------+
bool CTrading::ReadOpen(const CJsonReader &json,const int params,MqlTradeRequest &request) const
  {
   string type="";
   string symbol="";
   string comment="";
   string filling="";
   double volume=0.0;
   double price=0.0;
   double stop_limit=0.0;
   double sl=0.0;
   double tp=0.0;
   long   deviation=0;
   long   magic=0;
   long   expiry=0;
   ENUM_ORDER_TYPE order_type=ORDER_TYPE_BUY;
   if(!json.GetText(params,"type",type) || !TextToOrderType(type,order_type) ||
      !json.GetText(params,"symbol",symbol) || !json.GetDecimal(params,"volume",volume) || volume<=0.0 ||
      !json.GetDecimal(params,"sl",sl) || !json.GetDecimal(params,"tp",tp) ||
      !json.GetNumber(params,"deviation",deviation) || deviation<0 ||
      !json.GetMagic(params,"magic",magic) || !json.GetText(params,"comment",comment))
      return(false);
   if(json.Has(params,"filling") && !json.GetText(params,"filling",filling))
      return(false);
   const bool is_market=(order_type==ORDER_TYPE_BUY || order_type==ORDER_TYPE_SELL);
   const bool is_stop_limit=(order_type==ORDER_TYPE_BUY_STOP_LIMIT || order_type==ORDER_TYPE_SELL_STOP_LIMIT);
   if(!is_market && (!json.GetDecimal(params,"price",price) || price<=0.0))
      return(false);
   if(is_stop_limit && (!json.GetDecimal(params,"stopLimit",stop_limit) || stop_limit<=0.0))
      return(false);
   if(json.Has(params,"expiry") && (!json.GetNumber(params,"expiry",expiry) || expiry<0))
      return(false);
   ZeroMemory(request);
   request.action=is_market ? TRADE_ACTION_DEAL : TRADE_ACTION_PENDING;
   request.symbol=symbol;
   request.type=order_type;
   request.volume=volume;
   request.price=price;
   request.stoplimit=stop_limit;
   request.sl=sl;
   request.tp=tp;
   request.deviation=(ulong)deviation;
   request.magic=(ulong)magic;
   request.comment=StringSubstr(comment,0,COMMENT_MAX);
   request.type_filling=ORDER_FILLING_RETURN;
   request.type_time=ORDER_TIME_GTC;
   if(is_market && IsSymbolKnown(symbol))
      request.type_filling=ChooseFilling(symbol,filling);
   if(!is_market && expiry>0)
     {
      request.type_time=ORDER_TIME_SPECIFIED;
      request.expiration=(datetime)(expiry/1000);
     }
   return(true);
  }
//+------------------------------------------------------------------+
//| Why no open may be sent at all; "" when it may.                  |
//+------------------------------------------------------------------+
string CTrading::WhyBlocked(void) const
  {
   string blocked[];
   string reasons="";
   m_failsafe.Blocks(blocked);
   for(int i=0; i<ArraySize(blocked); i++)
      reasons+=(i>0 ? ", " : "")+blocked[i];
   if(!m_account.IsSame())
      return("account");
   if(StringLen(reasons)==0 && !m_book.IsSynced())
      return("not connected and synchronised");
   return(reasons);
  }
//+------------------------------------------------------------------+
//| Where a copy's magic already is; "" when nowhere. This is what   |
//| keeps a copy from being opened twice when all else has failed.   |
//+------------------------------------------------------------------+
string CTrading::WhereMagic(const long magic,const long since,string &error) const
  {
   error="MAGIC_EXISTS";
   if(magic==0)
      return("");
   if(m_orders.IsOpening(magic))
      return("a request that has no result yet");
   for(int i=PositionsTotal()-1; i>=0; i--)
     {
      if(PositionGetTicket(i)>0 && PositionGetInteger(POSITION_MAGIC)==magic)
         return("position "+IntegerToString(PositionGetInteger(POSITION_IDENTIFIER)));
     }
   for(int i=OrdersTotal()-1; i>=0; i--)
     {
      const ulong order=OrderGetTicket(i);
      if(order>0 && OrderGetInteger(ORDER_MAGIC)==magic)
         return("order "+UlongToText(order));
     }
   if(!HistorySelect((datetime)(since/1000),LOCKSTEP_FAR_FUTURE))
     {
      error="HISTORY_UNAVAILABLE";
      return("the history cannot be read");
     }
   for(int i=HistoryDealsTotal()-1; i>=0; i--)
     {
      const ulong deal=HistoryDealGetTicket(i);
      if(deal>0 && HistoryDealGetInteger(deal,DEAL_MAGIC)==magic)
         return("deal "+UlongToText(deal));
     }
   for(int i=HistoryOrdersTotal()-1; i>=0; i--)
     {
      const ulong order=HistoryOrderGetTicket(i);
      if(order>0 && HistoryOrderGetInteger(order,ORDER_MAGIC)==magic)
         return("history order "+UlongToText(order));
     }
   return("");
  }
//+------------------------------------------------------------------+
//| Why the current price is not good enough; "" when it is.         |
//+------------------------------------------------------------------+
string CTrading::WhyPrice(const CJsonReader &json,const int params,const MqlTradeRequest &request) const
  {
   double       worst=0.0;
   double       best=0.0;
   const double slack=SymbolInfoDouble(request.symbol,SYMBOL_POINT)/10.0;
   const bool   is_buy=(request.type==ORDER_TYPE_BUY);
   if(!json.GetDecimal(params,"worstPrice",worst))
      return("worstPrice is missing");
   const bool is_bad=is_buy ? (request.price>worst+slack) : (request.price<worst-slack);
   bool       is_too_good=false;
   if(json.GetDecimal(params,"bestPrice",best))
      is_too_good=is_buy ? (request.price<best-slack) : (request.price>best+slack);
   if(!is_bad && !is_too_good)
      return("");
   return("price "+PriceToText(request.symbol,request.price)+", worst "+PriceToText(request.symbol,worst)+
          ", best "+(best>0.0 ? PriceToText(request.symbol,best) : "any"));
  }
//+------------------------------------------------------------------+
//| Sends what has passed all checks.                                |
//+------------------------------------------------------------------+
int CTrading::Launch(const string id,MqlTradeRequest &request,const int kind,const ulong identifier)
  {
   if(!m_orders.Send(request,id,kind,identifier))
      return(Refuse(id,"BUSY","too many requests without a result"));
   return(TRADING_DONE);
  }
//+------------------------------------------------------------------+
//| Opens a position or places an order. TRADING_WAIT means: nothing |
//| was done, the symbol has no quote yet, try again.                |
//+------------------------------------------------------------------+
int CTrading::Trade(const string id,const CJsonReader &json,const int params,const bool may_wait)
  {
   MqlTradeRequest request;
   MqlTick         tick;
   long            valid_until=0;
   long            magic_since=0;
   if(!IsNew(id))
      return(TRADING_DONE);
   if(m_role!=ROLE_SLAVE)
     {
      m_outbox.Fail(id,"MASTER_ROLE","InpRole is master: this EA never trades");
      return(TRADING_DONE);
     }
   if(!ReadOpen(json,params,request) || !json.GetNumber(params,"validUntil",valid_until) ||
      !json.GetNumber(params,"magicSince",magic_since))
     {
      m_outbox.Fail(id,"BAD_PARAMS","TRADE has a missing or wrong member");
      return(TRADING_DONE);
     }
   const bool   is_market=(request.action==TRADE_ACTION_DEAL);
   const string blocked=WhyBlocked();
   if(StringLen(blocked)>0 || m_orders.IsFull())
     {
      m_outbox.Fail(id,StringLen(blocked)>0 ? "BLOCKED" : "BUSY",blocked);
      return(TRADING_DONE);
     }
   if(!IsSymbolKnown(request.symbol))
     {
      m_outbox.Fail(id,"SYMBOL_UNKNOWN","symbol \""+request.symbol+"\" is not at this broker");
      return(TRADING_DONE);
     }
   if(m_max_lots>0.0 && request.volume>m_max_lots+LOCKSTEP_VOLUME_EPSILON)
     {
      m_outbox.Fail(id,"ABOVE_EA_MAX_LOTS","InpMaxLots is "+DoubleToString(m_max_lots,2));
      return(TRADING_DONE);
     }
   if(!HasQuote(request.symbol,tick))
     {
      if(may_wait && (long)GetTickCount64()<=valid_until)
         return(TRADING_WAIT);
      m_outbox.Fail(id,"SYMBOL_NOT_SELECTED","symbol \""+request.symbol+"\" has no quote");
      return(TRADING_DONE);
     }
   if(!m_journal.MarkSent(id))
     {
      m_outbox.Fail(id,"BLOCKED","journal");
      return(TRADING_DONE);
     }
   //--- from here on every refusal is stored; the slow check comes first
   string       error="";
   const string found=WhereMagic((long)request.magic,magic_since,error);
   if(StringLen(found)>0)
      return(Refuse(id,error,found));
   request.sl=RoundPrice(request.symbol,request.sl);
   request.tp=RoundPrice(request.symbol,request.tp);
   if(is_market)
     {
      if(!SymbolInfoTick(request.symbol,tick))
         return(Refuse(id,"SYMBOL_NOT_SELECTED","the quote is gone"));
      request.price=(request.type==ORDER_TYPE_BUY) ? tick.ask : tick.bid;
      const string moved=WhyPrice(json,params,request);
      if(StringLen(moved)>0)
         return(Refuse(id,"PRICE_MOVED",moved));
     }
   else
     {
      request.price=RoundPrice(request.symbol,request.price);
      request.stoplimit=RoundPrice(request.symbol,request.stoplimit);
     }
   const long late=(long)GetTickCount64()-valid_until;
   if(late>0)
      return(Refuse(id,"EXPIRED",IntegerToString(late)+" ms too late"));
   return(Launch(id,request,is_market ? FLIGHT_OPEN : FLIGHT_PENDING,0));
  }
//+------------------------------------------------------------------+
//| Closes a position or a part of it, found by its identifier, as   |
//| its ticket may have changed.                                     |
//+------------------------------------------------------------------+
int CTrading::CloseOne(const string id,const CJsonReader &json,const int params)
  {
   ulong  identifier=0;
   double volume=0.0;
   double if_volume=0.0;
   long   magic=0;
   string filling="";
   if(!IsNew(id) || !MayReduce(id))
      return(TRADING_DONE);
   if(!json.GetTicket(params,"identifier",identifier) || !json.GetDecimal(params,"volume",volume) || volume<=0.0 ||
      !json.GetDecimal(params,"ifVolume",if_volume) || !json.GetMagic(params,"magic",magic) ||
      (json.Has(params,"filling") && !json.GetText(params,"filling",filling)))
     {
      m_outbox.Fail(id,"BAD_PARAMS","CLOSE has a missing or wrong member");
      return(TRADING_DONE);
     }
   //--- a close goes out even when the journal cannot be written
   if(!m_journal.MarkSent(id))
      Print("Lockstep: ",id," could not be written to the journal and is sent all the same");
   if(!SelectPosition(identifier))
      return(Reject(id,TRADE_RETCODE_POSITION_CLOSED,"position "+UlongToText(identifier)+" is not open"));
   if(m_orders.IsClosing(identifier))
      return(Reject(id,TRADE_RETCODE_CLOSE_ORDER_EXIST,"a close is on its way"));
   const double open=PositionGetDouble(POSITION_VOLUME);
   if(MathAbs(open-if_volume)>LOCKSTEP_VOLUME_EPSILON || volume>open+LOCKSTEP_VOLUME_EPSILON)
      return(Refuse(id,"VOLUME_CHANGED","the position has "+DoubleToString(open,8)));
   MqlTradeRequest request;
   BuildClose(request,volume,magic,"");
   request.type_filling=ChooseFilling(request.symbol,filling);
   request.type_filling=m_orders.CloseFilling(identifier,request.type_filling);
   return(Launch(id,request,FLIGHT_CLOSE,identifier));
  }
//+------------------------------------------------------------------+
//| Asks for the close of all copies or all positions, once; the     |
//| books say what became of it.                                     |
//+------------------------------------------------------------------+
int CTrading::CloseAll(const string id,const CJsonReader &json,const int params)
  {
   string scope="";
   if(!IsNew(id) || !MayReduce(id))
      return(TRADING_DONE);
   if(!json.GetText(params,"scope",scope) || (scope!="copies" && scope!="all"))
     {
      m_outbox.Fail(id,"BAD_PARAMS","CLOSE_ALL needs scope \"copies\" or \"all\"");
      return(TRADING_DONE);
     }
   if(!m_journal.MarkSent(id))
      Print("Lockstep: ",id," could not be written to the journal and is sent all the same");
   const int   policy=(scope=="all") ? POLICY_FLATTEN_ALL : POLICY_FLATTEN_COPIES;
   const int   asked=m_failsafe.ClosePositions(policy,"lockstep close all",GetTickCount64());
   CJsonWriter reply;
   reply.BeginObject("");
   reply.Text("id",id);
   reply.Flag("ok",true);
   reply.Number("requested",(long)asked);
   reply.EndObject();
   m_journal.StoreReply(id,reply.Result());
   m_outbox.Put(reply.Result());
   return(TRADING_DONE);
  }
//+------------------------------------------------------------------+
//| Changes SL and TP of a position, or a pending order.             |
//+------------------------------------------------------------------+
int CTrading::Modify(const string id,const CJsonReader &json,const int params)
  {
   ulong  identifier=0;
   ulong  order=0;
   double sl=0.0;
   double tp=0.0;
   long   magic=0;
   if(!IsNew(id) || !MayReduce(id))
      return(TRADING_DONE);
   const bool is_order=json.GetTicket(params,"order",order);
   if(!json.GetMagic(params,"magic",magic) || !json.GetDecimal(params,"sl",sl) || !json.GetDecimal(params,"tp",tp) ||
      (!is_order && !json.GetTicket(params,"identifier",identifier)))
     {
      m_outbox.Fail(id,"BAD_PARAMS","MODIFY has a missing or wrong member");
      return(TRADING_DONE);
     }
   if(is_order)
      return(ModifyOrder(id,json,params,order,magic));
   if(!m_journal.MarkSent(id))
     {
      m_outbox.Fail(id,"BLOCKED","journal");
      return(TRADING_DONE);
     }
   if(!SelectPosition(identifier))
      return(Reject(id,TRADE_RETCODE_POSITION_CLOSED,"position "+UlongToText(identifier)+" is not open"));
   MqlTradeRequest request;
   ZeroMemory(request);
   request.action=TRADE_ACTION_SLTP;
   request.position=(ulong)PositionGetInteger(POSITION_TICKET);
   request.symbol=PositionGetString(POSITION_SYMBOL);
   request.sl=RoundPrice(request.symbol,sl);
   request.tp=RoundPrice(request.symbol,tp);
   request.magic=(ulong)magic;
   return(Launch(id,request,FLIGHT_MODIFY,identifier));
  }
//+------------------------------------------------------------------+
//| Changes a pending order.                                         |
//+------------------------------------------------------------------+
int CTrading::ModifyOrder(const string id,const CJsonReader &json,const int params,const ulong order,
                          const long magic)
  {
   double price=0.0;
   double stop_limit=0.0;
   double sl=0.0;
   double tp=0.0;
   long   expiry=0;
   if(!json.GetDecimal(params,"price",price) || price<=0.0 ||
      (json.Has(params,"stopLimit") && !json.GetDecimal(params,"stopLimit",stop_limit)) ||
      (json.Has(params,"expiry") && (!json.GetNumber(params,"expiry",expiry) || expiry<0)) ||
      !json.GetDecimal(params,"sl",sl) || !json.GetDecimal(params,"tp",tp))
     {
      m_outbox.Fail(id,"BAD_PARAMS","MODIFY has a missing or wrong member");
      return(TRADING_DONE);
     }
   if(!m_journal.MarkSent(id))
     {
      m_outbox.Fail(id,"BLOCKED","journal");
      return(TRADING_DONE);
     }
   if(!OrderSelect(order))
      return(Reject(id,TRADE_RETCODE_INVALID_ORDER,"order "+UlongToText(order)+" is not there"));
   MqlTradeRequest request;
   ZeroMemory(request);
   request.action=TRADE_ACTION_MODIFY;
   request.order=order;
   request.symbol=OrderGetString(ORDER_SYMBOL);
   request.price=RoundPrice(request.symbol,price);
   request.stoplimit=RoundPrice(request.symbol,stop_limit);
   request.sl=RoundPrice(request.symbol,sl);
   request.tp=RoundPrice(request.symbol,tp);
   request.magic=(ulong)magic;
   request.type_time=(expiry>0) ? ORDER_TIME_SPECIFIED : ORDER_TIME_GTC;
   request.expiration=(datetime)(expiry/1000);
   return(Launch(id,request,FLIGHT_MODIFY,0));
  }
//+------------------------------------------------------------------+
//| Deletes a pending order.                                         |
//+------------------------------------------------------------------+
int CTrading::Cancel(const string id,const CJsonReader &json,const int params)
  {
   ulong order=0;
   long  magic=0;
   if(!IsNew(id) || !MayReduce(id))
      return(TRADING_DONE);
   if(!json.GetTicket(params,"order",order) || !json.GetMagic(params,"magic",magic))
     {
      m_outbox.Fail(id,"BAD_PARAMS","REMOVE has a missing or wrong member");
      return(TRADING_DONE);
     }
   if(!m_journal.MarkSent(id))
      Print("Lockstep: ",id," could not be written to the journal and is sent all the same");
   if(!OrderSelect(order))
      return(Reject(id,TRADE_RETCODE_INVALID_ORDER,"order "+UlongToText(order)+" is not there"));
   MqlTradeRequest request;
   ZeroMemory(request);
   request.action=TRADE_ACTION_REMOVE;
   request.order=order;
   request.symbol=OrderGetString(ORDER_SYMBOL);
   request.magic=(ulong)magic;
   return(Launch(id,request,FLIGHT_REMOVE,0));
  }
#endif
//+------------------------------------------------------------------+
