//+------------------------------------------------------------------+
//|                                                      Advisor.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The parts of the Expert Advisor put together. It reports facts   |
//| and carries out requests; every rule of copying lives in the     |
//| node.                                                            |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_ADVISOR_MQH
#define LOCKSTEP_ADVISOR_MQH
#include "Commands.mqh"
#include "Link.mqh"
#include "Slice.mqh"
//--- one event is busy with the node's messages for this long at most
#define ADVISOR_SERVE_MS   100
#define ADVISOR_HEAL_MS    10000
//+------------------------------------------------------------------+
//| The whole Expert Advisor.                                        |
//+------------------------------------------------------------------+
class CAdvisor
  {
private:
   CAccount          m_account;
   CServerClock      m_clock;
   CState            m_state;
   CJournal          m_journal;
   COutbox           m_outbox;
   COrders           m_orders;
   CBook             m_book;
   CFailSafe         m_failsafe;
   CTrading          m_trading;
   CFind             m_find;
   CQuotes           m_quotes;
   CQueries          m_queries;
   CCommands         m_commands;
   CLink             m_link;
   //--- what the node has said last, in memory that every message uses again
   CJsonReader       m_request;
   ENUM_LOCKSTEP_ROLE m_role;
   string            m_secret;
   int               m_wait_ms;
   bool              m_closes_on_exit;
   bool              m_is_dirty;
   ulong             m_heal_due;

   bool              EnsureAccount(const ulong now);
   void              LeaveAccount(const string reason);
   void              Welcome(void);
   void              Serve(const ulong now,const bool pushes_book);
   void              WaitSlice(void);
   void              TellDeal(const ulong deal);

public:
                     CAdvisor(void);
   void              Init(const ENUM_LOCKSTEP_ROLE role,const int port,const string secret,const int wait_ms,
                          const double max_lots,const bool closes_on_exit);
   void              Timer(void);
   void              Tick(void);
   void              Transaction(const MqlTradeTransaction &transaction,const MqlTradeResult &result);
   void              Deinit(const int reason);
  };
//+------------------------------------------------------------------+
//| Nothing runs before Init.                                        |
//+------------------------------------------------------------------+
CAdvisor::CAdvisor(void)
  {
   m_role=ROLE_MASTER;
   m_secret="";
   m_wait_ms=0;
   m_closes_on_exit=false;
   m_is_dirty=false;
   m_heal_due=0;
  }
//+------------------------------------------------------------------+
//| Puts the parts together. It may be called again: a change of the |
//| chart's period ends and begins the program without resetting     |
//| objects.                                                         |
//+------------------------------------------------------------------+
void CAdvisor::Init(const ENUM_LOCKSTEP_ROLE role,const int port,const string secret,const int wait_ms,
                    const double max_lots,const bool closes_on_exit)
  {
   LeaveAccount("the program begins anew");
   m_role=role;
   m_secret=secret;
   m_wait_ms=wait_ms;
   m_closes_on_exit=closes_on_exit;
   m_orders.Init(m_journal,m_outbox);
   m_book.Init(m_account,m_clock);
   m_failsafe.Init(m_account,m_state,m_journal,m_orders,role);
   m_trading.Init(m_account,m_journal,m_outbox,m_orders,m_failsafe,m_book);
   m_trading.Limit(role,max_lots);
   m_find.Init(m_journal,m_book);
   m_quotes.Init(m_clock,m_outbox);
   m_queries.Init(m_account,m_outbox,m_book,m_failsafe,m_find,m_quotes);
   m_commands.Init(m_state,m_outbox,m_book,m_trading,m_queries);
   m_link.Init(m_account,m_state,m_clock);
   m_link.Configure(port,secret,role,wait_ms);
  }
//+------------------------------------------------------------------+
//| Opens the files of the account that is logged in; false while    |
//| nobody is. Another login begins anew in every respect.           |
//+------------------------------------------------------------------+
bool CAdvisor::EnsureAccount(const ulong now)
  {
   if(m_account.IsOpen())
     {
      if(m_account.IsSame())
         return(true);
      LeaveAccount("the terminal is logged into another account");
     }
   if(!m_account.Open())
      return(false);
   if(!m_state.Open(m_account.FileName(".state")))
      Print("Lockstep: the account's state is not on the disk");
   if(!m_journal.Open(m_account.FileName(".journal"),NewNonce(m_secret,m_state.Starts())))
      Print("Lockstep: the request journal cannot be read or written; opens will be blocked");
   m_clock.Serve(m_account.Server());
   m_orders.Reset();
   m_book.Reset(m_state.HasDeals());
   m_failsafe.Start(now);
   m_heal_due=now+ADVISOR_HEAL_MS;
   m_link.Start(m_journal.Id());
   Print("Lockstep ",LOCKSTEP_VERSION,": ",m_role==ROLE_SLAVE ? "slave " : "master ",
         IntegerToString(m_account.Login()),"@",m_account.Server());
   return(true);
  }
//+------------------------------------------------------------------+
//| Ends everything that belongs to the account.                     |
//+------------------------------------------------------------------+
void CAdvisor::LeaveAccount(const string reason)
  {
   m_link.Stop(reason);
   m_outbox.Clear();
   m_orders.Reset();
   m_journal.Close();
   m_account.Close();
  }
//+------------------------------------------------------------------+
//| A node was authenticated: it knows nothing of what was before,   |
//| and another EA may have served it until now.                     |
//+------------------------------------------------------------------+
void CAdvisor::Welcome(void)
  {
   m_journal.Take(NewNonce(m_secret,m_state.Starts()));
   m_link.Name(m_journal.Id());
   m_commands.Clear();
   m_outbox.Clear();
   m_is_dirty=true;
  }
//+------------------------------------------------------------------+
//| Deals with everything that is waiting, and sends what came of    |
//| it. now is the time at which this began.                         |
//+------------------------------------------------------------------+
void CAdvisor::Serve(const ulong now,const bool pushes_book)
  {
   bool is_goodbye=false;
   while(m_link.Next(m_request,is_goodbye))
     {
      if(m_link.TakeNew())
         Welcome();
      if(is_goodbye)
         m_state.Goodbye();
      //--- the welcome may have ended the link
      if(!is_goodbye && m_link.IsWelcome())
         m_commands.Take(m_request);
      if((long)(GetTickCount64()-now)>=ADVISOR_SERVE_MS)
         break;
     }
   if(m_link.TakeNew())
      Welcome();
   m_orders.Pump();
   //--- also from a link that has ended already: a node that refuses is alive
   m_failsafe.Heard(m_link.HeardMs());
   m_failsafe.Yield(m_link.IsSpare());
   if(m_link.IsSpare())
      m_journal.Release();
   if(!m_link.IsWelcome())
      m_commands.Clear();
   else
     {
      m_commands.Pump();
      m_link.Heartbeat(now);
      if(!m_link.IsBacklogged())
        {
         m_quotes.Pump();
         if(m_is_dirty && pushes_book)
           {
            m_queries.PushBook();
            m_is_dirty=false;
           }
        }
     }
   m_link.Deliver(m_outbox);
  }
//+------------------------------------------------------------------+
//| The rest of a slave's timer event: waits in the socket, so that  |
//| a request is carried out when it comes and not with the next     |
//| event.                                                           |
//+------------------------------------------------------------------+
void CAdvisor::WaitSlice(void)
  {
   CSlice slice;
   slice.Begin(m_wait_ms);
   int ms=slice.NextMs(m_orders.IsAwaiting());
   while(ms>0 && !IsStopped())
     {
      const ulong before=GetMicrosecondCount();
      if(!m_link.Wait(ms))
        {
         //--- a read that ends early without a byte has nothing to read from
         if(GetMicrosecondCount()-before<(ulong)ms*1000 || slice.RestMs()<1)
            return;
        }
      Serve(GetTickCount64(),false);
      ms=slice.NextMs(m_orders.IsAwaiting());
     }
  }
//+------------------------------------------------------------------+
//| To be called from OnTimer.                                       |
//+------------------------------------------------------------------+
void CAdvisor::Timer(void)
  {
   const ulong now=GetTickCount64();
   if(!EnsureAccount(now))
      return;
   if((long)(now-m_heal_due)>=0)
     {
      m_heal_due=now+ADVISOR_HEAL_MS;
      m_journal.Heal(NewNonce(m_secret,m_state.Starts()));
      m_link.Name(m_journal.Id());
     }
   //--- how long the connection has lasted counts from here, not from a read
   m_book.Note(now);
   if(m_book.HasDeals())
      m_state.NoteDeals();
   m_failsafe.Look(now);
   m_link.Step(now);
   Serve(now,true);
   //--- a master does not wait: a trade transaction must be told at once
   if(m_role==ROLE_SLAVE && m_wait_ms>0)
      WaitSlice();
  }
//+------------------------------------------------------------------+
//| To be called from OnTick.                                        |
//+------------------------------------------------------------------+
void CAdvisor::Tick(void)
  {
   MqlTick tick;
   if(SymbolInfoTick(_Symbol,tick))
      m_clock.Note(tick.time_msc);
   if(m_account.IsSame())
      Serve(GetTickCount64(),true);
  }
//+------------------------------------------------------------------+
//| To be called from OnTradeTransaction.                            |
//+------------------------------------------------------------------+
void CAdvisor::Transaction(const MqlTradeTransaction &transaction,const MqlTradeResult &result)
  {
   if(!m_account.IsSame())
      return;
   m_orders.Transaction(transaction,result);
   m_is_dirty=true;
   if(transaction.type==TRADE_TRANSACTION_DEAL_ADD)
     {
      TellDeal(transaction.deal);
      //--- a slave's deals come in answer to requests, many at once: one
      //--- book with the next timer event is enough for all of them
      Serve(GetTickCount64(),m_role==ROLE_MASTER);
      //--- the list of positions may lag behind the deal: read again soon
      m_is_dirty=true;
      return;
     }
   if(transaction.type==TRADE_TRANSACTION_POSITION)
      Serve(GetTickCount64(),true);
   //--- copies wait for the end of an order that was active when its deal was told
   if(transaction.type==TRADE_TRANSACTION_ORDER_DELETE && m_role==ROLE_MASTER && m_book.HadOrders())
     {
      Serve(GetTickCount64(),true);
      m_is_dirty=true;
     }
   if(transaction.type==TRADE_TRANSACTION_REQUEST)
      Serve(GetTickCount64(),false);
  }
//+------------------------------------------------------------------+
//| Tells a deal as soon as it is known, with the time at which it   |
//| was.                                                             |
//+------------------------------------------------------------------+
void CAdvisor::TellDeal(const ulong deal)
  {
   const ulong us=GetMicrosecondCount();
   const ulong ms=GetTickCount64();
   if(!HistoryDealSelect(deal))
      return;
   m_clock.NoteDeal(HistoryDealGetInteger(deal,DEAL_TIME_MSC));
   if(!m_link.IsWelcome() || !IsTradeDeal(deal))
      return;
   CJsonWriter json;
   json.BeginObject("");
   json.Text("type","DEAL");
   json.Number("us",(long)us);
   json.Number("ms",(long)ms);
   json.BeginObject("deal");
   WriteDeal(json,deal,true);
   json.EndObject();
   json.EndObject();
   m_outbox.Put(json.Result());
  }
//+------------------------------------------------------------------+
//| To be called from OnDeinit, which may take 2.5 s at most.        |
//+------------------------------------------------------------------+
void CAdvisor::Deinit(const int reason)
  {
   if(m_closes_on_exit && reason==REASON_CLOSE && m_role==ROLE_SLAVE)
      m_failsafe.CloseOnExit();
   LeaveAccount("the program ends, reason "+IntegerToString((long)reason));
  }
#endif
//+------------------------------------------------------------------+
