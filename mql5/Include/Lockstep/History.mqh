//+------------------------------------------------------------------+
//|                                                      History.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| GET_HISTORY and GET_RATES: deals and bars, a page at a time.     |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_HISTORY_MQH
#define LOCKSTEP_HISTORY_MQH
#include "Account.mqh"
#include "Deals.mqh"
#define HISTORY_PAGE_MAX   1000
#define RATES_PAGE_MAX     2000
//+------------------------------------------------------------------+
//| The period that a word such as M1 or H4 names; false when none.  |
//+------------------------------------------------------------------+
bool TextToPeriod(const string text,ENUM_TIMEFRAMES &period)
  {
   const string          words[]= {"M1","M5","M15","M30","H1","H4","D1","W1","MN1"};
   const ENUM_TIMEFRAMES periods[]= {PERIOD_M1,PERIOD_M5,PERIOD_M15,PERIOD_M30,PERIOD_H1,PERIOD_H4,
                                     PERIOD_D1,PERIOD_W1,PERIOD_MN1
                                    };
   for(int i=0; i<ArraySize(words); i++)
     {
      if(words[i]==text)
        {
         period=periods[i];
         return(true);
        }
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| All deals since a server time in ms, those of the balance too,   |
//| oldest first. `more` says that a page is not the last; the next  |
//| one begins at the time of its last deal, whose number tells      |
//| repetitions. False when the history, or a deal of it, cannot be  |
//| read: no deal may be passed over, as nobody asks for it again.   |
//+------------------------------------------------------------------+
bool WriteHistory(CJsonWriter &json,const long since,const long limit)
  {
   if(!HistorySelect((datetime)(since/1000),LOCKSTEP_FAR_FUTURE))
      return(false);
   const int total=HistoryDealsTotal();
   int       most=HISTORY_PAGE_MAX;
   int       written=0;
   bool      has_more=false;
   if(limit>0 && limit<HISTORY_PAGE_MAX)
      most=(int)limit;
   json.BeginArray("deals");
   for(int i=0; i<total; i++)
     {
      const ulong deal=HistoryDealGetTicket(i);
      if(!IsReadableDeal(deal))
         return(false);
      if(HistoryDealGetInteger(deal,DEAL_TIME_MSC)<since)
         continue;
      if(written>=most)
        {
         has_more=true;
         break;
        }
      const string symbol=HistoryDealGetString(deal,DEAL_SYMBOL);
      json.BeginObject("");
      json.Ticket("deal",deal);
      json.Ticket("order",(ulong)HistoryDealGetInteger(deal,DEAL_ORDER));
      json.Ticket("identifier",(ulong)HistoryDealGetInteger(deal,DEAL_POSITION_ID));
      json.Text("symbol",symbol);
      json.Number("type",HistoryDealGetInteger(deal,DEAL_TYPE));
      json.Text("entry",EntryToText(HistoryDealGetInteger(deal,DEAL_ENTRY)));
      json.Text("volume",VolumeToText(symbol,HistoryDealGetDouble(deal,DEAL_VOLUME)));
      json.Text("price",PriceToText(symbol,HistoryDealGetDouble(deal,DEAL_PRICE)));
      json.Text("profit",MoneyToText(HistoryDealGetDouble(deal,DEAL_PROFIT)));
      json.Text("swap",MoneyToText(HistoryDealGetDouble(deal,DEAL_SWAP)));
      json.Text("commission",MoneyToText(HistoryDealGetDouble(deal,DEAL_COMMISSION)));
      json.Number("timeMsc",HistoryDealGetInteger(deal,DEAL_TIME_MSC));
      json.Text("reason",ReasonToText(HistoryDealGetInteger(deal,DEAL_REASON)));
      json.Text("magic",IntegerToString(HistoryDealGetInteger(deal,DEAL_MAGIC)));
      json.Text("comment",HistoryDealGetString(deal,DEAL_COMMENT));
      json.EndObject();
      written++;
     }
   json.EndArray();
   json.Flag("more",has_more);
   return(true);
  }
//+------------------------------------------------------------------+
//| The newest bars, oldest first. False when the terminal has none  |
//| yet.                                                             |
//+------------------------------------------------------------------+
bool WriteRates(CJsonWriter &json,const string symbol,const ENUM_TIMEFRAMES period,const long count)
  {
   MqlRates  rates[];
   int       most=RATES_PAGE_MAX;
   if(count>0 && count<RATES_PAGE_MAX)
      most=(int)count;
   const int copied=CopyRates(symbol,period,0,most,rates);
   if(copied<0)
      return(false);
   json.BeginArray("rates");
   for(int i=0; i<copied; i++)
     {
      json.BeginObject("");
      json.Number("time",(long)rates[i].time*1000);
      json.Text("open",PriceToText(symbol,rates[i].open));
      json.Text("high",PriceToText(symbol,rates[i].high));
      json.Text("low",PriceToText(symbol,rates[i].low));
      json.Text("close",PriceToText(symbol,rates[i].close));
      json.Number("tickVolume",rates[i].tick_volume);
      json.Number("spread",(long)rates[i].spread);
      json.EndObject();
     }
   json.EndArray();
   return(true);
  }
#endif
//+------------------------------------------------------------------+
