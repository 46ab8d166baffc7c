//+------------------------------------------------------------------+
//|                                                   JsonWriter.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Writes JSON text. A member's key is "" inside an array.          |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_JSONWRITER_MQH
#define LOCKSTEP_JSONWRITER_MQH
//+------------------------------------------------------------------+
//| A text in quotes, with everything escaped that JSON asks for.    |
//+------------------------------------------------------------------+
string JsonQuote(const string text)
  {
   string    quoted="\"";
   const int length=StringLen(text);
   int       from=0;
   for(int i=0; i<length; i++)
     {
      const ushort letter=StringGetCharacter(text,i);
      if(letter>=' ' && letter!='"' && letter!='\\')
         continue;
      if(i>from)
         quoted+=StringSubstr(text,from,i-from);
      from=i+1;
      if(letter=='"')
         quoted+="\\\"";
      else
        {
         if(letter=='\\')
            quoted+="\\\\";
         else
            quoted+=StringFormat("\\u%04x",(int)letter);
        }
     }
   if(length>from)
      quoted+=StringSubstr(text,from,length-from);
   return(quoted+"\"");
  }
//+------------------------------------------------------------------+
//| One JSON text in the making.                                     |
//+------------------------------------------------------------------+
class CJsonWriter
  {
private:
   string            m_text;
   bool              m_needs_comma;

   void              Key(const string key);

public:
                     CJsonWriter(void);
   void              Clear(void);
   string            Result(void) const;
   void              BeginObject(const string key);
   void              EndObject(void);
   void              BeginArray(const string key);
   void              EndArray(void);
   void              Text(const string key,const string value);
   void              Number(const string key,const long value);
   void              Flag(const string key,const bool value);
   void              Ticket(const string key,const ulong value);
   void              Raw(const string key,const string json);
  };
//+------------------------------------------------------------------+
//| An empty text.                                                   |
//+------------------------------------------------------------------+
CJsonWriter::CJsonWriter(void)
  {
   m_text="";
   m_needs_comma=false;
  }
//+------------------------------------------------------------------+
//| Begins anew.                                                     |
//+------------------------------------------------------------------+
void CJsonWriter::Clear(void)
  {
   m_text="";
   m_needs_comma=false;
  }
//+------------------------------------------------------------------+
//| What was written so far.                                         |
//+------------------------------------------------------------------+
string CJsonWriter::Result(void) const
  {
   return(m_text);
  }
//+------------------------------------------------------------------+
//| Separates members and names the next one.                        |
//+------------------------------------------------------------------+
void CJsonWriter::Key(const string key)
  {
   if(m_needs_comma)
      m_text+=",";
   if(StringLen(key)>0)
      m_text+="\""+key+"\":";
   m_needs_comma=true;
  }
//+------------------------------------------------------------------+
//| Opens an object.                                                 |
//+------------------------------------------------------------------+
void CJsonWriter::BeginObject(const string key)
  {
   Key(key);
   m_text+="{";
   m_needs_comma=false;
  }
//+------------------------------------------------------------------+
//| Closes an object.                                                |
//+------------------------------------------------------------------+
void CJsonWriter::EndObject(void)
  {
   m_text+="}";
   m_needs_comma=true;
  }
//+------------------------------------------------------------------+
//| Opens an array.                                                  |
//+------------------------------------------------------------------+
void CJsonWriter::BeginArray(const string key)
  {
   Key(key);
   m_text+="[";
   m_needs_comma=false;
  }
//+------------------------------------------------------------------+
//| Closes an array.                                                 |
//+------------------------------------------------------------------+
void CJsonWriter::EndArray(void)
  {
   m_text+="]";
   m_needs_comma=true;
  }
//+------------------------------------------------------------------+
//| A text member.                                                   |
//+------------------------------------------------------------------+
void CJsonWriter::Text(const string key,const string value)
  {
   Key(key);
   m_text+=JsonQuote(value);
  }
//+------------------------------------------------------------------+
//| A whole number below 2^53.                                       |
//+------------------------------------------------------------------+
void CJsonWriter::Number(const string key,const long value)
  {
   Key(key);
   m_text+=IntegerToString(value);
  }
//+------------------------------------------------------------------+
//| A truth value.                                                   |
//+------------------------------------------------------------------+
void CJsonWriter::Flag(const string key,const bool value)
  {
   Key(key);
   m_text+=value ? "true" : "false";
  }
//+------------------------------------------------------------------+
//| A ticket or an identifier: 64 bits, therefore a string.          |
//+------------------------------------------------------------------+
void CJsonWriter::Ticket(const string key,const ulong value)
  {
   Key(key);
   m_text+="\""+UlongToText(value)+"\"";
  }
//+------------------------------------------------------------------+
//| JSON that was written before.                                    |
//+------------------------------------------------------------------+
void CJsonWriter::Raw(const string key,const string json)
  {
   Key(key);
   m_text+=json;
  }
#endif
//+------------------------------------------------------------------+
