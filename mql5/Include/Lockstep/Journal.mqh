//+------------------------------------------------------------------+
//|                                                      Journal.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The request journal: an append-only file of lines, flushed       |
//| before an order leaves, so that a repeated request id is         |
//| answered and never executed again, over restarts too. Entries    |
//| younger than seven days are never dropped.                       |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_JOURNAL_MQH
#define LOCKSTEP_JOURNAL_MQH
#include "Bytes.mqh"
#include "Files.mqh"
#include "JournalIndex.mqh"
#include "JsonReader.mqh"
#include "JsonWriter.mqh"
#include "Protocol.mqh"
#include "TornLines.mqh"
#define JOURNAL_KEEP_S        604800
//+------------------------------------------------------------------+
//| The journal of one login and server.                             |
//+------------------------------------------------------------------+
class CJournal
  {
private:
   string            m_name;
   string            m_id;
   int               m_file;
   bool              m_is_healthy;
   CJournalIndex     m_index;
   CTornLines        m_torn;

   void              Forget(void);
   bool              Load(void);
   bool              TakeLine(const string line);
   string            Line(const int index) const;
   string            HeadLine(void) const;
   bool              Rewrite(const long oldest);
   bool              Reopen(void);
   bool              Append(const string line);

public:
                     CJournal(void);
                    ~CJournal(void);
   bool              Open(const string name,const string fresh_id);
   void              Close(void);
   bool              IsHealthy(void) const;
   string            Id(void) const;
   int               State(const string id) const;
   int               SearchState(const string id) const;
   string            Reply(const string id) const;
   bool              MarkSent(const string id);
   void              StoreReply(const string id,const string reply);
   void              Heal(void);
  };
//+------------------------------------------------------------------+
//| No journal is open.                                              |
//+------------------------------------------------------------------+
CJournal::CJournal(void)
  {
   m_name="";
   m_file=INVALID_HANDLE;
   Forget();
  }
//+------------------------------------------------------------------+
//| Closes the file.                                                 |
//+------------------------------------------------------------------+
CJournal::~CJournal(void)
  {
   Close();
  }
//+------------------------------------------------------------------+
//| Empties the memory.                                              |
//+------------------------------------------------------------------+
void CJournal::Forget(void)
  {
   m_id="";
   m_is_healthy=false;
   m_index.Clear();
   m_torn.Clear();
  }
//+------------------------------------------------------------------+
//| Closes the file and forgets its content.                         |
//+------------------------------------------------------------------+
void CJournal::Close(void)
  {
   if(m_file!=INVALID_HANDLE)
      FileClose(m_file);
   m_file=INVALID_HANDLE;
   Forget();
  }
//+------------------------------------------------------------------+
//| Opens the journal or creates one under a new id. False, and      |
//| opens are blocked, when it cannot be read or written.            |
//+------------------------------------------------------------------+
bool CJournal::Open(const string name,const string fresh_id)
  {
   Close();
   m_name=name;
   RecoverFile(name);
   if(FileIsExist(name))
     {
      if(!Load())
        {
         Print("Lockstep: MQL5/Files/",name," cannot be read, error ",GetLastError(),"; opens are blocked");
         return(false);
        }
     }
   if(StringLen(m_id)==0)
     {
      m_id=StringSubstr(fresh_id,0,16);
      Print("Lockstep: a new request journal ",m_id," was created in MQL5/Files/",name);
     }
   m_is_healthy=(StringLen(m_id)==16 && Rewrite((long)TimeCurrent()-JOURNAL_KEEP_S));
   if(!m_is_healthy)
      Print("Lockstep: MQL5/Files/",name," cannot be written, error ",GetLastError(),"; opens are blocked");
   return(m_is_healthy);
  }
//+------------------------------------------------------------------+
//| Whether requests can be written down: else opens are blocked.    |
//+------------------------------------------------------------------+
bool CJournal::IsHealthy(void) const
  {
   return(m_is_healthy && m_index.Count()<JOURNAL_ENTRIES_MAX);
  }
//+------------------------------------------------------------------+
//| Tries again to write after a failure, for example of a full      |
//| disk.                                                            |
//+------------------------------------------------------------------+
void CJournal::Heal(void)
  {
   if(m_is_healthy || StringLen(m_id)!=16)
      return;
   m_is_healthy=Rewrite((long)TimeCurrent()-JOURNAL_KEEP_S);
   if(m_is_healthy)
      Print("Lockstep: the request journal can be written again");
  }
//+------------------------------------------------------------------+
//| The random id that this file was created with.                   |
//+------------------------------------------------------------------+
string CJournal::Id(void) const
  {
   return(m_id);
  }
//+------------------------------------------------------------------+
//| How far a request got.                                           |
//+------------------------------------------------------------------+
int CJournal::State(const string id) const
  {
   return(m_index.State(id));
  }
//+------------------------------------------------------------------+
//| The same for a search, which must be sure: an id that may have   |
//| stood in a torn line counts as sent, and so does every id while  |
//| the journal cannot be written.                                   |
//+------------------------------------------------------------------+
int CJournal::SearchState(const string id) const
  {
   const int state=State(id);
   if(state!=JOURNAL_ABSENT)
      return(state);
   return((!m_is_healthy || m_torn.MayHold(id)) ? JOURNAL_SENT : JOURNAL_ABSENT);
  }
//+------------------------------------------------------------------+
//| The stored answer, or "".                                        |
//+------------------------------------------------------------------+
string CJournal::Reply(const string id) const
  {
   return(m_index.Reply(id));
  }
//+------------------------------------------------------------------+
//| Reads the file. A last line without an end was torn by a crash.  |
//+------------------------------------------------------------------+
bool CJournal::Load(void)
  {
   uchar bytes[];
   if(!ReadWholeFile(m_name,bytes))
      return(false);
   const int size=ArraySize(bytes);
   int       from=0;
   int       damaged=0;
   for(int i=0; i<size; i++)
     {
      if(bytes[i]!=10)
         continue;
      if(i>from && !TakeLine(BytesToText(bytes,from,i-from)))
        {
         m_torn.Add(BytesToText(bytes,from,i-from));
         damaged++;
        }
      from=i+1;
     }
   if(from<size)
     {
      m_torn.Add(BytesToText(bytes,from,size-from));
      damaged++;
     }
   if(damaged>0)
      Print("Lockstep: the request journal has ",damaged," torn lines; their requests count as sent");
   return(true);
  }
//+------------------------------------------------------------------+
//| Takes one line over; false when it is none.                      |
//+------------------------------------------------------------------+
bool CJournal::TakeLine(const string line)
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
   return(ReadEntry(json,entry) && m_index.Store(entry.id,entry.state,entry.reply,entry.at));
  }
//+------------------------------------------------------------------+
//| The file's first line.                                           |
//+------------------------------------------------------------------+
string CJournal::HeadLine(void) const
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("journalId",m_id);
   m_torn.Write(json);
   json.EndObject();
   return(json.Result()+"\n");
  }
//+------------------------------------------------------------------+
//| An entry of the index as its line.                               |
//+------------------------------------------------------------------+
string CJournal::Line(const int index) const
  {
   SJournalEntry entry;
   m_index.Read(index,entry);
   return(EntryToLine(entry));
  }
//+------------------------------------------------------------------+
//| Writes the journal anew without what is older than `oldest`, a   |
//| time of the trade server, which a wrong clock of the PC does not |
//| move.                                                            |
//+------------------------------------------------------------------+
bool CJournal::Rewrite(const long oldest)
  {
   if(m_file!=INVALID_HANDLE)
      FileClose(m_file);
   m_file=INVALID_HANDLE;
   m_torn.DropOlder(oldest);
   m_index.DropOlder(oldest);
   CByteQueue queue;
   queue.Init(FILES_SIZE_MAX);
   uchar bytes[];
   int   count=TextToBytes(HeadLine(),bytes);
   if(!queue.Append(bytes,count))
      return(false);
   for(int i=0; i<m_index.Count(); i++)
     {
      count=TextToBytes(Line(i),bytes);
      if(!queue.Append(bytes,count))
         return(false);
     }
   const int size=queue.Copy(0,queue.Size(),bytes);
   if(!ReplaceFile(m_name,bytes,size))
      return(false);
   return(Reopen());
  }
//+------------------------------------------------------------------+
//| Opens the file for appending.                                    |
//+------------------------------------------------------------------+
bool CJournal::Reopen(void)
  {
   m_file=FileOpen(m_name,FILE_READ|FILE_WRITE|FILE_BIN|FILE_SHARE_READ);
   if(m_file==INVALID_HANDLE)
      return(false);
   return(FileSeek(m_file,0,SEEK_END));
  }
//+------------------------------------------------------------------+
//| Appends a line and hands it to the operating system.             |
//+------------------------------------------------------------------+
bool CJournal::Append(const string line)
  {
   //--- after a failed write the file may end within a line
   if(m_file==INVALID_HANDLE || !m_is_healthy)
      return(false);
   uchar      bytes[];
   const int  count=TextToBytes(line,bytes);
   const uint written=FileWriteArray(m_file,bytes,0,count);
   FileFlush(m_file);
   if(written==(uint)count)
      return(true);
   m_is_healthy=false;
   Print("Lockstep: MQL5/Files/",m_name," cannot be written, error ",GetLastError(),"; opens are blocked");
   return(false);
  }
//+------------------------------------------------------------------+
//| To be called right before an order leaves; false when it could   |
//| not be written down.                                             |
//+------------------------------------------------------------------+
bool CJournal::MarkSent(const string id)
  {
   const long now=(long)TimeCurrent();
   if(m_index.Count()>=JOURNAL_ENTRIES_MAX-1 && !Rewrite(now-JOURNAL_KEEP_S))
      m_is_healthy=false;
   return(m_index.Store(id,JOURNAL_SENT,"",now) && Append(Line(m_index.IndexOf(id))));
  }
//+------------------------------------------------------------------+
//| Keeps the answer for a repetition of the request. One that can   |
//| not be written is kept in memory at least.                       |
//+------------------------------------------------------------------+
void CJournal::StoreReply(const string id,const string reply)
  {
   const long now=(long)TimeCurrent();
   if(!m_index.Store(id,JOURNAL_RESULT,reply,now) || !Append(Line(m_index.IndexOf(id))))
      Print("Lockstep: the result of ",id," could not be written to the journal");
  }
#endif
//+------------------------------------------------------------------+
