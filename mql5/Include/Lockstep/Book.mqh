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
#include "Closings.mqh"
#include "Completeness.mqh"
//--- a connection must last this long before a read counts as synchronised
#define BOOK_SYNC_MS    1000
//+------------------------------------------------------------------+
//| Reads books and counts the reads.                                |
//+------------------------------------------------------------------+
class CBook
  {
private:
   CAccount         *m_account;
   CServerClock     *m_clock;
   CCompleteness     m_completeness;
   CClosings         m_closings;
   long              m_read;
   ulong             m_connected_since;
   bool              m_is_connected;
   //--- whether orders were active at the last read
   bool              m_had_orders;

   bool              WritePositions(CJsonWriter &json,SListed &listed[],int &count) const;
   bool              WriteOrders(CJsonWriter &json) const;

public:
                     CBook(void);
   void              Init(CAccount &account,CServerClock &clock);
   void              Reset(const bool has_deals);
   void              Trust(void);
   bool              HasDeals(void) const;
   bool              HadOrders(void) const;
   void              Note(const ulong now);
   bool              IsSynced(void);
   void              Write(CJsonWriter &json,const string &blocked[],const long closed_after);
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
   m_had_orders=false;
  }
//+------------------------------------------------------------------+
//| Names what books are read from.                                  |
//+------------------------------------------------------------------+
void CBook::Init(CAccount &account,CServerClock &clock)
  {
   m_account=GetPointer(account);
   m_clock=GetPointer(clock);
   Reset(false);
  }
//+------------------------------------------------------------------+
//| For another account: CCompleteness::Reset.                       |
//+------------------------------------------------------------------+
void CBook::Reset(const bool has_deals)
  {
   m_completeness.Reset(has_deals);
   m_closings.Reset();
   m_is_connected=false;
   m_connected_since=0;
  }
//+------------------------------------------------------------------+
//| See CCompleteness::Trust.                                        |
//+------------------------------------------------------------------+
void CBook::Trust(void)
  {
   m_completeness.Trust();
  }
//+------------------------------------------------------------------+
//| See CCompleteness::HasDeals.                                     |
//+------------------------------------------------------------------+
bool CBook::HasDeals(void) const
  {
   return(m_completeness.HasDeals());
  }
//+------------------------------------------------------------------+
//| Whether an order was active when the book was last read.         |
//+------------------------------------------------------------------+
bool CBook::HadOrders(void) const
  {
   return(m_had_orders);
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
//| Writes the members of one read; closed_after: CClosings::Write.  |
//+------------------------------------------------------------------+
void CBook::Write(CJsonWriter &json,const string &blocked[],const long closed_after)
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
   m_had_orders=(OrdersTotal()>0);
   const bool has_deals=m_closings.Write(json,server_now,closed_after);
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
      if(!SelectPositionAt(i))
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
      if(!SelectOrderAt(i))
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
#endif
//+------------------------------------------------------------------+
