//+------------------------------------------------------------------+
//|                                                        Deals.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Deals of the selected history as the link's JSON.                |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_DEALS_MQH
#define LOCKSTEP_DEALS_MQH
#include "JsonWriter.mqh"
#include "Protocol.mqh"
//+------------------------------------------------------------------+
//| Whether a deal of the selected history can be read: one that is  |
//| listed may not be there yet, and all its facts are zero then. No |
//| deal happened at time 0.                                         |
//+------------------------------------------------------------------+
bool IsReadableDeal(const ulong deal)
  {
   return(deal!=0 && HistoryDealGetInteger(deal,DEAL_TIME_MSC)>0);
  }
//+------------------------------------------------------------------+
//| The same of an order.                                            |
//+------------------------------------------------------------------+
bool IsReadableOrder(const ulong order)
  {
   return(order!=0 && (HistoryOrderGetInteger(order,ORDER_TIME_DONE_MSC)>0 ||
                       HistoryOrderGetInteger(order,ORDER_TIME_SETUP_MSC)>0));
  }
//+------------------------------------------------------------------+
//| Whether a deal of the selected history changed a position's      |
//| volume, at whatever price: what expires worthless is closed at 0.|
//+------------------------------------------------------------------+
bool IsVolumeDeal(const ulong deal)
  {
   const long type=HistoryDealGetInteger(deal,DEAL_TYPE);
   return((type==DEAL_TYPE_BUY || type==DEAL_TYPE_SELL) &&
          HistoryDealGetDouble(deal,DEAL_VOLUME)>0.0 &&
          HistoryDealGetInteger(deal,DEAL_POSITION_ID)>0);
  }
//+------------------------------------------------------------------+
//| The same of one that can be told: the link has no price of 0.    |
//+------------------------------------------------------------------+
bool IsTradeDeal(const ulong deal)
  {
   return(IsVolumeDeal(deal) && HistoryDealGetDouble(deal,DEAL_PRICE)>0.0);
  }
//+------------------------------------------------------------------+
//| Whether a trade deal closed a position or a part of it.          |
//+------------------------------------------------------------------+
bool IsClosingDeal(const ulong deal)
  {
   const long entry=HistoryDealGetInteger(deal,DEAL_ENTRY);
   return(entry==DEAL_ENTRY_OUT || entry==DEAL_ENTRY_OUT_BY || entry==DEAL_ENTRY_INOUT);
  }
//+------------------------------------------------------------------+
//| The members of a trade deal. One that the broker made without an |
//| order names the largest number there is, which no order has.     |
//+------------------------------------------------------------------+
void WriteDeal(CJsonWriter &json,const ulong deal,const bool has_symbol)
  {
   const string symbol=HistoryDealGetString(deal,DEAL_SYMBOL);
   const long   order=HistoryDealGetInteger(deal,DEAL_ORDER);
   json.Ticket("deal",deal);
   json.Ticket("order",(order>0) ? (ulong)order : (ulong)LONG_MAX);
   json.Ticket("identifier",(ulong)HistoryDealGetInteger(deal,DEAL_POSITION_ID));
   if(has_symbol)
      json.Text("symbol",symbol);
   json.Text("entry",EntryToText(HistoryDealGetInteger(deal,DEAL_ENTRY)));
   json.Text("volume",VolumeToText(symbol,HistoryDealGetDouble(deal,DEAL_VOLUME)));
   json.Text("price",PriceToText(symbol,HistoryDealGetDouble(deal,DEAL_PRICE)));
   json.Number("timeMsc",HistoryDealGetInteger(deal,DEAL_TIME_MSC));
   json.Text("reason",ReasonToText(HistoryDealGetInteger(deal,DEAL_REASON)));
   json.Text("magic",IntegerToString(HistoryDealGetInteger(deal,DEAL_MAGIC)));
  }
//+------------------------------------------------------------------+
//| Selects a position of the list; false when it cannot be read     |
//| yet. One with a magic is there; no other was opened at time 0.   |
//+------------------------------------------------------------------+
bool SelectPositionAt(const int index)
  {
   return(PositionGetTicket(index)!=0 &&
          (PositionGetInteger(POSITION_MAGIC)!=0 || PositionGetInteger(POSITION_TIME_MSC)>0));
  }
//+------------------------------------------------------------------+
//| The same of an active order.                                     |
//+------------------------------------------------------------------+
bool SelectOrderAt(const int index)
  {
   return(OrderGetTicket(index)!=0 &&
          (OrderGetInteger(ORDER_MAGIC)!=0 || OrderGetInteger(ORDER_TIME_SETUP_MSC)>0));
  }
//+------------------------------------------------------------------+
//| The members of the selected position.                            |
//+------------------------------------------------------------------+
void WriteSelectedPosition(CJsonWriter &json)
  {
   const string symbol=PositionGetString(POSITION_SYMBOL);
   const bool   is_buy=(PositionGetInteger(POSITION_TYPE)==POSITION_TYPE_BUY);
   json.Ticket("ticket",(ulong)PositionGetInteger(POSITION_TICKET));
   json.Ticket("identifier",(ulong)PositionGetInteger(POSITION_IDENTIFIER));
   json.Text("symbol",symbol);
   json.Text("type",is_buy ? "BUY" : "SELL");
   json.Text("volume",VolumeToText(symbol,PositionGetDouble(POSITION_VOLUME)));
   json.Text("priceOpen",PriceToText(symbol,PositionGetDouble(POSITION_PRICE_OPEN)));
   json.Text("sl",PriceToText(symbol,PositionGetDouble(POSITION_SL)));
   json.Text("tp",PriceToText(symbol,PositionGetDouble(POSITION_TP)));
   json.Number("timeMsc",PositionGetInteger(POSITION_TIME_MSC));
   json.Text("magic",IntegerToString(PositionGetInteger(POSITION_MAGIC)));
   json.Text("comment",PositionGetString(POSITION_COMMENT));
  }
//+------------------------------------------------------------------+
//| The members of the selected order.                               |
//+------------------------------------------------------------------+
void WriteSelectedOrder(CJsonWriter &json)
  {
   const string symbol=OrderGetString(ORDER_SYMBOL);
   json.Ticket("ticket",(ulong)OrderGetInteger(ORDER_TICKET));
   json.Text("symbol",symbol);
   json.Text("type",OrderTypeToText(OrderGetInteger(ORDER_TYPE)));
   json.Text("volume",VolumeToText(symbol,OrderGetDouble(ORDER_VOLUME_CURRENT)));
   json.Text("magic",IntegerToString(OrderGetInteger(ORDER_MAGIC)));
   json.Text("price",PriceToText(symbol,OrderGetDouble(ORDER_PRICE_OPEN)));
   json.Text("stopLimit",PriceToText(symbol,OrderGetDouble(ORDER_PRICE_STOPLIMIT)));
   json.Text("sl",PriceToText(symbol,OrderGetDouble(ORDER_SL)));
   json.Text("tp",PriceToText(symbol,OrderGetDouble(ORDER_TP)));
   json.Number("expiry",OrderGetInteger(ORDER_TIME_EXPIRATION)*1000);
   json.Text("comment",OrderGetString(ORDER_COMMENT));
  }
//+------------------------------------------------------------------+
//| Selects the position of an identifier; false when it is not      |
//| open.                                                            |
//+------------------------------------------------------------------+
bool SelectPosition(const ulong identifier)
  {
   //--- most positions keep the ticket that they were opened with
   if(PositionSelectByTicket(identifier) && (ulong)PositionGetInteger(POSITION_IDENTIFIER)==identifier)
      return(true);
   const int total=PositionsTotal();
   for(int i=0; i<total; i++)
     {
      if(PositionGetTicket(i)>0 && (ulong)PositionGetInteger(POSITION_IDENTIFIER)==identifier)
         return(true);
     }
   return(false);
  }
#endif
//+------------------------------------------------------------------+
