//+------------------------------------------------------------------+
//|                                                       Quotes.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Quotes of the subscribed symbols: the newest of each, when it    |
//| changed.                                                         |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_QUOTES_MQH
#define LOCKSTEP_QUOTES_MQH
#include "Clock.mqh"
#include "Outbox.mqh"
#include "Requests.mqh"
//--- so often a symbol that somebody has hidden is shown again
#define QUOTES_SHOW_MS    1000
//+------------------------------------------------------------------+
//| One subscribed symbol and what was last told of it.              |
//+------------------------------------------------------------------+
struct SSubscription
  {
   string            symbol;
   long              time_msc;
   double            bid;
   double            ask;
   bool              is_told;
  };
//+------------------------------------------------------------------+
//| All subscriptions of one connection.                             |
//+------------------------------------------------------------------+
class CQuotes
  {
private:
   CServerClock     *m_clock;
   COutbox          *m_outbox;
   SSubscription     m_subscriptions[];
   int               m_count;
   ulong             m_show_due;

public:
                     CQuotes(void);
   void              Init(CServerClock &clock,COutbox &outbox);
   void              Clear(void);
   bool              Add(const string symbol);
   void              Remove(const string symbol);
   void              Pump(void);
  };
//+------------------------------------------------------------------+
//| No subscription.                                                 |
//+------------------------------------------------------------------+
CQuotes::CQuotes(void)
  {
   m_clock=NULL;
   m_outbox=NULL;
   m_count=0;
   m_show_due=0;
  }
//+------------------------------------------------------------------+
//| Names the clock that learns from ticks and who takes the quotes. |
//+------------------------------------------------------------------+
void CQuotes::Init(CServerClock &clock,COutbox &outbox)
  {
   m_clock=GetPointer(clock);
   m_outbox=GetPointer(outbox);
  }
//+------------------------------------------------------------------+
//| Ends all subscriptions.                                          |
//+------------------------------------------------------------------+
void CQuotes::Clear(void)
  {
   m_count=0;
  }
//+------------------------------------------------------------------+
//| Subscribes a symbol; false when there are too many.              |
//+------------------------------------------------------------------+
bool CQuotes::Add(const string symbol)
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_subscriptions[i].symbol==symbol)
        {
         m_subscriptions[i].is_told=false;
         return(true);
        }
     }
   if(m_count>=LOCKSTEP_SYMBOLS_MAX)
      return(false);
   if(m_count>=ArraySize(m_subscriptions) && ArrayResize(m_subscriptions,m_count+16)<0)
      return(false);
   m_subscriptions[m_count].symbol=symbol;
   m_subscriptions[m_count].time_msc=0;
   m_subscriptions[m_count].bid=0.0;
   m_subscriptions[m_count].ask=0.0;
   m_subscriptions[m_count].is_told=false;
   m_count++;
   return(true);
  }
//+------------------------------------------------------------------+
//| Ends a subscription; one that does not exist is no error.        |
//+------------------------------------------------------------------+
void CQuotes::Remove(const string symbol)
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_subscriptions[i].symbol!=symbol)
         continue;
      m_count--;
      if(i<m_count)
         m_subscriptions[i]=m_subscriptions[m_count];
      return;
     }
  }
//+------------------------------------------------------------------+
//| Tells every quote that has changed since it was last told. A     |
//| symbol that is hidden in the Market Watch has none any more.     |
//+------------------------------------------------------------------+
void CQuotes::Pump(void)
  {
   const ulong now=GetTickCount64();
   const bool  is_shown=((long)(now-m_show_due)<0);
   if(!is_shown)
      m_show_due=now+QUOTES_SHOW_MS;
   for(int i=0; i<m_count; i++)
     {
      MqlTick    tick;
      const bool has_tick=is_shown ? SymbolInfoTick(m_subscriptions[i].symbol,tick) :
                          HasQuote(m_subscriptions[i].symbol,tick);
      if(!has_tick || tick.bid<=0.0 || tick.ask<=0.0)
         continue;
      const bool is_same=(tick.time_msc==m_subscriptions[i].time_msc &&
                          tick.bid==m_subscriptions[i].bid && tick.ask==m_subscriptions[i].ask);
      if(is_same && m_subscriptions[i].is_told)
         continue;
      //--- the first one was there before: it says nothing about the clock
      if(m_subscriptions[i].time_msc>0 && tick.time_msc>m_subscriptions[i].time_msc)
         m_clock.Note(tick.time_msc);
      m_subscriptions[i].time_msc=tick.time_msc;
      m_subscriptions[i].bid=tick.bid;
      m_subscriptions[i].ask=tick.ask;
      m_subscriptions[i].is_told=true;
      CJsonWriter json;
      json.BeginObject("");
      json.Text("type","DATA");
      json.Text("symbol",m_subscriptions[i].symbol);
      json.Text("bid",PriceToText(m_subscriptions[i].symbol,tick.bid));
      json.Text("ask",PriceToText(m_subscriptions[i].symbol,tick.ask));
      json.Number("time",tick.time_msc);
      json.EndObject();
      m_outbox.Put(json.Result());
     }
  }
#endif
//+------------------------------------------------------------------+
