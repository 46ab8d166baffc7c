//+------------------------------------------------------------------+
//|                                                      Symbols.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| GET_SYMBOLS and GET_SYMBOL: what the broker trades, and how.     |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_SYMBOLS_MQH
#define LOCKSTEP_SYMBOLS_MQH
#include "JsonReader.mqh"
#include "JsonWriter.mqh"
#include "Requests.mqh"
#define SYMBOLS_PAGE_MAX   5000
#define SESSIONS_MAX       8
//+------------------------------------------------------------------+
//| One decimal property of a symbol with all its digits.            |
//+------------------------------------------------------------------+
string SymbolDecimal(const string symbol,const ENUM_SYMBOL_INFO_DOUBLE property)
  {
   return(DoubleToString(SymbolInfoDouble(symbol,property),8));
  }
//+------------------------------------------------------------------+
//| Names of symbols from `offset` on, at most `limit`; `total` says |
//| how many there are.                                              |
//+------------------------------------------------------------------+
void WriteSymbolNames(CJsonWriter &json,const long offset,const long limit)
  {
   const int total=SymbolsTotal(false);
   int       most=SYMBOLS_PAGE_MAX;
   if(limit>0 && limit<SYMBOLS_PAGE_MAX)
      most=(int)limit;
   const int from=(offset<(long)total) ? (int)offset : total;
   json.Number("total",(long)total);
   json.BeginArray("symbols");
   for(int i=from; i<total && i-from<most; i++)
      json.Text("",SymbolName(i,false));
   json.EndArray();
  }
//+------------------------------------------------------------------+
//| Trading sessions of the week, seconds of the day.                |
//+------------------------------------------------------------------+
void WriteSessions(CJsonWriter &json,const string symbol)
  {
   json.BeginArray("sessions");
   for(int day=0; day<7; day++)
     {
      for(int i=0; i<SESSIONS_MAX; i++)
        {
         datetime from=0;
         datetime until=0;
         if(!SymbolInfoSessionTrade(symbol,(ENUM_DAY_OF_WEEK)day,(uint)i,from,until))
            break;
         json.BeginObject("");
         json.Number("day",(long)day);
         json.Number("from",(long)from);
         json.Number("to",(long)until);
         json.EndObject();
        }
     }
   json.EndArray();
  }
//+------------------------------------------------------------------+
//| The specification of a symbol that is selected and has its data. |
//+------------------------------------------------------------------+
void WriteSymbol(CJsonWriter &json,const string symbol)
  {
   json.Text("symbol",symbol);
   json.Number("digits",SymbolInfoInteger(symbol,SYMBOL_DIGITS));
   json.Text("point",SymbolDecimal(symbol,SYMBOL_POINT));
   json.Text("tickSize",SymbolDecimal(symbol,SYMBOL_TRADE_TICK_SIZE));
   json.Text("tickValue",SymbolDecimal(symbol,SYMBOL_TRADE_TICK_VALUE));
   json.Text("tickValueLoss",SymbolDecimal(symbol,SYMBOL_TRADE_TICK_VALUE_LOSS));
   json.Text("contractSize",SymbolDecimal(symbol,SYMBOL_TRADE_CONTRACT_SIZE));
   json.Text("volumeMin",VolumeToText(symbol,SymbolInfoDouble(symbol,SYMBOL_VOLUME_MIN)));
   json.Text("volumeMax",VolumeToText(symbol,SymbolInfoDouble(symbol,SYMBOL_VOLUME_MAX)));
   json.Text("volumeStep",VolumeToText(symbol,SymbolInfoDouble(symbol,SYMBOL_VOLUME_STEP)));
   json.Text("volumeLimit",VolumeToText(symbol,SymbolInfoDouble(symbol,SYMBOL_VOLUME_LIMIT)));
   json.Number("fillingMode",SymbolInfoInteger(symbol,SYMBOL_FILLING_MODE));
   json.Number("expirationMode",SymbolInfoInteger(symbol,SYMBOL_EXPIRATION_MODE));
   json.Number("orderMode",SymbolInfoInteger(symbol,SYMBOL_ORDER_MODE));
   json.Number("execution",SymbolInfoInteger(symbol,SYMBOL_TRADE_EXEMODE));
   json.Number("tradeMode",SymbolInfoInteger(symbol,SYMBOL_TRADE_MODE));
   json.Number("stopsLevel",SymbolInfoInteger(symbol,SYMBOL_TRADE_STOPS_LEVEL));
   json.Number("freezeLevel",SymbolInfoInteger(symbol,SYMBOL_TRADE_FREEZE_LEVEL));
   json.Text("currencyBase",SymbolInfoString(symbol,SYMBOL_CURRENCY_BASE));
   json.Text("currencyProfit",SymbolInfoString(symbol,SYMBOL_CURRENCY_PROFIT));
   json.Text("currencyMargin",SymbolInfoString(symbol,SYMBOL_CURRENCY_MARGIN));
   WriteSessions(json,symbol);
  }
#endif
//+------------------------------------------------------------------+
