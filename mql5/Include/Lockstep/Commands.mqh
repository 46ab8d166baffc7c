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
#include "Queries.mqh"
#include "Trading.mqh"
#include "Waiting.mqh"
#define COMMANDS_ID_MAX       512
#define COMMANDS_WAIT_MS      1500
//+------------------------------------------------------------------+
//| Carries out requests.                                            |
//+------------------------------------------------------------------+
class CCommands
  {
private:
   CState           *m_state;
   COutbox          *m_outbox;
   CBook            *m_book;
   CTrading         *m_trading;
   CQueries         *m_queries;
   CWaiting          m_waiting;

   void              Obey(const CJsonReader &json,const bool may_wait,const ulong until_ms);
   int               Route(const string id,const string action,const CJsonReader &json,const int params,
                           const bool may_wait);
   void              SetPolicy(const string id,const CJsonReader &json,const int params);

public:
                     CCommands(void);
   void              Init(CState &state,COutbox &outbox,CBook &book,CTrading &trading,CQueries &queries);
   void              Clear(void);
   void              Take(const CJsonReader &json);
   void              Pump(void);
  };
//+------------------------------------------------------------------+
//| Nothing waits.                                                   |
//+------------------------------------------------------------------+
CCommands::CCommands(void)
  {
   m_state=NULL;
   m_outbox=NULL;
   m_book=NULL;
   m_trading=NULL;
   m_queries=NULL;
  }
//+------------------------------------------------------------------+
//| Names who carries them out.                                      |
//+------------------------------------------------------------------+
void CCommands::Init(CState &state,COutbox &outbox,CBook &book,CTrading &trading,CQueries &queries)
  {
   m_state=GetPointer(state);
   m_outbox=GetPointer(outbox);
   m_book=GetPointer(book);
   m_trading=GetPointer(trading);
   m_queries=GetPointer(queries);
  }
//+------------------------------------------------------------------+
//| The connection is over: what waited was never carried out.       |
//+------------------------------------------------------------------+
void CCommands::Clear(void)
  {
   m_waiting.Clear();
   m_queries.Clear();
  }
//+------------------------------------------------------------------+
//| Takes one message of the authenticated node.                     |
//+------------------------------------------------------------------+
void CCommands::Take(const CJsonReader &json)
  {
   Obey(json,true,GetTickCount64()+COMMANDS_WAIT_MS);
  }
//+------------------------------------------------------------------+
//| Tries again what waits.                                          |
//+------------------------------------------------------------------+
void CCommands::Pump(void)
  {
   if(m_waiting.Count()==0)
      return;
   const ulong now=GetTickCount64();
   SWaiting    before[];
   if(!m_waiting.TakeAll(before))
      return;
   for(int i=0; i<ArraySize(before); i++)
     {
      CJsonReader json;
      if(json.Parse(before[i].text))
         Obey(json,(long)(now-before[i].until_ms)<0,before[i].until_ms);
     }
  }
//+------------------------------------------------------------------+
//| Carries out a request, or keeps it waiting.                      |
//+------------------------------------------------------------------+
void CCommands::Obey(const CJsonReader &json,const bool may_wait,const ulong until_ms)
  {
   string    id="";
   string    action="";
   const int root=json.Root();
   if(!json.GetText(root,"id",id) || StringLen(id)<1 || StringLen(id)>COMMANDS_ID_MAX ||
      !json.GetText(root,"action",action) || m_waiting.Has(id))
      return;
   const int  params=json.Find(root,"params");
   const bool has_room=(may_wait && !m_waiting.IsFull());
   if(Route(id,action,json,params,has_room)!=REQUEST_WAIT)
      return;
   if(!m_waiting.Add(id,json.Source(root),until_ms))
      m_outbox.Fail(id,"BUSY","no memory for waiting requests");
  }
//+------------------------------------------------------------------+
//| Hands a request to whoever carries it out.                       |
//+------------------------------------------------------------------+
int CCommands::Route(const string id,const string action,const CJsonReader &json,const int params,
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
     {
      SetPolicy(id,json,params);
      return(REQUEST_DONE);
     }
   if(action=="TRUST")
     {
      m_book.Trust();
      m_outbox.Ok(id);
      return(REQUEST_DONE);
     }
   return(m_queries.Answer(id,action,json,params,may_wait,m_waiting));
  }
//+------------------------------------------------------------------+
//| What to do when the node falls silent. Without alsoIds the list  |
//| stays as it is.                                                  |
//+------------------------------------------------------------------+
void CCommands::SetPolicy(const string id,const CJsonReader &json,const int params)
  {
   string word="";
   long   silence_s=0;
   long   lease=0;
   ulong  also_ids[];
   ArrayResize(also_ids,0);
   const bool has_ids=json.Has(params,"alsoIds");
   const bool is_whole=(json.GetText(params,"onSilence",word) && json.GetNumber(params,"silenceSeconds",silence_s) &&
                        json.GetNumber(params,"lease",lease) &&
                        (!has_ids || json.Kind(json.Find(params,"alsoIds"))==JSON_ARRAY));
   const int  policy=TextToPolicy(word);
   if(!is_whole || policy<0 || silence_s<POLICY_SILENCE_MIN_S || silence_s>POLICY_SILENCE_MAX_S)
     {
      m_outbox.Fail(id,"BAD_PARAMS","POLICY has a missing or wrong member");
      return;
     }
   if(lease<m_state.HighestLease())
     {
      m_outbox.Fail(id,"LEASE","a higher lease was seen: "+IntegerToString(m_state.HighestLease()));
      return;
     }
   int node=json.Child(json.Find(params,"alsoIds"));
   while(node>=0)
     {
      ulong     identifier=0;
      const int count=ArraySize(also_ids);
      if(count>=LOCKSTEP_ALSO_IDS_MAX || !TextToUlong(json.Value(node),identifier) || ArrayResize(also_ids,count+1)<0)
        {
         m_outbox.Fail(id,"BAD_PARAMS","alsoIds are at most 1000 identifiers");
         return;
        }
      also_ids[count]=identifier;
      node=json.Next(node);
     }
   const bool is_stored=has_ids ? m_state.SetPolicy(policy,silence_s,also_ids) :
                                   m_state.SetSilence(policy,silence_s);
   if(!is_stored)
     {
      m_outbox.Fail(id,"NOT_STORED","the policy could not be written to the disk");
      return;
     }
   m_outbox.Ok(id);
  }
#endif
//+------------------------------------------------------------------+
