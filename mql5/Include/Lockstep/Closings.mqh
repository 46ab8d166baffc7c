//+------------------------------------------------------------------+
//|                                                     Closings.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The closing deals of the last ten minutes, newest first, as the  |
//| link's JSON. Books are asked for many times a second, and a deal |
//| does not change: each is written when it is new and once more    |
//| when it has settled.                                             |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_CLOSINGS_MQH
#define LOCKSTEP_CLOSINGS_MQH
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
class CClosings
  {
private:
   //--- closing deals, oldest first, with their JSON
   ulong             m_deals[];
   string            m_texts[];
   long              m_times[];
   ulong             m_seen_ms[];
   int               m_count;
   int               m_settled;
   //--- the list of all deals as it was
   int               m_total;
   ulong             m_last;
   ulong             m_checked_ms;
   ulong             m_renewed_ms;
   bool              m_is_unsure;
   string            m_list;

   int               Added(const int total) const;
   void              Add(const ulong deal,const ulong now);
   void              Renew(const int total,const long server_now,const ulong now);
   bool              Settle(const ulong now);
   bool              Drop(const int count);
   int               Old(const long since) const;
   void              Join(void);

public:
                     CClosings(void);
   void              Reset(void);
   bool              Write(CJsonWriter &json,const long server_now);
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
   m_count=0;
   m_settled=0;
   m_total=-1;
   m_last=0;
   m_checked_ms=0;
   m_renewed_ms=0;
   m_is_unsure=false;
   m_list="[]";
  }
//+------------------------------------------------------------------+
//| Writes the member recentlyClosed; false when the history cannot  |
//| be read. The earlier of two clocks is used, as one of them may   |
//| be the PC's; the far end is always the far future.               |
//+------------------------------------------------------------------+
bool CClosings::Write(CJsonWriter &json,const long server_now)
  {
   const long quoted=(long)TimeCurrent()*1000;
   const long until=(quoted>0 && quoted<server_now) ? quoted : server_now;
   const long since=until-(long)CLOSINGS_RECENT_S*1000;
   if(!HistorySelect((datetime)(since/1000),LOCKSTEP_FAR_FUTURE))
     {
      json.Raw("recentlyClosed","[]");
      return(false);
     }
   const int   total=HistoryDealsTotal();
   const ulong now=GetTickCount64();
   const int   added=Added(total);
   bool        is_changed=Drop(Old(since));
   if(added<0 || m_is_unsure || (long)(now-m_renewed_ms)>=CLOSINGS_RENEW_MS)
     {
      m_is_unsure=false;
      Renew(total,server_now,now);
      is_changed=true;
     }
   else
     {
      const int before=m_count;
      for(int i=total-added; i<total; i++)
         Add(HistoryDealGetTicket(i),now);
      if(Settle(now) || m_count!=before)
         is_changed=true;
      if(Drop(m_count-LOCKSTEP_RECENT_MAX))
         is_changed=true;
     }
   m_total=total;
   m_last=(total>0) ? HistoryDealGetTicket(total-1) : 0;
   if(is_changed)
      Join();
   json.Raw("recentlyClosed",m_list);
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
   if(m_count>=ArraySize(m_deals))
     {
      const int size=m_count+LOCKSTEP_RECENT_MAX;
      if(ArrayResize(m_deals,size)<size || ArrayResize(m_texts,size)<size ||
         ArrayResize(m_times,size)<size || ArrayResize(m_seen_ms,size)<size)
         return;
     }
   m_deals[m_count]=deal;
   m_texts[m_count]=DealToJson(deal);
   m_times[m_count]=HistoryDealGetInteger(deal,DEAL_TIME_MSC);
   m_seen_ms[m_count]=now;
   m_count++;
  }
//+------------------------------------------------------------------+
//| Writes all that are in the list, at most the newest ones allowed.|
//+------------------------------------------------------------------+
void CClosings::Renew(const int total,const long server_now,const ulong now)
  {
   int first=total;
   for(int found=0; first>0 && found<LOCKSTEP_RECENT_MAX; first--)
     {
      const ulong deal=HistoryDealGetTicket(first-1);
      if(deal!=0 && IsTradeDeal(deal) && IsClosingDeal(deal))
         found++;
     }
   m_count=0;
   m_settled=0;
   for(int i=first; i<total; i++)
      Add(HistoryDealGetTicket(i),now);
   //--- those that are old by the server's clock have settled long ago
   while(m_settled<m_count && server_now-m_times[m_settled]>=2*CLOSINGS_SETTLE_MS)
      m_settled++;
   m_checked_ms=now;
   m_renewed_ms=now;
  }
//+------------------------------------------------------------------+
//| Writes the young ones a second time; whether there were any.     |
//+------------------------------------------------------------------+
bool CClosings::Settle(const ulong now)
  {
   if(m_settled>=m_count || (long)(now-m_checked_ms)<CLOSINGS_SETTLE_MS)
      return(false);
   m_checked_ms=now;
   for(int i=m_settled; i<m_count; i++)
     {
      if(IsUnfinished(m_deals[i]) || !IsTradeDeal(m_deals[i]) || !IsClosingDeal(m_deals[i]))
        {
         //--- the history was loaded anew
         m_is_unsure=true;
         continue;
        }
      m_texts[i]=DealToJson(m_deals[i]);
      m_times[i]=HistoryDealGetInteger(m_deals[i],DEAL_TIME_MSC);
      if(i==m_settled && (long)(now-m_seen_ms[i])>=CLOSINGS_SETTLE_MS)
         m_settled++;
     }
   return(true);
  }
//+------------------------------------------------------------------+
//| How many of the oldest are older than the list may be.           |
//+------------------------------------------------------------------+
int CClosings::Old(const long since) const
  {
   int count=0;
   while(count<m_count && m_times[count]<since)
      count++;
   return(count);
  }
//+------------------------------------------------------------------+
//| Forgets the oldest; whether there were any.                      |
//+------------------------------------------------------------------+
bool CClosings::Drop(const int count)
  {
   if(count<=0)
      return(false);
   for(int i=count; i<m_count; i++)
     {
      m_deals[i-count]=m_deals[i];
      m_texts[i-count]=m_texts[i];
      m_times[i-count]=m_times[i];
      m_seen_ms[i-count]=m_seen_ms[i];
     }
   m_count-=count;
   m_settled=MathMax(m_settled-count,0);
   return(true);
  }
//+------------------------------------------------------------------+
//| Makes the list's text, newest first.                             |
//+------------------------------------------------------------------+
void CClosings::Join(void)
  {
   m_list="[";
   for(int i=m_count-1; i>=0; i--)
     {
      m_list+=m_texts[i];
      if(i>0)
         m_list+=",";
     }
   m_list+="]";
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
