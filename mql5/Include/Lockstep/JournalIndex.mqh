//+------------------------------------------------------------------+
//|                                                 JournalIndex.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The requests of the journal in memory, found by their id. Each   |
//| id stands here once, with the newest that is known of it; the    |
//| order is that of the first time.                                 |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_JOURNALINDEX_MQH
#define LOCKSTEP_JOURNALINDEX_MQH
#include "JournalEntry.mqh"
#define JOURNAL_ENTRIES_MAX   50000
#define JOURNAL_BUCKETS       4096
//+------------------------------------------------------------------+
//| A list with a hash table.                                        |
//+------------------------------------------------------------------+
class CJournalIndex
  {
private:
   SJournalEntry     m_entries[];
   //--- the next entry of the same bucket, -1 is none
   int               m_next[];
   int               m_count;
   int               m_heads[JOURNAL_BUCKETS];

   int               Bucket(const string id) const;
   void              Link(const int index);

public:
                     CJournalIndex(void);
   void              Clear(void);
   int               Count(void) const;
   int               IndexOf(const string id) const;
   int               State(const string id) const;
   void              Read(const int index,SJournalEntry &entry) const;
   bool              Store(const SJournalEntry &entry);
   bool              IsOlder(const int index,const long oldest,const long oldest_brief) const;
   int               CountOlder(const long oldest,const long oldest_brief) const;
   void              DropOlder(const long oldest,const long oldest_brief);
  };
//+------------------------------------------------------------------+
//| Empty.                                                           |
//+------------------------------------------------------------------+
CJournalIndex::CJournalIndex(void)
  {
   Clear();
  }
//+------------------------------------------------------------------+
//| Forgets everything.                                              |
//+------------------------------------------------------------------+
void CJournalIndex::Clear(void)
  {
   m_count=0;
   ArrayResize(m_entries,0);
   ArrayResize(m_next,0);
   ArrayInitialize(m_heads,-1);
  }
//+------------------------------------------------------------------+
//| The number of requests.                                          |
//+------------------------------------------------------------------+
int CJournalIndex::Count(void) const
  {
   return(m_count);
  }
//+------------------------------------------------------------------+
//| The bucket of a request id.                                      |
//+------------------------------------------------------------------+
int CJournalIndex::Bucket(const string id) const
  {
   uint      hash=(uint)2166136261;
   const int length=StringLen(id);
   for(int i=0; i<length; i++)
      hash=(hash^(uint)StringGetCharacter(id,i))*(uint)16777619;
   return((int)(hash%JOURNAL_BUCKETS));
  }
//+------------------------------------------------------------------+
//| Puts an entry into its bucket.                                   |
//+------------------------------------------------------------------+
void CJournalIndex::Link(const int index)
  {
   const int bucket=Bucket(m_entries[index].id);
   m_next[index]=m_heads[bucket];
   m_heads[bucket]=index;
  }
//+------------------------------------------------------------------+
//| The entry of a request id, or -1.                                |
//+------------------------------------------------------------------+
int CJournalIndex::IndexOf(const string id) const
  {
   int index=m_heads[Bucket(id)];
   while(index>=0)
     {
      if(m_entries[index].id==id)
         return(index);
      index=m_next[index];
     }
   return(-1);
  }
//+------------------------------------------------------------------+
//| How far a request got.                                           |
//+------------------------------------------------------------------+
int CJournalIndex::State(const string id) const
  {
   const int index=IndexOf(id);
   return((index<0) ? JOURNAL_ABSENT : m_entries[index].state);
  }
//+------------------------------------------------------------------+
//| Copies the entry of an index below Count().                      |
//+------------------------------------------------------------------+
void CJournalIndex::Read(const int index,SJournalEntry &entry) const
  {
   entry=m_entries[index];
  }
//+------------------------------------------------------------------+
//| Adds an entry or changes it; false when there is no room.        |
//+------------------------------------------------------------------+
bool CJournalIndex::Store(const SJournalEntry &entry)
  {
   const int index=IndexOf(entry.id);
   if(index>=0)
     {
      m_entries[index]=entry;
      return(true);
     }
   if(m_count>=JOURNAL_ENTRIES_MAX)
      return(false);
   if(m_count>=ArraySize(m_next) &&
      (ArrayResize(m_entries,m_count+1024)<0 || ArrayResize(m_next,m_count+1024)<0))
      return(false);
   m_entries[m_count]=entry;
   Link(m_count);
   m_count++;
   return(true);
  }
//+------------------------------------------------------------------+
//| Whether an entry is older than `oldest`, or answered, brief and  |
//| older than `oldest_brief`, times of the trade server; a time     |
//| that was not known then is never too old.                        |
//+------------------------------------------------------------------+
bool CJournalIndex::IsOlder(const int index,const long oldest,const long oldest_brief) const
  {
   const long at=m_entries[index].at;
   if(at<=0)
      return(false);
   const bool is_brief=(m_entries[index].is_brief && m_entries[index].state==JOURNAL_RESULT);
   return(at<oldest || (is_brief && at<oldest_brief));
  }
//+------------------------------------------------------------------+
//| How many entries are.                                            |
//+------------------------------------------------------------------+
int CJournalIndex::CountOlder(const long oldest,const long oldest_brief) const
  {
   int count=0;
   for(int i=0; i<m_count; i++)
     {
      if(IsOlder(i,oldest,oldest_brief))
         count++;
     }
   return(count);
  }
//+------------------------------------------------------------------+
//| Drops those that are.                                            |
//+------------------------------------------------------------------+
void CJournalIndex::DropOlder(const long oldest,const long oldest_brief)
  {
   int kept=0;
   for(int i=0; i<m_count; i++)
     {
      if(IsOlder(i,oldest,oldest_brief))
         continue;
      if(kept!=i)
         m_entries[kept]=m_entries[i];
      kept++;
     }
   m_count=kept;
   ArrayInitialize(m_heads,-1);
   for(int i=0; i<m_count; i++)
      Link(i);
  }
#endif
//+------------------------------------------------------------------+
