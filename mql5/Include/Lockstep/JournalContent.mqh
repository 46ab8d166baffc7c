//+------------------------------------------------------------------+
//|                                               JournalContent.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| What the journal knows: its id, its requests, and the ids of     |
//| which nothing is sure. Requests that open are kept for seven     |
//| days; the answered others, which no node asks for so late, give  |
//| way after an hour when many are kept.                            |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_JOURNALCONTENT_MQH
#define LOCKSTEP_JOURNALCONTENT_MQH
#include "JournalFile.mqh"
#include "JournalIndex.mqh"
#include "JsonReader.mqh"
#include "JsonWriter.mqh"
#include "TornLines.mqh"
#define JOURNAL_KEEP_S         604800
#define JOURNAL_KEEP_BRIEF_S   3600
//--- from here on what is brief gives way
#define JOURNAL_MANY           30000
//--- and from here on it is written to the file alone: the rest is for opens
#define JOURNAL_BRIEF_MAX      40000
//+------------------------------------------------------------------+
//| In memory.                                                       |
//+------------------------------------------------------------------+
class CJournalContent
  {
private:
   string            m_id;
   CJournalIndex     m_index;
   CTornLines        m_torn;

   bool              TakeLine(const string line);
   string            HeadLine(void) const;

public:
                     CJournalContent(void);
   void              Clear(void);
   void              Name(const string id);
   string            Id(void) const;
   bool              IsFull(void) const;
   bool              Find(const string id,SJournalEntry &entry) const;
   int               State(const string id) const;
   bool              IsUnsure(const string id) const;
   bool              Store(const SJournalEntry &entry);
   int               CountOld(void) const;
   void              DropOld(void);
   bool              Load(const CJournalFile &file);
   bool              Save(CJournalFile &file) const;
  };
//+------------------------------------------------------------------+
//| Nothing.                                                         |
//+------------------------------------------------------------------+
CJournalContent::CJournalContent(void)
  {
   Clear();
  }
//+------------------------------------------------------------------+
//| Forgets everything.                                              |
//+------------------------------------------------------------------+
void CJournalContent::Clear(void)
  {
   m_id="";
   m_index.Clear();
   m_torn.Clear();
  }
//+------------------------------------------------------------------+
//| Gives it another id; what is known stays known.                  |
//+------------------------------------------------------------------+
void CJournalContent::Name(const string id)
  {
   m_id=id;
  }
//+------------------------------------------------------------------+
//| The id, or "".                                                   |
//+------------------------------------------------------------------+
string CJournalContent::Id(void) const
  {
   return(m_id);
  }
//+------------------------------------------------------------------+
//| Whether there is no room for another request.                    |
//+------------------------------------------------------------------+
bool CJournalContent::IsFull(void) const
  {
   return(m_index.Count()>=JOURNAL_ENTRIES_MAX);
  }
//+------------------------------------------------------------------+
//| What is known of a request; false when it is nothing.            |
//+------------------------------------------------------------------+
bool CJournalContent::Find(const string id,SJournalEntry &entry) const
  {
   const int index=m_index.IndexOf(id);
   if(index<0)
      return(false);
   m_index.Read(index,entry);
   return(true);
  }
//+------------------------------------------------------------------+
//| How far a request got.                                           |
//+------------------------------------------------------------------+
int CJournalContent::State(const string id) const
  {
   return(m_index.State(id));
  }
//+------------------------------------------------------------------+
//| Whether a request may have left though nothing is known of it:   |
//| its line was torn, or there was no room for it.                  |
//+------------------------------------------------------------------+
bool CJournalContent::IsUnsure(const string id) const
  {
   return(m_torn.MayHold(id));
  }
//+------------------------------------------------------------------+
//| Takes a request over; false when there is no room. Of a brief    |
//| one its id is kept in mind then.                                 |
//+------------------------------------------------------------------+
bool CJournalContent::Store(const SJournalEntry &entry)
  {
   if(!entry.is_brief || m_index.Count()<JOURNAL_BRIEF_MAX || m_index.IndexOf(entry.id)>=0)
      return(m_index.Store(entry));
   m_torn.AddId(entry.id);
   return(false);
  }
//+------------------------------------------------------------------+
//| How many requests need not be kept, by the trade server's time,  |
//| which a wrong clock of the PC does not move; 0 while they are    |
//| few.                                                             |
//+------------------------------------------------------------------+
int CJournalContent::CountOld(void) const
  {
   const long now=(long)TimeCurrent();
   if(m_index.Count()<JOURNAL_MANY)
      return(0);
   return(m_index.CountOlder(now-JOURNAL_KEEP_S,now-JOURNAL_KEEP_BRIEF_S));
  }
//+------------------------------------------------------------------+
//| Forgets them.                                                    |
//+------------------------------------------------------------------+
void CJournalContent::DropOld(void)
  {
   const long now=(long)TimeCurrent();
   const long keep_brief_s=(m_index.Count()<JOURNAL_MANY) ? JOURNAL_KEEP_S : JOURNAL_KEEP_BRIEF_S;
   m_torn.DropOlder(now-JOURNAL_KEEP_S);
   m_index.DropOlder(now-JOURNAL_KEEP_S,now-keep_brief_s);
  }
//+------------------------------------------------------------------+
//| Adds what a file knows; false when it cannot be read. A last     |
//| line without an end was torn by a crash.                         |
//+------------------------------------------------------------------+
bool CJournalContent::Load(const CJournalFile &file)
  {
   uchar bytes[];
   if(!file.Read(bytes))
      return(false);
   const int size=ArraySize(bytes);
   int       from=0;
   int       damaged=0;
   for(int i=0; i<=size; i++)
     {
      if(i<size && bytes[i]!=10)
         continue;
      const string line=BytesToText(bytes,from,i-from);
      if(i>from && (i==size || !TakeLine(line)))
        {
         m_torn.Add(line);
         damaged++;
        }
      from=i+1;
     }
   if(damaged>0)
      Print("Lockstep: the request journal has ",damaged," torn lines; their requests count as sent");
   return(true);
  }
//+------------------------------------------------------------------+
//| Takes one line over, unless more is known of its request; false  |
//| when it is none, or when there is no room for it.                |
//+------------------------------------------------------------------+
bool CJournalContent::TakeLine(const string line)
  {
   CJsonReader json;
   if(!json.Parse(line))
      return(false);
   string        id="";
   SJournalEntry entry;
   if(json.GetText(json.Root(),"journalId",id))
     {
      m_id=id;
      m_torn.Read(json);
      return(true);
     }
   if(!ReadEntry(json,entry))
      return(false);
   return(entry.state<m_index.State(entry.id) || Store(entry));
  }
//+------------------------------------------------------------------+
//| The file's first line.                                           |
//+------------------------------------------------------------------+
string CJournalContent::HeadLine(void) const
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("journalId",m_id);
   m_torn.Write(json);
   json.EndObject();
   return(json.Result()+"\n");
  }
//+------------------------------------------------------------------+
//| Replaces a file by all that is known.                            |
//+------------------------------------------------------------------+
bool CJournalContent::Save(CJournalFile &file) const
  {
   file.Begin();
   if(!file.Add(HeadLine()))
      return(false);
   for(int i=0; i<m_index.Count(); i++)
     {
      SJournalEntry entry;
      m_index.Read(i,entry);
      if(!file.Add(EntryToLine(entry)))
         return(false);
     }
   return(file.Replace());
  }
#endif
//+------------------------------------------------------------------+
