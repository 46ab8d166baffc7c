//+------------------------------------------------------------------+
//|                                                   JsonParser.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Makes a flat list of nodes of a JSON text. The list begins with  |
//| the outermost object, a parent comes before its children. Depth  |
//| and number of nodes are limited; whatever is not JSON is refused |
//| as a whole.                                                      |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_JSONPARSER_MQH
#define LOCKSTEP_JSONPARSER_MQH
#include "JsonLexer.mqh"
#define JSON_NODES_MAX  16384
#define JSON_DEPTH_MAX  8
#define JSON_NONE       0
#define JSON_NULL       1
#define JSON_FLAG       2
#define JSON_NUMBER     3
#define JSON_TEXT       4
#define JSON_ARRAY      5
#define JSON_OBJECT     6
//+------------------------------------------------------------------+
//| One value: its key in an object, its text, its first child, its  |
//| next sibling (-1 is none) and where it stands in the source.     |
//+------------------------------------------------------------------+
struct SJsonNode
  {
   int               kind;
   string            key;
   string            value;
   int               child;
   int               next;
   int               from;
   int               until;
  };
//+------------------------------------------------------------------+
//| Reads one text into the caller's list.                           |
//+------------------------------------------------------------------+
class CJsonParser
  {
private:
   CJsonLexer        m_lexer;
   int               m_count;

   int               NewNode(SJsonNode &nodes[],const string key,const int kind);
   int               ReadValue(SJsonNode &nodes[],const string key,const int depth);
   bool              ReadChildren(SJsonNode &nodes[],const int node,const int depth);

public:
                     CJsonParser(void);
   int               Parse(const string text,SJsonNode &nodes[]);
  };
//+------------------------------------------------------------------+
//| Nothing was read.                                                |
//+------------------------------------------------------------------+
CJsonParser::CJsonParser(void)
  {
   m_count=0;
  }
//+------------------------------------------------------------------+
//| Reads one object and nothing after it. Returns the number of     |
//| nodes, which may be fewer than the list has room for; 0 when the |
//| text is no object.                                               |
//+------------------------------------------------------------------+
int CJsonParser::Parse(const string text,SJsonNode &nodes[])
  {
   m_lexer.Init(text);
   m_count=0;
   if(ReadValue(nodes,"",0)!=0 || nodes[0].kind!=JSON_OBJECT)
      return(0);
   m_lexer.SkipSpace();
   return(m_lexer.IsAtEnd() ? m_count : 0);
  }
//+------------------------------------------------------------------+
//| Adds a node; -1 when there are too many.                         |
//+------------------------------------------------------------------+
int CJsonParser::NewNode(SJsonNode &nodes[],const string key,const int kind)
  {
   if(m_count>=JSON_NODES_MAX)
      return(-1);
   //--- most messages have a dozen values: room for hundreds would be made anew for each of them
   const int growth=(m_count<32) ? 32 : m_count;
   if(m_count>=ArraySize(nodes) && ArrayResize(nodes,m_count+growth)<0)
      return(-1);
   const int node=m_count;
   nodes[node].kind=kind;
   nodes[node].key=key;
   nodes[node].value="";
   nodes[node].child=-1;
   nodes[node].next=-1;
   nodes[node].from=m_lexer.Pos();
   nodes[node].until=m_lexer.Pos();
   m_count++;
   return(node);
  }
//+------------------------------------------------------------------+
//| Reads any value; returns its node, or -1.                        |
//+------------------------------------------------------------------+
int CJsonParser::ReadValue(SJsonNode &nodes[],const string key,const int depth)
  {
   m_lexer.SkipSpace();
   if(depth>JSON_DEPTH_MAX || m_lexer.IsAtEnd())
      return(-1);
   const ushort letter=m_lexer.Peek();
   int          kind=JSON_NUMBER;
   if(letter=='{')
      kind=JSON_OBJECT;
   if(letter=='[')
      kind=JSON_ARRAY;
   if(letter=='"')
      kind=JSON_TEXT;
   if(letter=='t' || letter=='f')
      kind=JSON_FLAG;
   if(letter=='n')
      kind=JSON_NULL;
   const int node=NewNode(nodes,key,kind);
   if(node<0)
      return(-1);
   bool   is_good=false;
   string value="";
   switch(kind)
     {
      case JSON_OBJECT:
      case JSON_ARRAY:
         is_good=ReadChildren(nodes,node,depth);
         break;
      case JSON_TEXT:
         is_good=m_lexer.ReadText(value);
         break;
      case JSON_FLAG:
         value=(letter=='t') ? "true" : "false";
         is_good=m_lexer.ReadWord(value);
         break;
      case JSON_NULL:
         is_good=m_lexer.ReadWord("null");
         break;
      default:
         is_good=m_lexer.ReadNumber(value);
     }
   if(!is_good)
      return(-1);
   nodes[node].value=value;
   nodes[node].until=m_lexer.Pos();
   return(node);
  }
//+------------------------------------------------------------------+
//| Reads the members of an object or the elements of an array.      |
//+------------------------------------------------------------------+
bool CJsonParser::ReadChildren(SJsonNode &nodes[],const int node,const int depth)
  {
   const bool   is_object=(nodes[node].kind==JSON_OBJECT);
   const ushort end=is_object ? '}' : ']';
   int          last=-1;
   m_lexer.Take(is_object ? '{' : '[');
   m_lexer.SkipSpace();
   if(m_lexer.Take(end))
      return(true);
   while(!m_lexer.IsAtEnd())
     {
      string key="";
      m_lexer.SkipSpace();
      if(is_object)
        {
         if(!m_lexer.ReadText(key))
            return(false);
         m_lexer.SkipSpace();
         if(!m_lexer.Take(':'))
            return(false);
        }
      const int child=ReadValue(nodes,key,depth+1);
      if(child<0)
         return(false);
      if(last<0)
         nodes[node].child=child;
      else
         nodes[last].next=child;
      last=child;
      m_lexer.SkipSpace();
      if(m_lexer.Take(end))
         return(true);
      if(!m_lexer.Take(','))
         return(false);
     }
   return(false);
  }
#endif
//+------------------------------------------------------------------+
