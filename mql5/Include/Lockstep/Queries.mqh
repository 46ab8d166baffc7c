//+------------------------------------------------------------------+
//|                                                      Queries.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The requests that only look, and the quotes that the node wants. |
//| Nothing here reaches the trade server. A symbol that has no data |
//| yet is waited for.                                               |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_QUERIES_MQH
#define LOCKSTEP_QUERIES_MQH
#include "Find.mqh"
#include "History.mqh"
#include "FailSafe.mqh"
#include "Quotes.mqh"
#include "Symbols.mqh"
#include "Waiting.mqh"
//+------------------------------------------------------------------+
//| Answers from what the terminal knows.                            |
//+------------------------------------------------------------------+
class CQueries
  {
private:
   CAccount         *m_account;
   COutbox          *m_outbox;
   CBook            *m_book;
   CFailSafe        *m_failsafe;
   CFind            *m_find;
   CQuotes          *m_quotes;
   //--- the revision of closing deals that the node knows
   long              m_closed_after;

   void              WriteBook(CJsonWriter &json);
   int               GetSymbol(const string id,const CJsonReader &json,const int params,const bool may_wait);
   int               Subscribe(const string id,const CJsonReader &json,const int params,const bool may_wait);
   int               GetRates(const string id,const CJsonReader &json,const int params);
   int               Finish(CJsonWriter &reply);
   int               Fail(const string id,const string error,const string message);

public:
                     CQueries(void);
   void              Init(CAccount &account,COutbox &outbox,CBook &book,CFailSafe &failsafe,CFind &find,
                          CQuotes &quotes);
   void              Clear(void);
   int               Answer(const string id,const string action,const CJsonReader &json,const int params,
                            const bool may_wait,const CWaiting &waiting);
   void              PushBook(void);
  };
//+------------------------------------------------------------------+
//| Nothing is known before Init.                                    |
//+------------------------------------------------------------------+
CQueries::CQueries(void)
  {
   m_account=NULL;
   m_outbox=NULL;
   m_book=NULL;
   m_failsafe=NULL;
   m_find=NULL;
   m_quotes=NULL;
   m_closed_after=CLOSINGS_UNASKED;
  }
//+------------------------------------------------------------------+
//| Names everything that requests ask about.                        |
//+------------------------------------------------------------------+
void CQueries::Init(CAccount &account,COutbox &outbox,CBook &book,CFailSafe &failsafe,CFind &find,
                    CQuotes &quotes)
  {
   m_account=GetPointer(account);
   m_outbox=GetPointer(outbox);
   m_book=GetPointer(book);
   m_failsafe=GetPointer(failsafe);
   m_find=GetPointer(find);
   m_quotes=GetPointer(quotes);
  }
//+------------------------------------------------------------------+
//| The connection is over: nobody wants quotes, or knows of deals.  |
//+------------------------------------------------------------------+
void CQueries::Clear(void)
  {
   m_closed_after=CLOSINGS_UNASKED;
   m_quotes.Clear();
  }
//+------------------------------------------------------------------+
//| Answers one request, or an action that is not known. `waiting`   |
//| are the requests that arrived and were not carried out yet.      |
//+------------------------------------------------------------------+
int CQueries::Answer(const string id,const string action,const CJsonReader &json,const int params,
                     const bool may_wait,const CWaiting &waiting)
  {
   CJsonWriter reply;
   if(action=="GET_SYMBOL")
      return(GetSymbol(id,json,params,may_wait));
   if(action=="SUBSCRIBE" || action=="UNSUBSCRIBE")
      return(Subscribe(id,json,params,may_wait && action=="SUBSCRIBE"));
   if(action=="GET_RATES")
      return(GetRates(id,json,params));
   BeginReply(reply,id);
   if(action=="GET_POSITIONS")
     {
      if(!json.GetNumber(params,"closedAfter",m_closed_after) || m_closed_after<0)
         m_closed_after=CLOSINGS_UNASKED;
      WriteBook(reply);
      return(Finish(reply));
     }
   if(action=="GET_ACCOUNT")
     {
      reply.BeginObject("account");
      m_account.WriteAll(reply);
      reply.EndObject();
      return(Finish(reply));
     }
   if(action=="FIND")
     {
      string request="";
      if(m_find.RequestOf(json,params,request) && m_find.Write(reply,json,params,waiting.Has(request)))
         return(Finish(reply));
      return(Fail(id,"BAD_PARAMS","FIND has a missing or wrong member"));
     }
   long from=0;
   long limit=0;
   json.GetNumber(params,"limit",limit);
   if(action=="GET_SYMBOLS")
     {
      json.GetNumber(params,"offset",from);
      WriteSymbolNames(reply,from<0 ? 0 : from,limit);
      return(Finish(reply));
     }
   if(action=="GET_HISTORY")
     {
      if(!json.GetNumber(params,"since",from) || from<0)
         return(Fail(id,"BAD_PARAMS","GET_HISTORY needs since"));
      if(!WriteHistory(reply,from,limit))
         return(Fail(id,"HISTORY_UNAVAILABLE","the history cannot be read"));
      return(Finish(reply));
     }
   return(Fail(id,"UNKNOWN_ACTION","action \""+StringSubstr(action,0,64)+"\" is not known"));
  }
//+------------------------------------------------------------------+
//| The member book: one read with what blocks opens.                |
//+------------------------------------------------------------------+
void CQueries::WriteBook(CJsonWriter &json)
  {
   string blocked[];
   m_failsafe.Blocks(blocked);
   json.BeginObject("book");
   m_book.Write(json,blocked,m_closed_after);
   json.EndObject();
  }
//+------------------------------------------------------------------+
//| Sends a read without being asked.                                |
//+------------------------------------------------------------------+
void CQueries::PushBook(void)
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("type","BOOK");
   WriteBook(json);
   json.EndObject();
   m_outbox.Put(json.Result());
  }
//+------------------------------------------------------------------+
//| A symbol's specification, once the terminal has its data.        |
//+------------------------------------------------------------------+
int CQueries::GetSymbol(const string id,const CJsonReader &json,const int params,const bool may_wait)
  {
   CJsonWriter reply;
   MqlTick     tick;
   string      symbol="";
   if(!json.GetText(params,"symbol",symbol))
      return(Fail(id,"BAD_PARAMS","GET_SYMBOL needs symbol"));
   if(!IsSymbolKnown(symbol))
      return(Fail(id,"SYMBOL_UNKNOWN","symbol \""+symbol+"\" is not at this broker"));
   const bool has_quote=HasQuote(symbol,tick);
   const bool has_data=(SymbolInfoDouble(symbol,SYMBOL_VOLUME_STEP)>0.0);
   if(may_wait && (!has_quote || !has_data))
      return(REQUEST_WAIT);
   if(!has_data)
      return(Fail(id,"SYMBOL_NOT_SELECTED","symbol \""+symbol+"\" has no data yet"));
   BeginReply(reply,id);
   WriteSymbol(reply,symbol);
   return(Finish(reply));
  }
//+------------------------------------------------------------------+
//| Begins or ends quotes. An unknown symbol subscribes none of      |
//| them, and they begin when all have one, or need not be waited    |
//| for any longer.                                                  |
//+------------------------------------------------------------------+
int CQueries::Subscribe(const string id,const CJsonReader &json,const int params,const bool may_wait)
  {
   const bool is_subscribing=(json.Value(json.Find(json.Root(),"action"))=="SUBSCRIBE");
   const int  list=json.Find(params,"symbols");
   string     without="";
   if(json.Kind(list)!=JSON_ARRAY)
      return(Fail(id,"BAD_PARAMS","symbols is missing"));
   for(int node=json.Child(list); node>=0 && is_subscribing; node=json.Next(node))
     {
      if(!IsSymbolKnown(json.Value(node)))
         return(Fail(id,"SYMBOL_UNKNOWN","symbol \""+json.Value(node)+"\" is not at this broker"));
     }
   for(int node=json.Child(list); node>=0 && is_subscribing; node=json.Next(node))
     {
      MqlTick tick;
      if(!HasQuote(json.Value(node),tick))
         without=json.Value(node);
     }
   if(StringLen(without)>0 && may_wait)
      return(REQUEST_WAIT);
   for(int node=json.Child(list); node>=0; node=json.Next(node))
     {
      if(!is_subscribing)
         m_quotes.Remove(json.Value(node));
      else
        {
         if(!m_quotes.Add(json.Value(node)))
            return(Fail(id,"TOO_MANY_SYMBOLS","at most "+IntegerToString(LOCKSTEP_SYMBOLS_MAX)+" symbols"));
        }
     }
   if(StringLen(without)>0)
      return(Fail(id,"SYMBOL_NOT_SELECTED","symbol \""+without+"\" has no quote yet; it is sent when it comes"));
   m_outbox.Ok(id);
   return(REQUEST_DONE);
  }
//+------------------------------------------------------------------+
//| Bars of a symbol.                                                |
//+------------------------------------------------------------------+
int CQueries::GetRates(const string id,const CJsonReader &json,const int params)
  {
   CJsonWriter     reply;
   string          symbol="";
   string          timeframe="";
   long            count=0;
   ENUM_TIMEFRAMES period=PERIOD_M1;
   if(!json.GetText(params,"symbol",symbol) || !json.GetText(params,"timeframe",timeframe) ||
      !json.GetNumber(params,"count",count) || !TextToPeriod(timeframe,period))
      return(Fail(id,"BAD_PARAMS","GET_RATES has a missing or wrong member"));
   if(!IsSymbolKnown(symbol))
      return(Fail(id,"SYMBOL_UNKNOWN","symbol \""+symbol+"\" is not at this broker"));
   BeginReply(reply,id);
   if(!WriteRates(reply,symbol,period,count))
      return(Fail(id,"HISTORY_UNAVAILABLE","the bars are not loaded yet"));
   return(Finish(reply));
  }
//+------------------------------------------------------------------+
//| Ends an answer and gives it.                                     |
//+------------------------------------------------------------------+
int CQueries::Finish(CJsonWriter &reply)
  {
   reply.EndObject();
   m_outbox.Put(reply.Result());
   return(REQUEST_DONE);
  }
//+------------------------------------------------------------------+
//| The answer that there is nothing to tell, and why.               |
//+------------------------------------------------------------------+
int CQueries::Fail(const string id,const string error,const string message)
  {
   m_outbox.Fail(id,error,message);
   return(REQUEST_DONE);
  }
#endif
//+------------------------------------------------------------------+
