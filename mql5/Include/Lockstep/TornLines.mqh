//+------------------------------------------------------------------+
//|                                                    TornLines.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| What is left of journal lines that a crash has torn, and of      |
//| those for which there was no room. Such a line may be that of a  |
//| request that was sent: an id that may have stood in one counts   |
//| as sent. Of each only the beginning of the id is known, and of   |
//| several only what their ids have in common.                      |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_TORNLINES_MQH
#define LOCKSTEP_TORNLINES_MQH
#include "JsonReader.mqh"
#include "JsonWriter.mqh"
//+------------------------------------------------------------------+
//| The first letters of a text. What StringSubstr makes of a length |
//| of 0 is not said for MQL5; in MQL4 it is all of the text.        |
//+------------------------------------------------------------------+
string FirstLetters(const string text,const int count)
  {
   return((count>0) ? StringSubstr(text,0,count) : "");
  }
//+------------------------------------------------------------------+
//| All torn lines of one journal.                                   |
//+------------------------------------------------------------------+
class CTornLines
  {
private:
   bool              m_is_torn;
   string            m_id;
   long              m_at;

public:
                     CTornLines(void);
   void              Clear(void);
   void              Add(const string line);
   void              AddId(const string start);
   bool              MayHold(const string id) const;
   void              DropOlder(const long oldest);
   void              Read(const CJsonReader &head);
   void              Write(CJsonWriter &head) const;
  };
//+------------------------------------------------------------------+
//| None.                                                            |
//+------------------------------------------------------------------+
CTornLines::CTornLines(void)
  {
   Clear();
  }
//+------------------------------------------------------------------+
//| Forgets them all.                                                |
//+------------------------------------------------------------------+
void CTornLines::Clear(void)
  {
   m_is_torn=false;
   m_id="";
   m_at=0;
  }
//+------------------------------------------------------------------+
//| Remembers what can be read of a torn line's id.                  |
//+------------------------------------------------------------------+
void CTornLines::Add(const string line)
  {
   const string opening="{\"id\":\"";
   const int    length=StringLen(opening);
   string       id="";
   if(StringSubstr(line,0,length)==opening)
     {
      id=StringSubstr(line,length);
      const int end=StringFind(id,"\"");
      if(end>=0)
         id=FirstLetters(id,end);
     }
   AddId(id);
  }
//+------------------------------------------------------------------+
//| Remembers the beginning of an id. Two torn lines have only the   |
//| common beginning of their ids in common.                         |
//+------------------------------------------------------------------+
void CTornLines::AddId(const string start)
  {
   string id=start;
   if(m_is_torn)
     {
      int common=0;
      while(common<StringLen(id) && common<StringLen(m_id) &&
            StringGetCharacter(id,common)==StringGetCharacter(m_id,common))
         common++;
      id=FirstLetters(id,common);
     }
   m_is_torn=true;
   m_id=id;
   m_at=(long)TimeCurrent();
  }
//+------------------------------------------------------------------+
//| Whether a request's line may have been torn.                     |
//+------------------------------------------------------------------+
bool CTornLines::MayHold(const string id) const
  {
   return(m_is_torn && FirstLetters(id,StringLen(m_id))==m_id);
  }
//+------------------------------------------------------------------+
//| Forgets them when the newest is older than `oldest`, a time of   |
//| the trade server. A time that was not known is that of the first |
//| call that knows one.                                             |
//+------------------------------------------------------------------+
void CTornLines::DropOlder(const long oldest)
  {
   if(m_is_torn && m_at<=0)
      m_at=(long)TimeCurrent();
   if(m_at>0 && m_at<oldest)
      m_is_torn=false;
  }
//+------------------------------------------------------------------+
//| Adds what the journal's first line says of them.                 |
//+------------------------------------------------------------------+
void CTornLines::Read(const CJsonReader &head)
  {
   string     id="";
   long       at=0;
   const bool was_torn=m_is_torn;
   const long before=m_at;
   if(!head.GetText(head.Root(),"torn",id) || !head.GetNumber(head.Root(),"tornAt",at))
      return;
   AddId(id);
   m_at=(was_torn && (before>at || before<=0)) ? before : at;
  }
//+------------------------------------------------------------------+
//| Adds them to the journal's first line.                           |
//+------------------------------------------------------------------+
void CTornLines::Write(CJsonWriter &head) const
  {
   if(!m_is_torn)
      return;
   head.Text("torn",m_id);
   head.Number("tornAt",m_at);
  }
#endif
//+------------------------------------------------------------------+
