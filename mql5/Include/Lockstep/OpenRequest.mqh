//+------------------------------------------------------------------+
//|                                                  OpenRequest.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The members of TRADE as the request that opens a position or     |
//| places an order. A market order gets its price, and every price  |
//| its digits, right before it is sent.                             |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_OPENREQUEST_MQH
#define LOCKSTEP_OPENREQUEST_MQH
#include "JsonReader.mqh"
#include "Requests.mqh"
#define COMMENT_MAX     31
//+------------------------------------------------------------------+
//| Reads an opening request; false, and nothing filled in, when a   |
//| member is missing or wrong.                                      |
//+------------------------------------------------------------------+
bool ReadOpenRequest(const CJsonReader &json,const int params,MqlTradeRequest &request)
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
#endif
//+------------------------------------------------------------------+
