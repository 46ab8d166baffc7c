//+------------------------------------------------------------------+
//|                                                 JournalEntry.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| What the journal knows of one request, and its line in the file: |
//| {"id","at","brief","state","reply"}.                             |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_JOURNALENTRY_MQH
#define LOCKSTEP_JOURNALENTRY_MQH
#include "JsonReader.mqh"
#include "JsonWriter.mqh"
//--- how far a request got
#define JOURNAL_ABSENT        0
#define JOURNAL_ACCEPTED      1
#define JOURNAL_SENT          2
#define JOURNAL_RESULT        3
//+------------------------------------------------------------------+
//| One request: `at` is the trade server's time in seconds, `reply` |
//| the answer as JSON, "" before there is one. One that opens       |
//| nothing is brief: its answer need not be kept for long.          |
//+------------------------------------------------------------------+
struct SJournalEntry
  {
   string            id;
   string            reply;
   int               state;
   long              at;
   bool              is_brief;
  };
//+------------------------------------------------------------------+
//| A request that is about to leave.                                |
//+------------------------------------------------------------------+
void BeginEntry(SJournalEntry &entry,const string id,const bool is_brief)
  {
   entry.id=id;
   entry.reply="";
   entry.state=JOURNAL_SENT;
   entry.at=(long)TimeCurrent();
   entry.is_brief=is_brief;
  }
//+------------------------------------------------------------------+
//| The line; the id comes first for the sake of torn lines.         |
//+------------------------------------------------------------------+
string EntryToLine(const SJournalEntry &entry)
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("id",entry.id);
   json.Number("at",entry.at);
   if(entry.is_brief)
      json.Flag("brief",true);
   if(entry.state==JOURNAL_RESULT)
     {
      json.Text("state","result");
      json.Raw("reply",entry.reply);
     }
   else
      json.Text("state","sent");
   json.EndObject();
   return(json.Result()+"\n");
  }
//+------------------------------------------------------------------+
//| Reads a line; false when it is none of a request.                |
//+------------------------------------------------------------------+
bool ReadEntry(const CJsonReader &json,SJournalEntry &entry)
  {
   const int root=json.Root();
   string    state="";
   entry.reply="";
   entry.state=JOURNAL_SENT;
   entry.is_brief=(json.Value(json.Find(root,"brief"))=="true");
   if(!json.GetText(root,"id",entry.id) || !json.GetText(root,"state",state) ||
      !json.GetNumber(root,"at",entry.at))
      return(false);
   if(state=="sent")
      return(true);
   entry.state=JOURNAL_RESULT;
   entry.reply=json.Source(json.Find(root,"reply"));
   return(state=="result" && json.Has(root,"reply"));
  }
#endif
//+------------------------------------------------------------------+
