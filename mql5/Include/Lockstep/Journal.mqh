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
#include "JsonReader.mqh"
#include "JsonWriter.mqh"
#include "Protocol.mqh"
#define JOURNAL_ABSENT        0
#define JOURNAL_ACCEPTED      1
#define JOURNAL_SENT          2
#define JOURNAL_RESULT        3
#define JOURNAL_ENTRIES_MAX   50000
#define JOURNAL_BUCKETS       4096
#define JOURNAL_KEEP_S        604800
//+------------------------------------------------------------------+
//| One request: `at` is the trade server's time in seconds, `next`  |
//| the next entry of the same bucket (-1 is none).                  |
//+------------------------------------------------------------------+
struct SJournalEntry
  {
   string            id;
   string            reply;
   int               state;
   long              at;
   int               next;
  };
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
   bool              m_is_torn;
   string            m_torn_id;
   long              m_torn_at;
   SJournalEntry     m_entries[];
   int               m_count;
   int               m_heads[JOURNAL_BUCKETS];

   void              Forget(void);
   int               Bucket(const string id) const;
   int               IndexOf(const string id) const;
   bool              Store(const string id,const int state,const string reply,const long at);
   bool              Load(void);
   bool              TakeLine(const string line);
   void              TakeTornLine(const string line);
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
   bool              StoreReply(const string id,const string reply);
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
   m_is_torn=false;
   m_torn_id="";
   m_torn_at=0;
   m_count=0;
   ArrayResize(m_entries,0);
   ArrayInitialize(m_heads,-1);
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
   return(m_is_healthy && m_count<JOURNAL_ENTRIES_MAX);
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
//| The bucket of a request id.                                      |
//+------------------------------------------------------------------+
int CJournal::Bucket(const string id) const
  {
   uint      hash=(uint)2166136261;
   const int length=StringLen(id);
   for(int i=0; i<length; i++)
      hash=(hash^(uint)StringGetCharacter(id,i))*(uint)16777619;
   return((int)(hash%JOURNAL_BUCKETS));
  }
//+------------------------------------------------------------------+
//| The entry of a request id, or -1.                                |
//+------------------------------------------------------------------+
int CJournal::IndexOf(const string id) const
  {
   int index=m_heads[Bucket(id)];
   while(index>=0)
     {
      if(m_entries[index].id==id)
         return(index);
      index=m_entries[index].next;
     }
   return(-1);
  }
//+------------------------------------------------------------------+
//| How far a request got.                                           |
//+------------------------------------------------------------------+
int CJournal::State(const string id) const
  {
   const int index=IndexOf(id);
   return((index<0) ? JOURNAL_ABSENT : m_entries[index].state);
  }
//+------------------------------------------------------------------+
//| The same for a search, which must be sure: an id that may have   |
//| stood in a torn line counts as sent.                             |
//+------------------------------------------------------------------+
int CJournal::SearchState(const string id) const
  {
   const int state=State(id);
   if(state!=JOURNAL_ABSENT)
      return(state);
   if(!m_is_healthy)
      return(JOURNAL_SENT);
   if(m_is_torn && StringSubstr(id,0,StringLen(m_torn_id))==m_torn_id)
      return(JOURNAL_SENT);
   return(JOURNAL_ABSENT);
  }
//+------------------------------------------------------------------+
//| The stored answer, or "".                                        |
//+------------------------------------------------------------------+
string CJournal::Reply(const string id) const
  {
   const int index=IndexOf(id);
   return((index<0) ? "" : m_entries[index].reply);
  }
//+------------------------------------------------------------------+
//| Puts an entry into memory.                                       |
//+------------------------------------------------------------------+
bool CJournal::Store(const string id,const int state,const string reply,const long at)
  {
   int index=IndexOf(id);
   if(index<0)
     {
      if(m_count>=JOURNAL_ENTRIES_MAX)
         return(false);
      if(m_count>=ArraySize(m_entries) && ArrayResize(m_entries,m_count+1024)<0)
         return(false);
      index=m_count;
      m_count++;
      const int bucket=Bucket(id);
      m_entries[index].id=id;
      m_entries[index].next=m_heads[bucket];
      m_heads[bucket]=index;
     }
   m_entries[index].state=state;
   m_entries[index].reply=reply;
   m_entries[index].at=at;
   return(true);
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
         TakeTornLine(BytesToText(bytes,from,i-from));
         damaged++;
        }
      from=i+1;
     }
   if(from<size)
     {
      TakeTornLine(BytesToText(bytes,from,size-from));
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
   const int root=json.Root();
   string    id="";
   string    state="";
   long      at=0;
   if(json.GetText(root,"journalId",id))
     {
      m_id=id;
      if(json.GetText(root,"torn",m_torn_id) && json.GetNumber(root,"tornAt",m_torn_at))
         m_is_torn=true;
      return(true);
     }
   if(!json.GetText(root,"id",id) || !json.GetText(root,"state",state) || !json.GetNumber(root,"at",at))
      return(false);
   if(state=="sent")
      return(Store(id,JOURNAL_SENT,"",at));
   if(state!="result" || !json.Has(root,"reply"))
      return(false);
   return(Store(id,JOURNAL_RESULT,json.Source(json.Find(root,"reply")),at));
  }
//+------------------------------------------------------------------+
//| Remembers what can be read of a torn line's id. Two torn lines   |
//| have only the common beginning of their ids in common.           |
//+------------------------------------------------------------------+
void CJournal::TakeTornLine(const string line)
  {
   const string opening="{\"id\":\"";
   const int    length=StringLen(opening);
   string       id="";
   if(StringSubstr(line,0,length)==opening)
     {
      id=StringSubstr(line,length);
      const int end=StringFind(id,"\"");
      if(end>=0)
         id=StringSubstr(id,0,end);
     }
   if(m_is_torn)
     {
      int common=0;
      while(common<StringLen(id) && common<StringLen(m_torn_id) &&
            StringGetCharacter(id,common)==StringGetCharacter(m_torn_id,common))
         common++;
      id=StringSubstr(id,0,common);
     }
   m_is_torn=true;
   m_torn_id=id;
   m_torn_at=(long)TimeCurrent();
  }
//+------------------------------------------------------------------+
//| The file's first line.                                           |
//+------------------------------------------------------------------+
string CJournal::HeadLine(void) const
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("journalId",m_id);
   if(m_is_torn)
     {
      json.Text("torn",m_torn_id);
      json.Number("tornAt",m_torn_at);
     }
   json.EndObject();
   return(json.Result()+"\n");
  }
//+------------------------------------------------------------------+
//| An entry as its line; the id comes first for the sake of torn    |
//| lines.                                                           |
//+------------------------------------------------------------------+
string CJournal::Line(const int index) const
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("id",m_entries[index].id);
   json.Number("at",m_entries[index].at);
   if(m_entries[index].state==JOURNAL_RESULT)
     {
      json.Text("state","result");
      json.Raw("reply",m_entries[index].reply);
     }
   else
      json.Text("state","sent");
   json.EndObject();
   return(json.Result()+"\n");
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
   if(m_is_torn && m_torn_at>0 && m_torn_at<oldest)
      m_is_torn=false;
   CByteQueue queue;
   queue.Init(FILES_SIZE_MAX);
   uchar bytes[];
   int   count=TextToBytes(HeadLine(),bytes);
   if(!queue.Append(bytes,count))
      return(false);
   int kept=0;
   for(int i=0; i<m_count; i++)
     {
      if(m_entries[i].at>0 && m_entries[i].at<oldest)
         continue;
      count=TextToBytes(Line(i),bytes);
      if(!queue.Append(bytes,count))
         return(false);
      if(kept!=i)
         m_entries[kept]=m_entries[i];
      kept++;
     }
   m_count=kept;
   ArrayInitialize(m_heads,-1);
   for(int i=0; i<m_count; i++)
     {
      const int bucket=Bucket(m_entries[i].id);
      m_entries[i].next=m_heads[bucket];
      m_heads[bucket]=i;
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
   if(m_count>=JOURNAL_ENTRIES_MAX-1 && !Rewrite(now-JOURNAL_KEEP_S))
      m_is_healthy=false;
   if(!Store(id,JOURNAL_SENT,"",now))
      return(false);
   return(Append(Line(IndexOf(id))));
  }
//+------------------------------------------------------------------+
//| Keeps the answer for a repetition of the request.                |
//+------------------------------------------------------------------+
bool CJournal::StoreReply(const string id,const string reply)
  {
   if(!Store(id,JOURNAL_RESULT,reply,(long)TimeCurrent()))
      return(false);
   return(Append(Line(IndexOf(id))));
  }
#endif
//+------------------------------------------------------------------+
