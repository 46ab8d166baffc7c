//+------------------------------------------------------------------+
//|                                                   JsonReader.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| A JSON object that was read, and its values by name. A node is   |
//| named by its number; -1 is none, and asking about none is        |
//| allowed. A member that is absent or of another kind is not read: |
//| false, and the value is the empty one.                           |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_JSONREADER_MQH
#define LOCKSTEP_JSONREADER_MQH
#include "JsonParser.mqh"
#include "Protocol.mqh"
//+------------------------------------------------------------------+
//| A JSON text that was read.                                       |
//+------------------------------------------------------------------+
class CJsonReader
  {
private:
   string            m_text;
   SJsonNode         m_nodes[];
   int               m_count;

   bool              IsNode(const int node) const;

public:
                     CJsonReader(void);
   bool              Parse(const string text);
   int               Root(void) const;
   int               Find(const int parent,const string key) const;
   int               Kind(const int node) const;
   int               Child(const int node) const;
   int               Next(const int node) const;
   string            Value(const int node) const;
   string            Source(const int node) const;
   bool              GetText(const int parent,const string key,string &value) const;
   bool              GetNumber(const int parent,const string key,long &value) const;
   bool              GetTicket(const int parent,const string key,ulong &value) const;
   bool              GetMagic(const int parent,const string key,long &value) const;
   bool              GetDecimal(const int parent,const string key,double &value) const;
   bool              Has(const int parent,const string key) const;
  };
//+------------------------------------------------------------------+
//| A reader that has read nothing.                                  |
//+------------------------------------------------------------------+
CJsonReader::CJsonReader(void)
  {
   m_text="";
   m_count=0;
  }
//+------------------------------------------------------------------+
//| Reads one object and nothing after it; false when the text is    |
//| none.                                                            |
//+------------------------------------------------------------------+
bool CJsonReader::Parse(const string text)
  {
   CJsonParser parser;
   m_text=text;
   m_count=parser.Parse(text,m_nodes);
   return(m_count>0);
  }
//+------------------------------------------------------------------+
//| The outermost object, or -1 when nothing was read.               |
//+------------------------------------------------------------------+
int CJsonReader::Root(void) const
  {
   return((m_count>0) ? 0 : -1);
  }
//+------------------------------------------------------------------+
//| Whether a number is that of a node.                              |
//+------------------------------------------------------------------+
bool CJsonReader::IsNode(const int node) const
  {
   return(node>=0 && node<m_count);
  }
//+------------------------------------------------------------------+
//| The member of that name, or -1.                                  |
//+------------------------------------------------------------------+
int CJsonReader::Find(const int parent,const string key) const
  {
   if(Kind(parent)!=JSON_OBJECT)
      return(-1);
   int node=m_nodes[parent].child;
   while(node>=0)
     {
      if(m_nodes[node].key==key)
         return(node);
      node=m_nodes[node].next;
     }
   return(-1);
  }
//+------------------------------------------------------------------+
//| The kind of a node; JSON_NONE for -1.                            |
//+------------------------------------------------------------------+
int CJsonReader::Kind(const int node) const
  {
   if(!IsNode(node))
      return(JSON_NONE);
   return(m_nodes[node].kind);
  }
//+------------------------------------------------------------------+
//| The first child, or -1.                                          |
//+------------------------------------------------------------------+
int CJsonReader::Child(const int node) const
  {
   if(!IsNode(node))
      return(-1);
   return(m_nodes[node].child);
  }
//+------------------------------------------------------------------+
//| The next sibling, or -1.                                         |
//+------------------------------------------------------------------+
int CJsonReader::Next(const int node) const
  {
   if(!IsNode(node))
      return(-1);
   return(m_nodes[node].next);
  }
//+------------------------------------------------------------------+
//| The text of a node; "" for -1.                                   |
//+------------------------------------------------------------------+
string CJsonReader::Value(const int node) const
  {
   if(!IsNode(node))
      return("");
   return(m_nodes[node].value);
  }
//+------------------------------------------------------------------+
//| A node as it stood in the source.                                |
//+------------------------------------------------------------------+
string CJsonReader::Source(const int node) const
  {
   if(!IsNode(node))
      return("");
   return(StringSubstr(m_text,m_nodes[node].from,m_nodes[node].until-m_nodes[node].from));
  }
//+------------------------------------------------------------------+
//| Whether an object has a member.                                  |
//+------------------------------------------------------------------+
bool CJsonReader::Has(const int parent,const string key) const
  {
   return(Find(parent,key)>=0);
  }
//+------------------------------------------------------------------+
//| A member that is a text; false when it is absent or something    |
//| else.                                                            |
//+------------------------------------------------------------------+
bool CJsonReader::GetText(const int parent,const string key,string &value) const
  {
   const int node=Find(parent,key);
   value="";
   if(Kind(node)!=JSON_TEXT)
      return(false);
   value=m_nodes[node].value;
   return(true);
  }
//+------------------------------------------------------------------+
//| A member that is a whole number below 2^53.                      |
//+------------------------------------------------------------------+
bool CJsonReader::GetNumber(const int parent,const string key,long &value) const
  {
   const int node=Find(parent,key);
   value=0;
   if(Kind(node)!=JSON_NUMBER)
      return(false);
   return(TextToLong(m_nodes[node].value,value));
  }
//+------------------------------------------------------------------+
//| A member that is an unsigned 64-bit integer as text.             |
//+------------------------------------------------------------------+
bool CJsonReader::GetTicket(const int parent,const string key,ulong &value) const
  {
   string text="";
   value=0;
   if(!GetText(parent,key,text))
      return(false);
   return(TextToUlong(text,value));
  }
//+------------------------------------------------------------------+
//| A member that is a signed 64-bit integer as text.                |
//+------------------------------------------------------------------+
bool CJsonReader::GetMagic(const int parent,const string key,long &value) const
  {
   string text="";
   value=0;
   if(!GetText(parent,key,text))
      return(false);
   return(TextToLong(text,value));
  }
//+------------------------------------------------------------------+
//| A member that is a plain decimal as text.                        |
//+------------------------------------------------------------------+
bool CJsonReader::GetDecimal(const int parent,const string key,double &value) const
  {
   string text="";
   value=0.0;
   if(!GetText(parent,key,text) || !IsDecimalText(text))
      return(false);
   value=StringToDouble(text);
   return(true);
  }
#endif
//+------------------------------------------------------------------+
