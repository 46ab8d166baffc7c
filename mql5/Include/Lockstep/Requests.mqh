//+------------------------------------------------------------------+
//|                                                     Requests.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Builds MqlTradeRequest structures: filling modes, prices,        |
//| closes.                                                          |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_REQUESTS_MQH
#define LOCKSTEP_REQUESTS_MQH
#include "Protocol.mqh"
//--- points a close may slip: a close must get through
#define CLOSE_DEVIATION 100000
//+------------------------------------------------------------------+
//| Whether the broker knows a symbol.                               |
//+------------------------------------------------------------------+
bool IsSymbolKnown(const string symbol)
  {
   bool is_custom=false;
   return(StringLen(symbol)>0 && SymbolExist(symbol,is_custom));
  }
//+------------------------------------------------------------------+
//| The filling mode of a market order: market execution forbids     |
//| RETURN; IOC where the symbol has it, as a partial fill beats a   |
//| rejection.                                                       |
//+------------------------------------------------------------------+
ENUM_ORDER_TYPE_FILLING ChooseFilling(const string symbol,const string wanted)
  {
   if(wanted=="IOC")
      return(ORDER_FILLING_IOC);
   if(wanted=="FOK")
      return(ORDER_FILLING_FOK);
   const long modes=SymbolInfoInteger(symbol,SYMBOL_FILLING_MODE);
   if((modes&SYMBOL_FILLING_IOC)==SYMBOL_FILLING_IOC)
      return(ORDER_FILLING_IOC);
   if((modes&SYMBOL_FILLING_FOK)==SYMBOL_FILLING_FOK)
      return(ORDER_FILLING_FOK);
   if(SymbolInfoInteger(symbol,SYMBOL_TRADE_EXEMODE)==SYMBOL_TRADE_EXECUTION_MARKET)
      return(ORDER_FILLING_FOK);
   return(ORDER_FILLING_RETURN);
  }
//+------------------------------------------------------------------+
//| A price with the digits of its symbol. While they cannot be read |
//| it stays as the node has rounded it: without digits an SL would  |
//| become a whole number.                                           |
//+------------------------------------------------------------------+
double RoundPrice(const string symbol,const double price)
  {
   long digits=0;
   return(SymbolInfoInteger(symbol,SYMBOL_DIGITS,digits) ? NormalizeDouble(price,(int)digits) : price);
  }
//+------------------------------------------------------------------+
//| Selects a symbol and looks for a quote; false while there is     |
//| none.                                                            |
//+------------------------------------------------------------------+
bool HasQuote(const string symbol,MqlTick &tick)
  {
   if(SymbolInfoInteger(symbol,SYMBOL_SELECT)==0 && !SymbolSelect(symbol,true))
      return(false);
   return(SymbolInfoTick(symbol,tick) && tick.bid>0.0 && tick.ask>0.0);
  }
//+------------------------------------------------------------------+
//| Fills the request that closes a volume of the selected position. |
//| Both position and symbol are given: hedging needs the one,       |
//| netting the other.                                               |
//+------------------------------------------------------------------+
void BuildClose(MqlTradeRequest &request,const double volume,const long magic,const string comment)
  {
   const string symbol=PositionGetString(POSITION_SYMBOL);
   const bool   is_buy=(PositionGetInteger(POSITION_TYPE)==POSITION_TYPE_BUY);
   MqlTick      tick;
   ZeroMemory(request);
   request.action=TRADE_ACTION_DEAL;
   request.position=(ulong)PositionGetInteger(POSITION_TICKET);
   request.symbol=symbol;
   request.volume=volume;
   request.type=is_buy ? ORDER_TYPE_SELL : ORDER_TYPE_BUY;
   request.price=PositionGetDouble(POSITION_PRICE_CURRENT);
   if(HasQuote(symbol,tick))
      request.price=is_buy ? tick.bid : tick.ask;
   request.deviation=CLOSE_DEVIATION;
   request.type_filling=ChooseFilling(symbol,"");
   request.magic=(ulong)magic;
   request.comment=comment;
  }
#endif
//+------------------------------------------------------------------+
