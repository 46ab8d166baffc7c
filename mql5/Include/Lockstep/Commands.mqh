//+------------------------------------------------------------------+
//|                                                     Commands.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Requests {"id","action","params"} of the authenticated node: one |
//| answer each. A request whose symbol has no quote yet waits for   |
//| one.                                                             |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_COMMANDS_MQH
#define LOCKSTEP_COMMANDS_MQH
#include "Find.mqh"
#include "History.mqh"
#include "Quotes.mqh"
#include "Symbols.mqh"
#include "Trading.mqh"
#define COMMANDS_ID_MAX       512
#define COMMANDS_WAITING_MAX  64
#define COMMANDS_WAIT_MS      1500
//+------------------------------------------------------------------+
//| A request that waits for a quote.                                |
//+------------------------------------------------------------------+
struct SWaiting
  {
   string            id;
   string            text;
   ulong             until_ms;
  };
//+------------------------------------------------------------------+
//| Carries out requests.                                            |
//+------------------------------------------------------------------+
class CCommands
  {
private:
   CAccount         *m_account;
   CState           *m_state;
   COutbox          *m_outbox;
   CBook            *m_book;
   CFailSafe        *m_failsafe;
   CTrading         *m_trading;
   CFind            *m_find;
   CQuotes          *m_quotes;
   SWaiting          m_waiting[];
   int               m_count;

   bool              IsWaiting(const string id) const;
   void              Obey(const string text,const bool may_wait,const ulong until_ms);
   int               Trade(const string id,const string action,const CJsonReader &json,const int params,
                           const bool may_wait);
   int               Look(const string id,const string action,const CJsonReader &json,const int params,
                          const bool may_wait);
   int               GetSymbol(const string id,const CJsonReader &json,const int params,const bool may_wait);
   int               Subscribe(const string id,const CJsonReader &json,const int params,const bool may_wait);
   int               GetRates(const string id,const CJsonReader &json,const int params);
   int               SetPolicy(const string id,const CJsonReader &json,const int params);
   void              Begin(CJsonWriter &reply,const string id) const;
   int               Finish(CJsonWriter &reply);
   int               Ok(const string id);
   int               Fail(const string id,const string error,const string message);

public:
                     CCommands(void);
   void              Init(CAccount &account,CState &state,COutbox &outbox,CBook &book,CFailSafe &failsafe,
                          CTrading &trading,CFind &find,CQuotes &quotes);
   void              Clear(void);
   void              Take(const string text);
   void              Pump(void);
   void              PushBook(void);
  };
//+------------------------------------------------------------------+
//| Nothing waits.                                                   |
//+------------------------------------------------------------------+
CCommands::CCommands(void)
  {
   m_account=NULL;
   m_state=NULL;
   m_outbox=NULL;
   m_book=NULL;
   m_failsafe=NULL;
   m_trading=NULL;
   m_find=NULL;
   m_quotes=NULL;
   m_count=0;
  }
//+------------------------------------------------------------------+
//| Names everything that requests are about.                        |
//+------------------------------------------------------------------+
void CCommands::Init(CAccount &account,CState &state,COutbox &outbox,CBook &book,CFailSafe &failsafe,
                     CTrading &trading,CFind &find,CQuotes &quotes)
  {
   m_account=GetPointer(account);
   m_state=GetPointer(state);
   m_outbox=GetPointer(outbox);
   m_book=GetPointer(book);
   m_failsafe=GetPointer(failsafe);
   m_trading=GetPointer(trading);
   m_find=GetPointer(find);
   m_quotes=GetPointer(quotes);
  }
//+------------------------------------------------------------------+
//| The connection is over: what waited was never carried out.       |
//+------------------------------------------------------------------+
void CCommands::Clear(void)
  {
   m_count=0;
   m_quotes.Clear();
  }
//+------------------------------------------------------------------+
//| Whether a request waits for a quote.                             |
//+------------------------------------------------------------------+
bool CCommands::IsWaiting(const string id) const
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_waiting[i].id==id)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Takes one message of the authenticated node.                     |
//+------------------------------------------------------------------+
void CCommands::Take(const string text)
  {
   Obey(text,true,GetTickCount64()+COMMANDS_WAIT_MS);
  }
//+------------------------------------------------------------------+
//| Tries again what waits.                                          |
//+------------------------------------------------------------------+
void CCommands::Pump(void)
  {
   if(m_count==0)
      return;
   const int   count=m_count;
   const ulong now=GetTickCount64();
   SWaiting    before[];
   if(ArrayResize(before,count)!=count)
      return;
   for(int i=0; i<count; i++)
      before[i]=m_waiting[i];
   m_count=0;
   for(int i=0; i<count; i++)
      Obey(before[i].text,(long)(now-before[i].until_ms)<0,before[i].until_ms);
  }
//+------------------------------------------------------------------+
//| Carries out a request, or keeps it waiting.                      |
//+------------------------------------------------------------------+
void CCommands::Obey(const string text,const bool may_wait,const ulong until_ms)
  {
   CJsonReader json;
   string      id="";
   string      action="";
   if(!json.Parse(text))
      return;
   const int root=json.Root();
   if(!json.GetText(root,"id",id) || StringLen(id)<1 || StringLen(id)>COMMANDS_ID_MAX ||
      !json.GetText(root,"action",action) || IsWaiting(id))
      return;
   const int  params=json.Find(root,"params");
   const bool has_room=(may_wait && m_count<COMMANDS_WAITING_MAX);
   if(Trade(id,action,json,params,has_room)!=REQUEST_WAIT)
      return;
   if(m_count>=ArraySize(m_waiting) && ArrayResize(m_waiting,m_count+16)<0)
     {
      m_outbox.Fail(id,"BUSY","no memory for waiting requests");
      return;
     }
   m_waiting[m_count].id=id;
   m_waiting[m_count].text=text;
   m_waiting[m_count].until_ms=until_ms;
   m_count++;
  }
//+------------------------------------------------------------------+
//| The actions that change something.                               |
//+------------------------------------------------------------------+
int CCommands::Trade(const string id,const string action,const CJsonReader &json,const int params,
                     const bool may_wait)
  {
   if(action=="TRADE")
      return(m_trading.Trade(id,json,params,may_wait));
   if(action=="CLOSE")
      return(m_trading.CloseOne(id,json,params));
   if(action=="CLOSE_ALL")
      return(m_trading.CloseAll(id,json,params));
   if(action=="MODIFY")
      return(m_trading.Modify(id,json,params));
   if(action=="REMOVE")
      return(m_trading.Cancel(id,json,params));
   if(action=="POLICY")
      return(SetPolicy(id,json,params));
   if(action=="TRUST")
     {
      m_book.Trust();
      return(Ok(id));
     }
   return(Look(id,action,json,params,may_wait));
  }
//+------------------------------------------------------------------+
//| The actions that only look.                                      |
//+------------------------------------------------------------------+
int CCommands::Look(const string id,const string action,const CJsonReader &json,const int params,
                    const bool may_wait)
  {
   CJsonWriter reply;
   if(action=="GET_SYMBOL")
      return(GetSymbol(id,json,params,may_wait));
   if(action=="SUBSCRIBE" || action=="UNSUBSCRIBE")
      return(Subscribe(id,json,params,may_wait && action=="SUBSCRIBE"));
   if(action=="GET_RATES")
      return(GetRates(id,json,params));
   Begin(reply,id);
   if(action=="GET_POSITIONS")
     {
      string blocked[];
      m_failsafe.Blocks(blocked);
      reply.BeginObject("book");
      m_book.Write(reply,blocked);
      reply.EndObject();
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
      if(m_find.RequestOf(json,params,request) && m_find.Write(reply,json,params,IsWaiting(request)))
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
//| A symbol's specification, once the terminal has its data.        |
//+------------------------------------------------------------------+
int CCommands::GetSymbol(const string id,const CJsonReader &json,const int params,const bool may_wait)
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
   Begin(reply,id);
   WriteSymbol(reply,symbol);
   return(Finish(reply));
  }
//+------------------------------------------------------------------+
//| Begins or ends quotes. An unknown symbol subscribes none of      |
//| them.                                                            |
//+------------------------------------------------------------------+
int CCommands::Subscribe(const string id,const CJsonReader &json,const int params,const bool may_wait)
  {
   const bool is_subscribing=(json.Value(json.Find(json.Root(),"action"))=="SUBSCRIBE");
   string     without="";
   int        node=json.Child(json.Find(params,"symbols"));
   if(json.Kind(json.Find(params,"symbols"))!=JSON_ARRAY)
      return(Fail(id,"BAD_PARAMS","symbols is missing"));
   for(int first=node; first>=0; first=json.Next(first))
     {
      if(is_subscribing && !IsSymbolKnown(json.Value(first)))
         return(Fail(id,"SYMBOL_UNKNOWN","symbol \""+json.Value(first)+"\" is not at this broker"));
     }
   while(node>=0)
     {
      const string symbol=json.Value(node);
      MqlTick      tick;
      node=json.Next(node);
      if(!is_subscribing)
         m_quotes.Remove(symbol);
      else
        {
         if(!m_quotes.Add(symbol))
            return(Fail(id,"TOO_MANY_SYMBOLS","at most "+IntegerToString(LOCKSTEP_SYMBOLS_MAX)+" symbols"));
         if(!HasQuote(symbol,tick))
            without=symbol;
        }
     }
   if(StringLen(without)==0)
      return(Ok(id));
   if(may_wait)
      return(REQUEST_WAIT);
   return(Fail(id,"SYMBOL_NOT_SELECTED","symbol \""+without+"\" has no quote yet; it is sent when it comes"));
  }
//+------------------------------------------------------------------+
//| Bars of a symbol.                                                |
//+------------------------------------------------------------------+
int CCommands::GetRates(const string id,const CJsonReader &json,const int params)
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
   Begin(reply,id);
   if(!WriteRates(reply,symbol,period,count))
      return(Fail(id,"HISTORY_UNAVAILABLE","the bars are not loaded yet"));
   return(Finish(reply));
  }
//+------------------------------------------------------------------+
//| What to do when the node falls silent.                           |
//+------------------------------------------------------------------+
int CCommands::SetPolicy(const string id,const CJsonReader &json,const int params)
  {
   string word="";
   long   silence_s=0;
   long   lease=0;
   ulong  also_ids[];
   ArrayResize(also_ids,0);
   const bool is_whole=(json.GetText(params,"onSilence",word) && json.GetNumber(params,"silenceSeconds",silence_s) &&
                        json.GetNumber(params,"lease",lease) &&
                        json.Kind(json.Find(params,"alsoIds"))==JSON_ARRAY);
   const int  policy=TextToPolicy(word);
   if(!is_whole || policy<0 || silence_s<POLICY_SILENCE_MIN_S || silence_s>POLICY_SILENCE_MAX_S)
      return(Fail(id,"BAD_PARAMS","POLICY has a missing or wrong member"));
   if(lease<m_state.HighestLease())
      return(Fail(id,"LEASE","a higher lease was seen: "+IntegerToString(m_state.HighestLease())));
   int node=json.Child(json.Find(params,"alsoIds"));
   while(node>=0)
     {
      ulong     identifier=0;
      const int count=ArraySize(also_ids);
      if(count>=LOCKSTEP_ALSO_IDS_MAX || !TextToUlong(json.Value(node),identifier) || ArrayResize(also_ids,count+1)<0)
         return(Fail(id,"BAD_PARAMS","alsoIds are at most 1000 identifiers"));
      also_ids[count]=identifier;
      node=json.Next(node);
     }
   if(!m_state.SetPolicy(policy,silence_s,also_ids))
      return(Fail(id,"NOT_STORED","the policy could not be written to the disk"));
   return(Ok(id));
  }
//+------------------------------------------------------------------+
//| Sends a read without being asked.                                |
//+------------------------------------------------------------------+
void CCommands::PushBook(void)
  {
   CJsonWriter json;
   string      blocked[];
   m_failsafe.Blocks(blocked);
   json.BeginObject("");
   json.Text("type","BOOK");
   json.BeginObject("book");
   m_book.Write(json,blocked);
   json.EndObject();
   json.EndObject();
   m_outbox.Put(json.Result());
  }
//+------------------------------------------------------------------+
//| Begins an answer.                                                |
//+------------------------------------------------------------------+
void CCommands::Begin(CJsonWriter &reply,const string id) const
  {
   reply.BeginObject("");
   reply.Text("id",id);
   reply.Flag("ok",true);
  }
//+------------------------------------------------------------------+
//| Ends an answer and gives it.                                     |
//+------------------------------------------------------------------+
int CCommands::Finish(CJsonWriter &reply)
  {
   reply.EndObject();
   m_outbox.Put(reply.Result());
   return(REQUEST_DONE);
  }
//+------------------------------------------------------------------+
//| The answer that there is nothing else to say.                    |
//+------------------------------------------------------------------+
int CCommands::Ok(const string id)
  {
   CJsonWriter reply;
   Begin(reply,id);
   return(Finish(reply));
  }
//+------------------------------------------------------------------+
//| The answer that a request was not carried out.                   |
//+------------------------------------------------------------------+
int CCommands::Fail(const string id,const string error,const string message)
  {
   m_outbox.Fail(id,error,message);
   return(REQUEST_DONE);
  }
#endif
//+------------------------------------------------------------------+
