//+------------------------------------------------------------------+
//|                                                HistoryMagics.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Whether a magic number is in the history: what keeps a copy from |
//| being opened twice. The magic of a deal or of an order never     |
//| changes, so that each is read once and remembered by its ticket: |
//| every ticket that the history lists is looked at each time, and  |
//| read if it is not the one that stood at its place before. Where  |
//| this cannot rule the magic out, the history itself is searched.  |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_HISTORYMAGICS_MQH
#define LOCKSTEP_HISTORYMAGICS_MQH
#include "Deals.mqh"
#include "MagicList.mqh"
//--- searches begin at times that move on: one beginning serves those of the next hours, s
#define HISTORYMAGICS_SPAN_S   21600
#define HISTORYMAGICS_BEFORE_S 3600
//+------------------------------------------------------------------+
//| The history of one account after the other.                      |
//+------------------------------------------------------------------+
class CHistoryMagics
  {
private:
   long              m_login;
   string            m_server;
   long              m_from_s;
   CMagicList        m_deals;
   CMagicList        m_orders;

   void              Serve(const long login,const string server);
   bool              MayBeOfDeal(const long magic);
   bool              MayBeOfOrder(const long magic);
   bool              MayHold(const long magic,const long since_s);

public:
                     CHistoryMagics(void);
   string            Where(const long login,const string server,const long magic,const long since,string &error);
   string            Search(const long magic,const long since,string &error) const;
  };
//+------------------------------------------------------------------+
//| Nothing was read yet.                                            |
//+------------------------------------------------------------------+
CHistoryMagics::CHistoryMagics(void)
  {
   m_login=0;
   m_server="";
   m_from_s=0;
  }
//+------------------------------------------------------------------+
//| Another account has other tickets.                               |
//+------------------------------------------------------------------+
void CHistoryMagics::Serve(const long login,const string server)
  {
   if(login==m_login && server==m_server)
      return;
   m_login=login;
   m_server=server;
   m_deals.Clear();
   m_orders.Clear();
  }
//+------------------------------------------------------------------+
//| Where a magic is in the account's history since a server time in |
//| ms; "" when nowhere. The error is that of Search, whose answer   |
//| this is in fewer steps.                                          |
//+------------------------------------------------------------------+
string CHistoryMagics::Where(const long login,const string server,const long magic,const long since,string &error)
  {
   Serve(login,server);
   return(MayHold(magic,since/1000) ? Search(magic,since,error) : "");
  }
//+------------------------------------------------------------------+
//| Whether the magic may be in the history since a time in s: false |
//| is certain.                                                      |
//+------------------------------------------------------------------+
bool CHistoryMagics::MayHold(const long magic,const long since_s)
  {
   //--- more than was asked for, so that the lists begin with the same ticket for hours
   if(since_s<m_from_s || since_s-m_from_s>HISTORYMAGICS_SPAN_S)
      m_from_s=(since_s>HISTORYMAGICS_BEFORE_S) ? since_s-HISTORYMAGICS_BEFORE_S : 0;
   if(since_s<0 || !HistorySelect((datetime)m_from_s,LOCKSTEP_FAR_FUTURE))
      return(true);
   return(MayBeOfDeal(magic) || MayBeOfOrder(magic));
  }
//+------------------------------------------------------------------+
//| Whether a deal of the selected history has the magic, or cannot  |
//| be read.                                                         |
//+------------------------------------------------------------------+
bool CHistoryMagics::MayBeOfDeal(const long magic)
  {
   const int total=HistoryDealsTotal();
   m_deals.Fit(total);
   for(int i=0; i<total; i++)
     {
      const ulong deal=HistoryDealGetTicket(i);
      if(!m_deals.Knows(i,deal) &&
         (!IsReadableDeal(deal) || !m_deals.Note(i,deal,HistoryDealGetInteger(deal,DEAL_MAGIC))))
         return(true);
      if(m_deals.Magic(i)==magic)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| The same of the orders.                                          |
//+------------------------------------------------------------------+
bool CHistoryMagics::MayBeOfOrder(const long magic)
  {
   const int total=HistoryOrdersTotal();
   m_orders.Fit(total);
   for(int i=0; i<total; i++)
     {
      const ulong order=HistoryOrderGetTicket(i);
      if(!m_orders.Knows(i,order) &&
         (!IsReadableOrder(order) || !m_orders.Note(i,order,HistoryOrderGetInteger(order,ORDER_MAGIC))))
         return(true);
      if(m_orders.Magic(i)==magic)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| The same answer from the history alone, all of it read. While    |
//| something that is listed cannot be read, it may be what is       |
//| looked for.                                                      |
//+------------------------------------------------------------------+
string CHistoryMagics::Search(const long magic,const long since,string &error) const
  {
   error="HISTORY_UNAVAILABLE";
   if(!HistorySelect((datetime)(since/1000),LOCKSTEP_FAR_FUTURE))
      return("the history cannot be read");
   string unread="";
   for(int i=HistoryDealsTotal()-1; i>=0; i--)
     {
      const ulong deal=HistoryDealGetTicket(i);
      if(!IsReadableDeal(deal))
         unread="a deal of the history cannot be read yet";
      if(deal>0 && HistoryDealGetInteger(deal,DEAL_MAGIC)==magic)
        {
         error="MAGIC_EXISTS";
         return("deal "+UlongToText(deal));
        }
     }
   for(int i=HistoryOrdersTotal()-1; i>=0; i--)
     {
      const ulong order=HistoryOrderGetTicket(i);
      if(!IsReadableOrder(order))
         unread="an order of the history cannot be read yet";
      if(order>0 && HistoryOrderGetInteger(order,ORDER_MAGIC)==magic)
        {
         error="MAGIC_EXISTS";
         return("history order "+UlongToText(order));
        }
     }
   return(unread);
  }
#endif
//+------------------------------------------------------------------+
