//+------------------------------------------------------------------+
//|                                                     Closings.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The closing deals of the last ten minutes, read from the         |
//| history. Books are asked for many times a second, and a deal     |
//| does not change: each is written when it is new and once more    |
//| when it has settled.                                             |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_CLOSINGS_MQH
#define LOCKSTEP_CLOSINGS_MQH
#include "ClosingList.mqh"
#include "Deals.mqh"
#define CLOSINGS_RECENT_S    600
//--- a deal is written a second time when it is so old
#define CLOSINGS_SETTLE_MS   1000
//--- the whole list is written anew so often
#define CLOSINGS_RENEW_MS    3000
//--- so many deals at the end of the list are looked at for new ones
#define CLOSINGS_NEW_MAX     64
//+------------------------------------------------------------------+
//| Remembers what was written; a list that does not go on where the |
//| last one ended is written anew.                                  |
//+------------------------------------------------------------------+
class CClosings : public CClosingList
  {
private:
   //--- the list of all deals as it was
   int               m_total;
   ulong             m_last;
   ulong             m_checked_ms;
   ulong             m_renewed_ms;
   bool              m_is_unsure;

   int               Added(const int total) const;
   void              Add(const ulong deal,const ulong now);
   void              Renew(const int total,const long server_now,const ulong now);
   void              Settle(const ulong now);

public:
                     CClosings(void);
   void              Reset(void);
   bool              Write(CJsonWriter &json,const long server_now,const long after);
  };
//+------------------------------------------------------------------+
//| Nothing was written yet.                                         |
//+------------------------------------------------------------------+
CClosings::CClosings(void)
  {
   Reset();
  }
//+------------------------------------------------------------------+
//| For another account.                                             |
//+------------------------------------------------------------------+
void CClosings::Reset(void)
  {
   Clear();
   m_total=-1;
   m_last=0;
   m_checked_ms=0;
   m_renewed_ms=0;
   m_is_unsure=false;
  }
//+------------------------------------------------------------------+
//| Writes recentlyClosed, and what it is relative to when the node  |
//| said which revision it knows (after; 0 is none). False when the  |
//| history cannot be read. The earlier of two clocks is used, as    |
//| one of them may be the PC's; the far end is always the far       |
//| future.                                                          |
//+------------------------------------------------------------------+
bool CClosings::Write(CJsonWriter &json,const long server_now,const long after)
  {
   const long quoted=(long)TimeCurrent()*1000;
   const long until=(quoted>0 && quoted<server_now) ? quoted : server_now;
   //--- a terminal that was never connected knows no time
   const long since=MathMax(until-(long)CLOSINGS_RECENT_S*1000,0);
   if(!HistorySelect((datetime)(since/1000),LOCKSTEP_FAR_FUTURE))
     {
      json.Raw("recentlyClosed","[]");
      return(false);
     }
   const int   total=HistoryDealsTotal();
   const ulong now=GetTickCount64();
   const int   added=Added(total);
   Drop(Old(since));
   if(added<0 || m_is_unsure || (long)(now-m_renewed_ms)>=CLOSINGS_RENEW_MS)
     {
      m_is_unsure=false;
      Renew(total,server_now,now);
     }
   else
     {
      for(int i=total-added; i<total; i++)
         Add(HistoryDealGetTicket(i),now);
      Settle(now);
      Drop(m_count-LOCKSTEP_RECENT_MAX);
     }
   //--- a history is selected by whole seconds
   Drop(Old(since));
   m_total=total;
   m_last=(total>0) ? HistoryDealGetTicket(total-1) : 0;
   WriteList(json,since,after);
   return(true);
  }
//+------------------------------------------------------------------+
//| How many deals at the end of the list are new; -1 when the list  |
//| does not go on where the last one ended.                         |
//+------------------------------------------------------------------+
int CClosings::Added(const int total) const
  {
   if(m_total==0 && total<=CLOSINGS_NEW_MAX)
      return(total);
   for(int i=0; m_total>0 && i<total && i<=CLOSINGS_NEW_MAX; i++)
     {
      //--- others may have become too old, none may have come between
      if(HistoryDealGetTicket(total-1-i)==m_last)
         return((total-i<=m_total) ? i : -1);
     }
   return(-1);
  }
//+------------------------------------------------------------------+
//| A deal that was not there before.                                |
//+------------------------------------------------------------------+
void CClosings::Add(const ulong deal,const ulong now)
  {
   //--- one that is not readable yet is looked at again with the next read
   if(IsUnfinished(deal))
     {
      m_is_unsure=true;
      return;
     }
   if(!IsTradeDeal(deal) || !IsClosingDeal(deal))
      return;
   Append(deal,DealToJson(deal),HistoryDealGetInteger(deal,DEAL_TIME_MSC),now);
  }
//+------------------------------------------------------------------+
//| Writes all that are in the list, at most the newest ones allowed.|
//+------------------------------------------------------------------+
void CClosings::Renew(const int total,const long server_now,const ulong now)
  {
   if(!SetAside())
     {
      m_is_unsure=true;
      return;
     }
   int first=total;
   for(int found=0; first>0 && found<LOCKSTEP_RECENT_MAX; first--)
     {
      const ulong deal=HistoryDealGetTicket(first-1);
      if(deal!=0 && IsTradeDeal(deal) && IsClosingDeal(deal))
         found++;
     }
   for(int i=first; i<total; i++)
      Add(HistoryDealGetTicket(i),now);
   Compare();
   //--- those that are old by the server's clock have settled long ago
   while(m_settled<m_count && server_now-m_times[m_settled]>=2*CLOSINGS_SETTLE_MS)
      m_settled++;
   m_checked_ms=now;
   m_renewed_ms=now;
  }
//+------------------------------------------------------------------+
//| Writes the young ones a second time.                             |
//+------------------------------------------------------------------+
void CClosings::Settle(const ulong now)
  {
   if(m_settled>=m_count || (long)(now-m_checked_ms)<CLOSINGS_SETTLE_MS)
      return;
   m_checked_ms=now;
   for(int i=m_settled; i<m_count; i++)
     {
      if(IsUnfinished(m_deals[i]) || !IsTradeDeal(m_deals[i]) || !IsClosingDeal(m_deals[i]))
        {
         //--- the history was loaded anew
         m_is_unsure=true;
         continue;
        }
      Change(i,DealToJson(m_deals[i]),HistoryDealGetInteger(m_deals[i],DEAL_TIME_MSC));
      if(i==m_settled && (long)(now-m_seen_ms[i])>=CLOSINGS_SETTLE_MS)
         m_settled++;
     }
  }
//+------------------------------------------------------------------+
//| Whether a listed deal lacks what such a deal has: all have a     |
//| time, those of a buy or a sell a position, a volume and a price. |
//+------------------------------------------------------------------+
bool IsUnfinished(const ulong deal)
  {
   if(!IsReadableDeal(deal))
      return(true);
   const long type=HistoryDealGetInteger(deal,DEAL_TYPE);
   return((type==DEAL_TYPE_BUY || type==DEAL_TYPE_SELL) && !IsTradeDeal(deal));
  }
//+------------------------------------------------------------------+
//| One deal of the selected history.                                |
//+------------------------------------------------------------------+
string DealToJson(const ulong deal)
  {
   CJsonWriter json;
   json.BeginObject("");
   WriteDeal(json,deal,true);
   json.EndObject();
   return(json.Result());
  }
#endif
//+------------------------------------------------------------------+
