//+------------------------------------------------------------------+
//|                                                  ClosingList.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Closing deals as the link's JSON, each with the revision in      |
//| which it was written as it is: a node is told only of those that |
//| have changed since the revision that it knows.                   |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_CLOSINGLIST_MQH
#define LOCKSTEP_CLOSINGLIST_MQH
#include "JsonWriter.mqh"
#include "Protocol.mqh"
//--- what a node is told that has not said what it knows: everything
#define CLOSINGS_UNASKED     -1
//+------------------------------------------------------------------+
//| Oldest first. Where the deals come from is not known here.       |
//+------------------------------------------------------------------+
class CClosingList
  {
private:
   string            m_texts[];
   long              m_revisions[];
   long              m_revision;
   //--- who knows an older one knows deals that are in no list any more
   long              m_whole;
   //--- the list before the one that is being written
   ulong             m_old_deals[];
   string            m_old_texts[];
   long              m_old_revisions[];
   int               m_old_count;

protected:
   ulong             m_deals[];
   long              m_times[];
   ulong             m_seen_ms[];
   int               m_count;
   //--- so many of the oldest change no more
   int               m_settled;

   void              Clear(void);
   void              Append(const ulong deal,const string text,const long time_msc,const ulong now);
   void              Change(const int index,const string text,const long time_msc);
   bool              SetAside(void);
   void              Compare(void);
   int               Old(const long since) const;
   void              Drop(const int count);
   void              WriteList(CJsonWriter &json,const long since,const long after) const;

public:
                     CClosingList(void);
  };
//+------------------------------------------------------------------+
//| Empty.                                                           |
//+------------------------------------------------------------------+
CClosingList::CClosingList(void)
  {
   Clear();
  }
//+------------------------------------------------------------------+
//| Forgets everything.                                              |
//+------------------------------------------------------------------+
void CClosingList::Clear(void)
  {
   m_count=0;
   m_settled=0;
   m_revision=0;
   m_whole=0;
   m_old_count=0;
  }
//+------------------------------------------------------------------+
//| Adds a deal that was not there before, unless there is no        |
//| memory.                                                          |
//+------------------------------------------------------------------+
void CClosingList::Append(const ulong deal,const string text,const long time_msc,const ulong now)
  {
   if(m_count>=ArraySize(m_deals))
     {
      const int size=m_count+LOCKSTEP_RECENT_MAX;
      if(ArrayResize(m_texts,size)<size || ArrayResize(m_times,size)<size ||
         ArrayResize(m_seen_ms,size)<size || ArrayResize(m_revisions,size)<size ||
         ArrayResize(m_deals,size)<size)
         return;
     }
   m_revision++;
   m_deals[m_count]=deal;
   m_texts[m_count]=text;
   m_times[m_count]=time_msc;
   m_seen_ms[m_count]=now;
   m_revisions[m_count]=m_revision;
   m_count++;
  }
//+------------------------------------------------------------------+
//| Writes a deal once more.                                         |
//+------------------------------------------------------------------+
void CClosingList::Change(const int index,const string text,const long time_msc)
  {
   if(text!=m_texts[index])
     {
      m_texts[index]=text;
      m_revisions[index]=++m_revision;
     }
   m_times[index]=time_msc;
  }
//+------------------------------------------------------------------+
//| Sets the list aside and begins a new one; false, and nothing is  |
//| changed, without memory. Compare is to follow.                   |
//+------------------------------------------------------------------+
bool CClosingList::SetAside(void)
  {
   if(m_count>0 && (ArrayCopy(m_old_deals,m_deals,0,0,m_count)<m_count ||
                    ArrayCopy(m_old_texts,m_texts,0,0,m_count)<m_count ||
                    ArrayCopy(m_old_revisions,m_revisions,0,0,m_count)<m_count))
      return(false);
   m_old_count=m_count;
   m_count=0;
   m_settled=0;
   return(true);
  }
//+------------------------------------------------------------------+
//| What is as it was in the list before keeps its revision. When    |
//| one has vanished, nodes have to forget it: they are told the     |
//| whole list.                                                      |
//+------------------------------------------------------------------+
void CClosingList::Compare(void)
  {
   int  next=0;
   bool has_lost=false;
   for(int i=0; i<m_count && next<m_old_count; i++)
     {
      int at=next;
      while(at<m_old_count && m_old_deals[at]!=m_deals[i])
         at++;
      if(at>=m_old_count)
         continue;
      //--- in a full list the oldest give way
      if(at>next && (next>0 || i>0 || m_count<LOCKSTEP_RECENT_MAX))
         has_lost=true;
      if(m_old_texts[at]==m_texts[i])
         m_revisions[i]=m_old_revisions[at];
      next=at+1;
     }
   if(has_lost || next<m_old_count)
      m_whole=++m_revision;
  }
//+------------------------------------------------------------------+
//| How many of the oldest are older than the list may be.           |
//+------------------------------------------------------------------+
int CClosingList::Old(const long since) const
  {
   int count=0;
   while(count<m_count && m_times[count]<since)
      count++;
   return(count);
  }
//+------------------------------------------------------------------+
//| Forgets the oldest.                                              |
//+------------------------------------------------------------------+
void CClosingList::Drop(const int count)
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
//| The list, newest first, less what the node knows, and what it is |
//| relative to.                                                     |
//+------------------------------------------------------------------+
void CClosingList::WriteList(CJsonWriter &json,const long since,const long after) const
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
#endif
//+------------------------------------------------------------------+
