//+------------------------------------------------------------------+
//|                                                      Journal.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The request journal: an append-only file of lines, flushed       |
//| before an order leaves, so that a repeated request id is         |
//| answered and never executed again, over restarts too. The file   |
//| is that of the EA that obeys a node: it reads what another one   |
//| has written before it writes.                                    |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_JOURNAL_MQH
#define LOCKSTEP_JOURNAL_MQH
#include "JournalContent.mqh"
//--- the file is written anew for so many entries at least, and not more often than this
#define JOURNAL_TIDY_MIN       1000
#define JOURNAL_TIDY_S         60
#define JOURNAL_ID_LENGTH      16
//+------------------------------------------------------------------+
//| The journal of one login and server.                             |
//+------------------------------------------------------------------+
class CJournal
  {
private:
   CJournalFile      m_file;
   CJournalContent   m_content;
   bool              m_is_taken;
   bool              m_is_healthy;
   bool              m_has_complained;
   long              m_tidied_at;

   void              Forget(void);
   bool              Renew(const string fresh_id);
   void              Complain(const string what);
   void              Tidy(void);
   bool              Append(const SJournalEntry &entry);

public:
                     CJournal(void);
   bool              Open(const string name,const string fresh_id);
   bool              Take(const string fresh_id);
   void              Release(void);
   void              Close(void);
   bool              IsHealthy(void) const;
   string            Id(void) const;
   int               State(const string id) const;
   int               SearchState(const string id) const;
   string            Reply(const string id) const;
   bool              MarkSent(const string id);
   bool              MarkBrief(const string id);
   void              StoreReply(const string id,const string reply);
   void              Heal(const string fresh_id);
  };
//+------------------------------------------------------------------+
//| No journal is open.                                              |
//+------------------------------------------------------------------+
CJournal::CJournal(void)
  {
   Forget();
  }
//+------------------------------------------------------------------+
//| Empties the memory.                                              |
//+------------------------------------------------------------------+
void CJournal::Forget(void)
  {
   m_content.Clear();
   m_is_taken=false;
   m_is_healthy=false;
   m_has_complained=false;
   m_tidied_at=0;
  }
//+------------------------------------------------------------------+
//| Lets the file go and forgets its content.                        |
//+------------------------------------------------------------------+
void CJournal::Close(void)
  {
   m_file.Close();
   Forget();
  }
//+------------------------------------------------------------------+
//| Reads the journal's id, or creates a journal under a new one; it |
//| is not written before Take. False when it cannot be read.        |
//+------------------------------------------------------------------+
bool CJournal::Open(const string name,const string fresh_id)
  {
   Close();
   m_file.Init(name);
   if(!m_file.IsThere())
     {
      const bool is_new=Renew(fresh_id);
      Release();
      return(is_new);
     }
   CJsonReader json;
   string      id="";
   if(json.Parse(m_file.Head()) && json.GetText(json.Root(),"journalId",id))
      m_content.Name(id);
   return(StringLen(id)==JOURNAL_ID_LENGTH);
  }
//+------------------------------------------------------------------+
//| To be called when a node obeys this EA from now on: reads what   |
//| another one may have written since this one did. A journal that  |
//| cannot be read or written blocks opens.                          |
//+------------------------------------------------------------------+
bool CJournal::Take(const string fresh_id)
  {
   m_is_taken=true;
   if(m_is_healthy && m_file.IsOwn() && m_file.Hold())
      return(true);
   return(Renew(fresh_id));
  }
//+------------------------------------------------------------------+
//| Another EA serves the account: the file is that one's.           |
//+------------------------------------------------------------------+
void CJournal::Release(void)
  {
   m_is_taken=false;
   m_is_healthy=false;
   m_file.Close();
  }
//+------------------------------------------------------------------+
//| Reads the file, unless nobody else can have written it, and      |
//| writes it anew. What is known already stays known, whatever the  |
//| file says. Without a file, or without its id, a new journal      |
//| begins: what was noted under the old id proves nothing any more. |
//+------------------------------------------------------------------+
bool CJournal::Renew(const string fresh_id)
  {
   const bool is_own=m_file.IsOwn();
   m_file.Close();
   m_is_healthy=false;
   if(!is_own)
     {
      m_content.Name("");
      if(m_file.IsThere() && !m_content.Load(m_file))
        {
         Complain("cannot be read");
         return(false);
        }
     }
   if(StringLen(m_content.Id())==0)
     {
      m_content.Name(StringSubstr(fresh_id,0,JOURNAL_ID_LENGTH));
      Print("Lockstep: a new request journal ",m_content.Id()," was created in MQL5/Files/",m_file.Name());
     }
   m_content.DropOld();
   m_is_healthy=(StringLen(m_content.Id())==JOURNAL_ID_LENGTH && m_content.Save(m_file));
   if(!m_is_healthy)
      Complain("cannot be written");
   else
      m_has_complained=false;
   return(m_is_healthy);
  }
//+------------------------------------------------------------------+
//| Tells what is wrong with the file, once.                         |
//+------------------------------------------------------------------+
void CJournal::Complain(const string what)
  {
   if(!m_has_complained)
      Print("Lockstep: MQL5/Files/",m_file.Name()," ",what,", error ",GetLastError(),"; opens are blocked");
   m_has_complained=true;
  }
//+------------------------------------------------------------------+
//| Whether requests can be written down: else opens are blocked.    |
//+------------------------------------------------------------------+
bool CJournal::IsHealthy(void) const
  {
   return(m_is_healthy && !m_content.IsFull());
  }
//+------------------------------------------------------------------+
//| To be called now and then: tries again after a failure, and      |
//| makes room while there is nothing to do.                         |
//+------------------------------------------------------------------+
void CJournal::Heal(const string fresh_id)
  {
   if(!m_is_taken)
      return;
   if(m_is_healthy)
     {
      Tidy();
      return;
     }
   //--- it is read when it is free; what stands in it changes until then
   if(StringLen(m_content.Id())>0 && m_file.IsOfAnother())
      return;
   if(Renew(fresh_id))
      Print("Lockstep: the request journal can be written again");
  }
//+------------------------------------------------------------------+
//| Makes room when it pays, or when the file has grown large by     |
//| lines of requests that are not kept. Where it cannot be replaced |
//| the old one, which holds more, does as well.                     |
//+------------------------------------------------------------------+
void CJournal::Tidy(void)
  {
   const long now=(long)TimeCurrent();
   if(now>=m_tidied_at && now-m_tidied_at<JOURNAL_TIDY_S)
      return;
   m_tidied_at=now;
   if(m_content.CountOld()<JOURNAL_TIDY_MIN && !m_file.IsLarge())
      return;
   m_content.DropOld();
   if(!m_content.Save(m_file) && !m_file.Hold())
     {
      m_is_healthy=false;
      Complain("cannot be written");
     }
  }
//+------------------------------------------------------------------+
//| The random id that this journal was created with; while it is    |
//| not known, a word under which nothing is ever absent.            |
//+------------------------------------------------------------------+
string CJournal::Id(void) const
  {
   return(StringLen(m_content.Id())>0 ? m_content.Id() : "unreadable");
  }
//+------------------------------------------------------------------+
//| How far a request got.                                           |
//+------------------------------------------------------------------+
int CJournal::State(const string id) const
  {
   return(m_content.State(id));
  }
//+------------------------------------------------------------------+
//| The same for a search, which must be sure: an id that may have   |
//| stood in a torn line, or for which there was no room, counts as  |
//| sent, and so does every id while the journal cannot be written.  |
//+------------------------------------------------------------------+
int CJournal::SearchState(const string id) const
  {
   const int state=State(id);
   if(state!=JOURNAL_ABSENT)
      return(state);
   return((!IsHealthy() || m_content.IsUnsure(id)) ? JOURNAL_SENT : JOURNAL_ABSENT);
  }
//+------------------------------------------------------------------+
//| The stored answer, or "".                                        |
//+------------------------------------------------------------------+
string CJournal::Reply(const string id) const
  {
   SJournalEntry entry;
   return(m_content.Find(id,entry) ? entry.reply : "");
  }
//+------------------------------------------------------------------+
//| Adds a line to the file.                                         |
//+------------------------------------------------------------------+
bool CJournal::Append(const SJournalEntry &entry)
  {
   //--- after a failed write the file may end within a line
   if(!m_is_healthy)
      return(false);
   if(m_file.Append(EntryToLine(entry)))
      return(true);
   m_is_healthy=false;
   Complain("cannot be written");
   return(false);
  }
//+------------------------------------------------------------------+
//| To be called right before an order leaves; false when it could   |
//| not be written down.                                             |
//+------------------------------------------------------------------+
bool CJournal::MarkSent(const string id)
  {
   SJournalEntry entry;
   BeginEntry(entry,id,false);
   return(m_content.Store(entry) && Append(entry));
  }
//+------------------------------------------------------------------+
//| The same for a request that opens nothing, and which is sent     |
//| whatever this answers. It is written although there is no room   |
//| for it in memory: its id counts as sent after a restart, too.    |
//+------------------------------------------------------------------+
bool CJournal::MarkBrief(const string id)
  {
   SJournalEntry entry;
   BeginEntry(entry,id,true);
   m_content.Store(entry);
   return(Append(entry));
  }
//+------------------------------------------------------------------+
//| Keeps the answer for a repetition of the request. One that can   |
//| not be written is kept in memory at least.                       |
//+------------------------------------------------------------------+
void CJournal::StoreReply(const string id,const string reply)
  {
   SJournalEntry entry;
   //--- one that opens is known by now
   if(!m_content.Find(id,entry))
      BeginEntry(entry,id,true);
   entry.reply=reply;
   entry.state=JOURNAL_RESULT;
   entry.at=(long)TimeCurrent();
   m_content.Store(entry);
   if(!Append(entry))
      Print("Lockstep: the result of ",id," could not be written to the journal");
  }
#endif
//+------------------------------------------------------------------+
