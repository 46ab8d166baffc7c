//+------------------------------------------------------------------+
//|                                                      Trading.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The actions that change something: TRADE, CLOSE, CLOSE_ALL,      |
//| MODIFY and REMOVE. Each is read, checked and sent at once; an    |
//| order or a position that is gone by then is a refusal.           |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_TRADING_MQH
#define LOCKSTEP_TRADING_MQH
#include "Dispatch.mqh"
#include "FailSafe.mqh"
#include "OpenRequest.mqh"
#include "TradeChecks.mqh"
//+------------------------------------------------------------------+
//| Carries out trade requests.                                      |
//+------------------------------------------------------------------+
class CTrading
  {
private:
   COrders          *m_orders;
   CFailSafe        *m_failsafe;
   CTradeChecks      m_checks;
   CDispatch         m_dispatch;

   bool              MayReduce(const string id);
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
   m_orders=NULL;
   m_failsafe=NULL;
  }
//+------------------------------------------------------------------+
//| Names what it works with.                                        |
//+------------------------------------------------------------------+
void CTrading::Init(CAccount &account,CJournal &journal,COutbox &outbox,COrders &orders,
                    CFailSafe &failsafe,CBook &book)
  {
   m_orders=GetPointer(orders);
   m_failsafe=GetPointer(failsafe);
   m_dispatch.Init(journal,outbox,orders);
   m_checks.Init(account,orders,failsafe,book);
  }
//+------------------------------------------------------------------+
//| The role, and the most lots that one order may have (0 is no     |
//| limit).                                                          |
//+------------------------------------------------------------------+
void CTrading::Limit(const ENUM_LOCKSTEP_ROLE role,const double max_lots)
  {
   m_checks.Limit(role,max_lots);
  }
//+------------------------------------------------------------------+
//| Whether a close or a modification can be carried out at all;     |
//| answers it if not.                                               |
//+------------------------------------------------------------------+
bool CTrading::MayReduce(const string id)
  {
   string error="";
   string message="";
   if(m_checks.MayReduce(error,message))
      return(true);
   m_dispatch.Fail(id,error,message);
   return(false);
  }
//+------------------------------------------------------------------+
//| Opens a position or places an order. REQUEST_WAIT means: nothing |
//| was done, the symbol has no quote yet, try again.                |
//+------------------------------------------------------------------+
int CTrading::Trade(const string id,const CJsonReader &json,const int params,const bool may_wait)
  {
   MqlTradeRequest request;
   MqlTick         tick;
   string          error="";
   string          message="";
   long            valid_until=0;
   long            magic_since=0;
   if(!m_dispatch.IsNew(id))
      return(REQUEST_DONE);
   if(!m_checks.MayTrade(error,message))
      return(m_dispatch.Fail(id,error,message));
   if(!ReadOpenRequest(json,params,request) || !json.GetNumber(params,"validUntil",valid_until) ||
      !json.GetNumber(params,"magicSince",magic_since))
      return(m_dispatch.Fail(id,"BAD_PARAMS","TRADE has a missing or wrong member"));
   if(!m_checks.MayOpen(request.symbol,request.volume,error,message))
      return(m_dispatch.Fail(id,error,message));
   if(!HasQuote(request.symbol,tick))
     {
      if(may_wait && (long)GetTickCount64()<=valid_until)
         return(REQUEST_WAIT);
      return(m_dispatch.Fail(id,"SYMBOL_NOT_SELECTED","symbol \""+request.symbol+"\" has no quote"));
     }
   if(!m_dispatch.MarkSent(id))
      return(REQUEST_DONE);
   //--- from here on every refusal is stored; the slow check comes first
   const string found=m_checks.WhereMagic((long)request.magic,magic_since,error);
   if(StringLen(found)>0)
      return(m_dispatch.Refuse(id,error,found));
   request.sl=RoundPrice(request.symbol,request.sl);
   request.tp=RoundPrice(request.symbol,request.tp);
   const bool is_market=(request.action==TRADE_ACTION_DEAL);
   if(is_market)
     {
      if(!SymbolInfoTick(request.symbol,tick))
         return(m_dispatch.Refuse(id,"SYMBOL_NOT_SELECTED","the quote is gone"));
      request.price=(request.type==ORDER_TYPE_BUY) ? tick.ask : tick.bid;
      const string moved=m_checks.WhyPrice(json,params,request);
      if(StringLen(moved)>0)
         return(m_dispatch.Refuse(id,"PRICE_MOVED",moved));
     }
   else
     {
      request.price=RoundPrice(request.symbol,request.price);
      request.stoplimit=RoundPrice(request.symbol,request.stoplimit);
     }
   const long late=(long)GetTickCount64()-valid_until;
   if(late>0)
      return(m_dispatch.Refuse(id,"EXPIRED",IntegerToString(late)+" ms too late"));
   return(m_dispatch.Send(id,request,is_market ? FLIGHT_OPEN : FLIGHT_PENDING,0));
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
   if(!m_dispatch.IsNew(id) || !MayReduce(id))
      return(REQUEST_DONE);
   if(!json.GetTicket(params,"identifier",identifier) || !json.GetDecimal(params,"volume",volume) || volume<=0.0 ||
      !json.GetDecimal(params,"ifVolume",if_volume) || !json.GetMagic(params,"magic",magic) ||
      (json.Has(params,"filling") && !json.GetText(params,"filling",filling)))
      return(m_dispatch.Fail(id,"BAD_PARAMS","CLOSE has a missing or wrong member"));
   m_dispatch.MarkReducing(id);
   if(!SelectPosition(identifier))
      return(m_dispatch.Reject(id,TRADE_RETCODE_POSITION_CLOSED,"position "+UlongToText(identifier)+" is not open"));
   if(m_orders.IsClosing(identifier))
      return(m_dispatch.Reject(id,TRADE_RETCODE_CLOSE_ORDER_EXIST,"a close is on its way"));
   const double open=PositionGetDouble(POSITION_VOLUME);
   if(MathAbs(open-if_volume)>LOCKSTEP_VOLUME_EPSILON || volume>open+LOCKSTEP_VOLUME_EPSILON)
      return(m_dispatch.Refuse(id,"VOLUME_CHANGED","the position has "+DoubleToString(open,8)));
   MqlTradeRequest request;
   BuildClose(request,volume,magic,"");
   request.type_filling=ChooseFilling(request.symbol,filling);
   request.type_filling=m_orders.CloseFilling(identifier,request.type_filling);
   return(m_dispatch.Send(id,request,FLIGHT_CLOSE,identifier));
  }
//+------------------------------------------------------------------+
//| Asks for the close of all copies or all positions, once; the     |
//| books say what became of it.                                     |
//+------------------------------------------------------------------+
int CTrading::CloseAll(const string id,const CJsonReader &json,const int params)
  {
   string scope="";
   if(!m_dispatch.IsNew(id) || !MayReduce(id))
      return(REQUEST_DONE);
   if(!json.GetText(params,"scope",scope) || (scope!="copies" && scope!="all"))
      return(m_dispatch.Fail(id,"BAD_PARAMS","CLOSE_ALL needs scope \"copies\" or \"all\""));
   m_dispatch.MarkReducing(id);
   const int   policy=(scope=="all") ? POLICY_FLATTEN_ALL : POLICY_FLATTEN_COPIES;
   const int   asked=m_failsafe.ClosePositions(policy,"lockstep close all",GetTickCount64());
   CJsonWriter reply;
   BeginReply(reply,id);
   reply.Number("requested",(long)asked);
   reply.EndObject();
   return(m_dispatch.Keep(id,reply.Result()));
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
   if(!m_dispatch.IsNew(id) || !MayReduce(id))
      return(REQUEST_DONE);
   const bool is_order=json.GetTicket(params,"order",order);
   if(!json.GetMagic(params,"magic",magic) || !json.GetDecimal(params,"sl",sl) || !json.GetDecimal(params,"tp",tp) ||
      (!is_order && !json.GetTicket(params,"identifier",identifier)))
      return(m_dispatch.Fail(id,"BAD_PARAMS","MODIFY has a missing or wrong member"));
   if(is_order)
      return(ModifyOrder(id,json,params,order,magic));
   m_dispatch.MarkReducing(id);
   if(!SelectPosition(identifier))
      return(m_dispatch.Reject(id,TRADE_RETCODE_POSITION_CLOSED,"position "+UlongToText(identifier)+" is not open"));
   MqlTradeRequest request;
   ZeroMemory(request);
   request.action=TRADE_ACTION_SLTP;
   request.position=(ulong)PositionGetInteger(POSITION_TICKET);
   request.symbol=PositionGetString(POSITION_SYMBOL);
   request.sl=RoundPrice(request.symbol,sl);
   request.tp=RoundPrice(request.symbol,tp);
   request.magic=(ulong)magic;
   return(m_dispatch.Send(id,request,FLIGHT_MODIFY,identifier));
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
      return(m_dispatch.Fail(id,"BAD_PARAMS","MODIFY has a missing or wrong member"));
   m_dispatch.MarkReducing(id);
   if(!OrderSelect(order))
      return(m_dispatch.Reject(id,TRADE_RETCODE_INVALID_ORDER,"order "+UlongToText(order)+" is not there"));
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
   return(m_dispatch.Send(id,request,FLIGHT_MODIFY,0));
  }
//+------------------------------------------------------------------+
//| Deletes a pending order.                                         |
//+------------------------------------------------------------------+
int CTrading::Cancel(const string id,const CJsonReader &json,const int params)
  {
   ulong order=0;
   long  magic=0;
   if(!m_dispatch.IsNew(id) || !MayReduce(id))
      return(REQUEST_DONE);
   if(!json.GetTicket(params,"order",order) || !json.GetMagic(params,"magic",magic))
      return(m_dispatch.Fail(id,"BAD_PARAMS","REMOVE has a missing or wrong member"));
   m_dispatch.MarkReducing(id);
   if(!OrderSelect(order))
      return(m_dispatch.Reject(id,TRADE_RETCODE_INVALID_ORDER,"order "+UlongToText(order)+" is not there"));
   MqlTradeRequest request;
   ZeroMemory(request);
   request.action=TRADE_ACTION_REMOVE;
   request.order=order;
   request.symbol=OrderGetString(ORDER_SYMBOL);
   request.magic=(ulong)magic;
   return(m_dispatch.Send(id,request,FLIGHT_REMOVE,0));
  }
#endif
//+------------------------------------------------------------------+
