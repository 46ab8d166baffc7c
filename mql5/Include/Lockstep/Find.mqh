//+------------------------------------------------------------------+
//|                                                         Find.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| FIND: everything that the terminal and the journal know of a     |
//| request, a magic number or a position. Executes nothing.         |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_FIND_MQH
#define LOCKSTEP_FIND_MQH
#include "Book.mqh"
#include "Deals.mqh"
#include "Journal.mqh"
#include "JsonReader.mqh"
#define FIND_IDS_MAX   256
#define FIND_ROWS_MAX  1000
//+------------------------------------------------------------------+
//| Searches the account.                                            |
//+------------------------------------------------------------------+
class CFind
  {
private:
   CJournal         *m_journal;
   CBook            *m_book;
   ulong             m_ids[FIND_IDS_MAX];
   int               m_count;

   void              AddId(const ulong identifier);
   void              WriteJournal(CJsonWriter &reply,const string request,const bool is_waiting) const;
   bool              WritePositions(CJsonWriter &reply,const long magic,const ulong position);
   bool              WriteOrders(CJsonWriter &reply,const long magic) const;
   bool              WriteHistoryOrders(CJsonWriter &reply,const long magic,const long since);
   bool              WriteDeals(CJsonWriter &reply) const;

public:
                     CFind(void);
   void              Init(CJournal &journal,CBook &book);
   bool              Write(CJsonWriter &reply,const CJsonReader &json,const int params,const bool is_waiting);
   bool              RequestOf(const CJsonReader &json,const int params,string &request) const;
  };
//+------------------------------------------------------------------+
//| Searches nothing before Init.                                    |
//+------------------------------------------------------------------+
CFind::CFind(void)
  {
   m_journal=NULL;
   m_book=NULL;
   m_count=0;
  }
//+------------------------------------------------------------------+
//| Names where to search.                                           |
//+------------------------------------------------------------------+
void CFind::Init(CJournal &journal,CBook &book)
  {
   m_journal=GetPointer(journal);
   m_book=GetPointer(book);
  }
//+------------------------------------------------------------------+
//| The request id that is asked for.                                |
//+------------------------------------------------------------------+
bool CFind::RequestOf(const CJsonReader &json,const int params,string &request) const
  {
   return(json.GetText(params,"request",request));
  }
//+------------------------------------------------------------------+
//| Writes the members of the answer; false when a parameter is      |
//| wrong.                                                           |
//+------------------------------------------------------------------+
bool CFind::Write(CJsonWriter &reply,const CJsonReader &json,const int params,const bool is_waiting)
  {
   string request="";
   long   magic=0;
   ulong  position=0;
   long   since=0;
   if(!json.GetText(params,"request",request) || !json.GetMagic(params,"magic",magic) ||
      !json.GetTicket(params,"position",position) || !json.GetNumber(params,"since",since))
      return(false);
   m_count=0;
   AddId(position);
   const bool is_synced=m_book.IsSynced();
   WriteJournal(reply,request,is_waiting);
   const bool has_open=WritePositions(reply,magic,position);
   const bool has_active=WriteOrders(reply,magic);
   const bool has_orders=WriteHistoryOrders(reply,magic,since);
   const bool has_deals=WriteDeals(reply);
   reply.Flag("connected",IsTerminalConnected());
   reply.Flag("synced",is_synced && has_open && has_active && has_orders && has_deals);
   return(true);
  }
//+------------------------------------------------------------------+
//| How far the request got, and its stored answer.                  |
//+------------------------------------------------------------------+
void CFind::WriteJournal(CJsonWriter &reply,const string request,const bool is_waiting) const
  {
   string    word="absent";
   const int state=m_journal.SearchState(request);
   if(state==JOURNAL_ABSENT && is_waiting)
      word="accepted";
   if(state==JOURNAL_SENT)
      word="sent";
   if(state==JOURNAL_RESULT)
      word="result";
   reply.Text("journal",word);
   reply.Text("journalId",m_journal.Id());
   if(state==JOURNAL_RESULT)
      reply.Raw("result",m_journal.Reply(request));
  }
//+------------------------------------------------------------------+
//| Notes a position whose deals are wanted.                         |
//+------------------------------------------------------------------+
void CFind::AddId(const ulong identifier)
  {
   if(identifier==0 || m_count>=FIND_IDS_MAX)
      return;
   for(int i=0; i<m_count; i++)
     {
      if(m_ids[i]==identifier)
         return;
     }
   m_ids[m_count]=identifier;
   m_count++;
  }
//+------------------------------------------------------------------+
//| Open positions with the magic or the identifier; false when not  |
//| all that are open could be read.                                 |
//+------------------------------------------------------------------+
bool CFind::WritePositions(CJsonWriter &reply,const long magic,const ulong position)
  {
   bool is_whole=true;
   int  written=0;
   reply.BeginArray("positions");
   for(int i=PositionsTotal()-1; i>=0 && written<FIND_ROWS_MAX; i--)
     {
      if(!SelectPositionAt(i))
        {
         is_whole=false;
         continue;
        }
      const ulong identifier=(ulong)PositionGetInteger(POSITION_IDENTIFIER);
      const bool  is_of_magic=(magic!=0 && PositionGetInteger(POSITION_MAGIC)==magic);
      if(!is_of_magic && identifier!=position)
         continue;
      AddId(identifier);
      reply.BeginObject("");
      WriteSelectedPosition(reply);
      reply.EndObject();
      written++;
     }
   reply.EndArray();
   return(is_whole && written<FIND_ROWS_MAX);
  }
//+------------------------------------------------------------------+
//| Active orders with the magic; false when not all that are active |
//| could be read.                                                   |
//+------------------------------------------------------------------+
bool CFind::WriteOrders(CJsonWriter &reply,const long magic) const
  {
   bool is_whole=true;
   int  written=0;
   reply.BeginArray("orders");
   for(int i=OrdersTotal()-1; i>=0 && written<FIND_ROWS_MAX; i--)
     {
      if(!SelectOrderAt(i))
        {
         is_whole=false;
         continue;
        }
      if(magic==0 || OrderGetInteger(ORDER_MAGIC)!=magic)
         continue;
      reply.BeginObject("");
      WriteSelectedOrder(reply);
      reply.EndObject();
      written++;
     }
   reply.EndArray();
   return(is_whole && written<FIND_ROWS_MAX);
  }
//+------------------------------------------------------------------+
//| History orders with the magic; on the way the positions of all   |
//| deals with it are noted. False when the history, or a deal or an |
//| order of it, cannot be read.                                     |
//+------------------------------------------------------------------+
bool CFind::WriteHistoryOrders(CJsonWriter &reply,const long magic,const long since)
  {
   const bool is_read=HistorySelect((datetime)(since/1000),LOCKSTEP_FAR_FUTURE);
   bool       is_whole=is_read;
   int        written=0;
   reply.BeginArray("historyOrders");
   for(int i=is_read ? HistoryOrdersTotal()-1 : -1; i>=0 && written<FIND_ROWS_MAX; i--)
     {
      const ulong order=HistoryOrderGetTicket(i);
      if(!IsReadableOrder(order))
         is_whole=false;
      if(order==0 || magic==0 || HistoryOrderGetInteger(order,ORDER_MAGIC)!=magic)
         continue;
      reply.Ticket("",order);
      written++;
     }
   reply.EndArray();
   for(int i=is_read ? HistoryDealsTotal()-1 : -1; i>=0; i--)
     {
      const ulong deal=HistoryDealGetTicket(i);
      if(!IsReadableDeal(deal))
         is_whole=false;
      if(deal>0 && magic!=0 && HistoryDealGetInteger(deal,DEAL_MAGIC)==magic)
         AddId((ulong)HistoryDealGetInteger(deal,DEAL_POSITION_ID));
     }
   return(is_whole);
  }
//+------------------------------------------------------------------+
//| All deals of every position found, whatever their magic: a close |
//| by hand carries none. False when a history, or a deal of it,     |
//| cannot be read.                                                  |
//+------------------------------------------------------------------+
bool CFind::WriteDeals(CJsonWriter &reply) const
  {
   bool is_read=true;
   int  written=0;
   reply.BeginArray("deals");
   for(int k=0; k<m_count; k++)
     {
      if(!HistorySelectByPosition((long)m_ids[k]))
        {
         is_read=false;
         continue;
        }
      const int total=HistoryDealsTotal();
      for(int i=0; i<total && written<LOCKSTEP_DEALS_MAX; i++)
        {
         const ulong deal=HistoryDealGetTicket(i);
         if(!IsReadableDeal(deal))
            is_read=false;
         if(deal==0 || !IsTradeDeal(deal))
            continue;
         reply.BeginObject("");
         WriteDeal(reply,deal,false);
         reply.EndObject();
         written++;
        }
     }
   reply.EndArray();
   return(is_read && written<LOCKSTEP_DEALS_MAX && m_count<FIND_IDS_MAX);
  }
#endif
//+------------------------------------------------------------------+
