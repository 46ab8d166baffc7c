//+------------------------------------------------------------------+
//|                                                         Book.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Everything open on the account at one instant, with what was     |
//| closed in the last ten minutes.                                  |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_BOOK_MQH
#define LOCKSTEP_BOOK_MQH
#include "Account.mqh"
#include "Clock.mqh"
#include "Completeness.mqh"
#include "Deals.mqh"
#define BOOK_RECENT_S   600
//--- a connection must last this long before a read counts as synchronised
#define BOOK_SYNC_MS    1000
//--- deals that were written so lately are not written anew
#define BOOK_KEEP_MS    1000
//+------------------------------------------------------------------+
//| Reads books and counts the reads.                                |
//+------------------------------------------------------------------+
class CBook
  {
private:
   CAccount         *m_account;
   CServerClock     *m_clock;
   CCompleteness     m_completeness;
   long              m_read;
   ulong             m_connected_since;
   bool              m_is_connected;
   string            m_recent;
   int               m_recent_total;
   ulong             m_recent_first;
   ulong             m_recent_last;
   ulong             m_recent_ms;

   bool              WritePositions(CJsonWriter &json,SListed &listed[],int &count) const;
   bool              WriteOrders(CJsonWriter &json) const;
   bool              WriteRecentlyClosed(CJsonWriter &json,const long now);
   string            RecentlyClosed(const int total) const;

public:
                     CBook(void);
   void              Init(CAccount &account,CServerClock &clock);
   void              Reset(void);
   void              Trust(void);
   void              Note(const ulong now);
   bool              IsSynced(void);
   void              Write(CJsonWriter &json,const string &blocked[]);
  };
//+------------------------------------------------------------------+
//| Nothing was read yet.                                            |
//+------------------------------------------------------------------+
CBook::CBook(void)
  {
   m_account=NULL;
   m_clock=NULL;
   m_read=0;
   m_connected_since=0;
   m_is_connected=false;
   m_recent="";
   m_recent_total=-1;
   m_recent_first=0;
   m_recent_last=0;
   m_recent_ms=0;
  }
//+------------------------------------------------------------------+
//| Names what books are read from.                                  |
//+------------------------------------------------------------------+
void CBook::Init(CAccount &account,CServerClock &clock)
  {
   m_account=GetPointer(account);
   m_clock=GetPointer(clock);
   Reset();
  }
//+------------------------------------------------------------------+
//| For another account.                                             |
//+------------------------------------------------------------------+
void CBook::Reset(void)
  {
   m_completeness.Reset();
   m_is_connected=false;
   m_connected_since=0;
   m_recent_total=-1;
  }
//+------------------------------------------------------------------+
//| See CCompleteness::Trust.                                        |
//+------------------------------------------------------------------+
void CBook::Trust(void)
  {
   m_completeness.Trust();
  }
//+------------------------------------------------------------------+
//| How long a connection has lasted counts from the call that first |
//| saw it: to be called with every timer event.                     |
//+------------------------------------------------------------------+
void CBook::Note(const ulong now)
  {
   const bool is_connected=IsTerminalConnected();
   if(is_connected && !m_is_connected)
      m_connected_since=now;
   m_is_connected=is_connected;
  }
//+------------------------------------------------------------------+
//| Whether the terminal has been connected for long enough to have  |
//| the account's data. MT5 has no function that says it has: the    |
//| rule of completeness catches what comes later.                   |
//+------------------------------------------------------------------+
bool CBook::IsSynced(void)
  {
   const ulong now=GetTickCount64();
   Note(now);
   if(!m_account.IsSame())
      m_is_connected=false;
   return(m_is_connected && (long)(now-m_connected_since)>=BOOK_SYNC_MS);
  }
//+------------------------------------------------------------------+
//| Writes the members of one read.                                  |
//+------------------------------------------------------------------+
void CBook::Write(CJsonWriter &json,const string &blocked[])
  {
   const bool  is_connected=IsTerminalConnected();
   const bool  is_synced=IsSynced();
   const ulong now=GetTickCount64();
   const long  server_now=m_clock.Now();
   SListed     listed[];
   int         count=0;
   m_read++;
   json.Number("read",m_read);
   json.Number("readMs",(long)now);
   json.Number("serverNow",server_now);
   json.Flag("connected",is_connected);
   const bool has_positions=WritePositions(json,listed,count);
   const bool has_orders=WriteOrders(json);
   const bool has_deals=WriteRecentlyClosed(json,server_now);
   bool       is_complete=(is_connected && is_synced && has_positions && has_orders && has_deals);
   if(is_complete)
      is_complete=m_completeness.Judge(listed,count,now);
   json.Flag("synced",is_synced && has_deals);
   json.Flag("complete",is_complete);
   json.BeginArray("blocked");
   for(int i=0; i<ArraySize(blocked); i++)
      json.Text("",blocked[i]);
   json.EndArray();
   json.BeginObject("account");
   m_account.WriteFunds(json);
   json.EndObject();
  }
//+------------------------------------------------------------------+
//| The open positions; false when the list is not whole.            |
//+------------------------------------------------------------------+
bool CBook::WritePositions(CJsonWriter &json,SListed &listed[],int &count) const
  {
   const int total=PositionsTotal();
   bool      is_whole=(total<=LOCKSTEP_POSITIONS_MAX);
   count=0;
   if(ArrayResize(listed,total)<0)
      is_whole=false;
   json.BeginArray("positions");
   for(int i=0; i<total && i<ArraySize(listed) && i<LOCKSTEP_POSITIONS_MAX; i++)
     {
      if(PositionGetTicket(i)==0)
        {
         is_whole=false;
         continue;
        }
      json.BeginObject("");
      WriteSelectedPosition(json);
      json.EndObject();
      listed[count].identifier=(ulong)PositionGetInteger(POSITION_IDENTIFIER);
      listed[count].volume=PositionGetDouble(POSITION_VOLUME);
      listed[count].changed=PositionGetInteger(POSITION_TIME_UPDATE_MSC);
      count++;
     }
   json.EndArray();
   return(is_whole && PositionsTotal()==total);
  }
//+------------------------------------------------------------------+
//| Pending orders and those in execution; false when the list is    |
//| not whole.                                                       |
//+------------------------------------------------------------------+
bool CBook::WriteOrders(CJsonWriter &json) const
  {
   const int total=OrdersTotal();
   bool      is_whole=(total<=LOCKSTEP_POSITIONS_MAX);
   json.BeginArray("orders");
   for(int i=0; i<total && i<LOCKSTEP_POSITIONS_MAX; i++)
     {
      if(OrderGetTicket(i)==0)
        {
         is_whole=false;
         continue;
        }
      json.BeginObject("");
      WriteSelectedOrder(json);
      json.EndObject();
     }
   json.EndArray();
   return(is_whole);
  }
//+------------------------------------------------------------------+
//| Closing deals of the last ten minutes; false when the history    |
//| cannot be read. The earlier of two clocks is used, as one of     |
//| them may be the PC's; the far end is always the far future. A    |
//| deal does not change: while number and ends of the list are the  |
//| same, its text is kept for a while, as books are asked for many  |
//| times a second.                                                  |
//+------------------------------------------------------------------+
bool CBook::WriteRecentlyClosed(CJsonWriter &json,const long now)
  {
   const long quoted=(long)TimeCurrent()*1000;
   const long until=(quoted>0 && quoted<now) ? quoted : now;
   const long since=until-(long)BOOK_RECENT_S*1000;
   if(!HistorySelect((datetime)(since/1000),LOCKSTEP_FAR_FUTURE))
     {
      json.BeginArray("recentlyClosed");
      json.EndArray();
      return(false);
     }
   const int   total=HistoryDealsTotal();
   const ulong first=(total>0) ? HistoryDealGetTicket(0) : 0;
   const ulong last=(total>0) ? HistoryDealGetTicket(total-1) : 0;
   const ulong now_ms=GetTickCount64();
   if(total!=m_recent_total || first!=m_recent_first || last!=m_recent_last ||
      (long)(now_ms-m_recent_ms)>=BOOK_KEEP_MS)
     {
      m_recent=RecentlyClosed(total);
      m_recent_total=total;
      m_recent_first=first;
      m_recent_last=last;
      m_recent_ms=now_ms;
     }
   json.Raw("recentlyClosed",m_recent);
   return(true);
  }
//+------------------------------------------------------------------+
//| Those of the selected deals that closed something, newest first, |
//| at most 256, as a JSON array.                                    |
//+------------------------------------------------------------------+
string CBook::RecentlyClosed(const int total) const
  {
   CJsonWriter json;
   int         written=0;
   json.BeginArray("");
   for(int i=total-1; i>=0 && written<LOCKSTEP_RECENT_MAX; i--)
     {
      const ulong deal=HistoryDealGetTicket(i);
      if(deal==0 || !IsTradeDeal(deal) || !IsClosingDeal(deal))
         continue;
      json.BeginObject("");
      WriteDeal(json,deal,true);
      json.EndObject();
      written++;
     }
   json.EndArray();
   return(json.Result());
  }
#endif
//+------------------------------------------------------------------+
