//+------------------------------------------------------------------+
//|                                                     Closings.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The closing deals of the last ten minutes, newest first, as the  |
//| link's JSON. Books are asked for many times a second, and a deal |
//| does not change: each is written when it is new and once more    |
//| when it has settled, and a node is told only of those that have  |
//| changed since the revision that it knows.                        |
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
//--- what a node is told that has not said what it knows: everything
#define CLOSINGS_UNASKED     -1
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
   //--- the revision in which each was written as it is
   long              m_revisions[];
   int               m_count;
   int               m_settled;
   long              m_revision;
   //--- who knows an older one knows deals that are in no list any more
   long              m_whole;
   //--- the list of all deals as it was
   int               m_total;
   ulong             m_last;
   ulong             m_checked_ms;
   ulong             m_renewed_ms;
   bool              m_is_unsure;

   int               Added(const int total) const;
   void              Add(const ulong deal,const ulong now);
   void              Renew(const int total,const long server_now,const ulong now);
   void              Compare(const ulong &deals[],const string &texts[],const long &revisions[],
                             const int count);
   void              Settle(const ulong now);
   void              Drop(const int count);
   int               Old(const long since) const;
   void              WriteList(CJsonWriter &json,const long since,const long after) const;

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
   m_count=0;
   m_settled=0;
   m_total=-1;
   m_last=0;
   m_checked_ms=0;
   m_renewed_ms=0;
   m_is_unsure=false;
   m_revision=0;
   m_whole=0;
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
   const long since=until-(long)CLOSINGS_RECENT_S*1000;
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
//| The list, newest first, less what the node knows.                |
//+------------------------------------------------------------------+
void CClosings::WriteList(CJsonWriter &json,const long since,const long after) const
  {
   //--- a revision that was never reached is of another list
   const bool is_whole=(after<m_whole || after>m_revision);
   const long known=is_whole ? 0 : after;
   json.BeginArray("recentlyClosed");
   for(int i=m_count-1; i>=0; i--)
     {
      if(m_revisions[i]>known)
         json.Raw("",m_texts[i]);
     }
   json.EndArray();
   if(after==CLOSINGS_UNASKED)
      return;
   json.BeginObject("closings");
   json.Number("after",known);
   json.Number("upTo",m_revision);
   json.Number("since",since);
   json.EndObject();
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
         ArrayResize(m_times,size)<size || ArrayResize(m_seen_ms,size)<size ||
         ArrayResize(m_revisions,size)<size)
         return;
     }
   m_revision++;
   m_deals[m_count]=deal;
   m_texts[m_count]=DealToJson(deal);
   m_times[m_count]=HistoryDealGetInteger(deal,DEAL_TIME_MSC);
   m_seen_ms[m_count]=now;
   m_revisions[m_count]=m_revision;
   m_count++;
  }
//+------------------------------------------------------------------+
//| Writes all that are in the list, at most the newest ones allowed.|
//+------------------------------------------------------------------+
void CClosings::Renew(const int total,const long server_now,const ulong now)
  {
   ulong     deals[];
   string    texts[];
   long      revisions[];
   const int count=m_count;
   if(count>0 && (ArrayCopy(deals,m_deals,0,0,count)<count ||
                  ArrayCopy(texts,m_texts,0,0,count)<count ||
                  ArrayCopy(revisions,m_revisions,0,0,count)<count))
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
   m_count=0;
   m_settled=0;
   for(int i=first; i<total; i++)
      Add(HistoryDealGetTicket(i),now);
   Compare(deals,texts,revisions,count);
   //--- those that are old by the server's clock have settled long ago
   while(m_settled<m_count && server_now-m_times[m_settled]>=2*CLOSINGS_SETTLE_MS)
      m_settled++;
   m_checked_ms=now;
   m_renewed_ms=now;
  }
//+------------------------------------------------------------------+
//| What is as it was before keeps its revision. When one has        |
//| vanished, nodes have to forget it: they are told the whole list. |
//+------------------------------------------------------------------+
void CClosings::Compare(const ulong &deals[],const string &texts[],const long &revisions[],
                        const int count)
  {
   int  next=0;
   bool has_lost=false;
   for(int i=0; i<m_count && next<count; i++)
     {
      int at=next;
      while(at<count && deals[at]!=m_deals[i])
         at++;
      if(at>=count)
         continue;
      //--- in a full list the oldest give way
      if(at>next && (next>0 || i>0 || m_count<LOCKSTEP_RECENT_MAX))
         has_lost=true;
      if(texts[at]==m_texts[i])
         m_revisions[i]=revisions[at];
      next=at+1;
     }
   if(has_lost || next<count)
      m_whole=++m_revision;
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
      const string text=DealToJson(m_deals[i]);
      if(text!=m_texts[i])
        {
         m_texts[i]=text;
         m_revisions[i]=++m_revision;
        }
      m_times[i]=HistoryDealGetInteger(m_deals[i],DEAL_TIME_MSC);
      if(i==m_settled && (long)(now-m_seen_ms[i])>=CLOSINGS_SETTLE_MS)
         m_settled++;
     }
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
//| Forgets the oldest.                                              |
//+------------------------------------------------------------------+
void CClosings::Drop(const int count)
  {
   if(count<=0)
      return;
   for(int i=count; i<m_count; i++)
     {
      m_deals[i-count]=m_deals[i];
      m_texts[i-count]=m_texts[i];
      m_times[i-count]=m_times[i];
      m_seen_ms[i-count]=m_seen_ms[i];
      m_revisions[i-count]=m_revisions[i];
     }
   m_count-=count;
   m_settled=MathMax(m_settled-count,0);
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
