//+------------------------------------------------------------------+
//|                                                   JsonReader.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Reads JSON text into a flat list of nodes. Depth and number of   |
//| nodes are limited; whatever is not JSON is refused as a whole.   |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_JSONREADER_MQH
#define LOCKSTEP_JSONREADER_MQH
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
//| A JSON text that was read.                                       |
//+------------------------------------------------------------------+
class CJsonReader
  {
private:
   string            m_text;
   int               m_length;
   int               m_pos;
   SJsonNode         m_nodes[];
   int               m_count;

   void              SkipSpace(void);
   bool              Take(const ushort letter);
   int               NewNode(const string key,const int kind);
   int               ReadValue(const string key,const int depth);
   bool              ReadChildren(const int node,const int depth);
   bool              ReadText(string &value);
   bool              ReadEscape(string &value);
   bool              ReadNumber(string &value);
   bool              ReadWord(const string word);

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
   m_length=0;
   m_pos=0;
   m_count=0;
  }
//+------------------------------------------------------------------+
//| Reads one object and nothing after it; false when the text is    |
//| none.                                                            |
//+------------------------------------------------------------------+
bool CJsonReader::Parse(const string text)
  {
   m_text=text;
   m_length=StringLen(text);
   m_pos=0;
   m_count=0;
   const int root=ReadValue("",0);
   if(root!=0 || m_nodes[0].kind!=JSON_OBJECT)
     {
      m_count=0;
      return(false);
     }
   SkipSpace();
   if(m_pos<m_length)
     {
      m_count=0;
      return(false);
     }
   return(true);
  }
//+------------------------------------------------------------------+
//| The outermost object, or -1 when nothing was read.               |
//+------------------------------------------------------------------+
int CJsonReader::Root(void) const
  {
   return((m_count>0) ? 0 : -1);
  }
//+------------------------------------------------------------------+
//| Passes over white space.                                         |
//+------------------------------------------------------------------+
void CJsonReader::SkipSpace(void)
  {
   while(m_pos<m_length)
     {
      const ushort letter=StringGetCharacter(m_text,m_pos);
      if(letter!=' ' && letter!='\t' && letter!='\r' && letter!='\n')
         return;
      m_pos++;
     }
  }
//+------------------------------------------------------------------+
//| Takes one letter if it is the next one.                          |
//+------------------------------------------------------------------+
bool CJsonReader::Take(const ushort letter)
  {
   if(m_pos>=m_length || StringGetCharacter(m_text,m_pos)!=letter)
      return(false);
   m_pos++;
   return(true);
  }
//+------------------------------------------------------------------+
//| Adds a node; -1 when there are too many.                         |
//+------------------------------------------------------------------+
int CJsonReader::NewNode(const string key,const int kind)
  {
   if(m_count>=JSON_NODES_MAX)
      return(-1);
   //--- most messages have a dozen values: room for hundreds would be made anew for each of them
   const int growth=(m_count<32) ? 32 : m_count;
   if(m_count>=ArraySize(m_nodes) && ArrayResize(m_nodes,m_count+growth)<0)
      return(-1);
   const int node=m_count;
   m_nodes[node].kind=kind;
   m_nodes[node].key=key;
   m_nodes[node].value="";
   m_nodes[node].child=-1;
   m_nodes[node].next=-1;
   m_nodes[node].from=m_pos;
   m_nodes[node].until=m_pos;
   m_count++;
   return(node);
  }
//+------------------------------------------------------------------+
//| Reads any value; returns its node, or -1.                        |
//+------------------------------------------------------------------+
int CJsonReader::ReadValue(const string key,const int depth)
  {
   SkipSpace();
   if(depth>JSON_DEPTH_MAX || m_pos>=m_length)
      return(-1);
   const ushort letter=StringGetCharacter(m_text,m_pos);
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
   const int node=NewNode(key,kind);
   if(node<0)
      return(-1);
   bool   is_good=false;
   string value="";
   switch(kind)
     {
      case JSON_OBJECT:
      case JSON_ARRAY:
         is_good=ReadChildren(node,depth);
         break;
      case JSON_TEXT:
         is_good=ReadText(value);
         break;
      case JSON_FLAG:
         value=(letter=='t') ? "true" : "false";
         is_good=ReadWord(value);
         break;
      case JSON_NULL:
         is_good=ReadWord("null");
         break;
      default:
         is_good=ReadNumber(value);
     }
   if(!is_good)
      return(-1);
   m_nodes[node].value=value;
   m_nodes[node].until=m_pos;
   return(node);
  }
//+------------------------------------------------------------------+
//| Reads the members of an object or the elements of an array.      |
//+------------------------------------------------------------------+
bool CJsonReader::ReadChildren(const int node,const int depth)
  {
   const bool   is_object=(m_nodes[node].kind==JSON_OBJECT);
   const ushort end=is_object ? '}' : ']';
   int          last=-1;
   m_pos++;
   SkipSpace();
   if(Take(end))
      return(true);
   while(m_pos<m_length)
     {
      string key="";
      SkipSpace();
      if(is_object)
        {
         if(!ReadText(key))
            return(false);
         SkipSpace();
         if(!Take(':'))
            return(false);
        }
      const int child=ReadValue(key,depth+1);
      if(child<0)
         return(false);
      if(last<0)
         m_nodes[node].child=child;
      else
         m_nodes[last].next=child;
      last=child;
      SkipSpace();
      if(Take(end))
         return(true);
      if(!Take(','))
         return(false);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Reads a text in quotes.                                          |
//+------------------------------------------------------------------+
bool CJsonReader::ReadText(string &value)
  {
   value="";
   if(!Take('"'))
      return(false);
   int from=m_pos;
   while(m_pos<m_length)
     {
      const ushort letter=StringGetCharacter(m_text,m_pos);
      if(letter<' ')
         return(false);
      if(letter=='"' || letter=='\\')
        {
         if(m_pos>from)
            value+=StringSubstr(m_text,from,m_pos-from);
         m_pos++;
         if(letter=='"')
            return(true);
         if(!ReadEscape(value))
            return(false);
         from=m_pos;
        }
      else
         m_pos++;
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Reads what follows a backslash.                                  |
//+------------------------------------------------------------------+
bool CJsonReader::ReadEscape(string &value)
  {
   if(m_pos>=m_length)
      return(false);
   const ushort letter=StringGetCharacter(m_text,m_pos);
   m_pos++;
   switch(letter)
     {
      case '"':
      case '\\':
      case '/':
         value+=ShortToString(letter);
         return(true);
      case 'n':
         value+="\n";
         return(true);
      case 't':
         value+="\t";
         return(true);
      case 'r':
         value+="\r";
         return(true);
      case 'b':
         value+=ShortToString((ushort)8);
         return(true);
      case 'f':
         value+=ShortToString((ushort)12);
         return(true);
      case 'u':
         break;
      default:
         return(false);
     }
   if(m_pos+4>m_length)
      return(false);
   int code=0;
   for(int i=0; i<4; i++)
     {
      const ushort digit=StringGetCharacter(m_text,m_pos+i);
      int          worth=-1;
      if(digit>='0' && digit<='9')
         worth=(int)(digit-'0');
      if(digit>='a' && digit<='f')
         worth=(int)(digit-'a')+10;
      if(digit>='A' && digit<='F')
         worth=(int)(digit-'A')+10;
      if(worth<0)
         return(false);
      code=code*16+worth;
     }
   m_pos+=4;
   //--- a zero would end an MQL5 string in the middle
   if(code==0)
      return(false);
   value+=ShortToString((ushort)code);
   return(true);
  }
//+------------------------------------------------------------------+
//| Reads a number as its text; what it means is up to the caller.   |
//+------------------------------------------------------------------+
bool CJsonReader::ReadNumber(string &value)
  {
   const int from=m_pos;
   while(m_pos<m_length)
     {
      const ushort letter=StringGetCharacter(m_text,m_pos);
      const bool   is_digit=(letter>='0' && letter<='9');
      const bool   is_sign=(letter=='-' || letter=='+');
      if(!is_digit && !is_sign && letter!='.' && letter!='e' && letter!='E')
         break;
      m_pos++;
     }
   value=StringSubstr(m_text,from,m_pos-from);
   return(m_pos>from && m_pos-from<=32);
  }
//+------------------------------------------------------------------+
//| Reads true, false or null.                                       |
//+------------------------------------------------------------------+
bool CJsonReader::ReadWord(const string word)
  {
   const int length=StringLen(word);
   if(StringSubstr(m_text,m_pos,length)!=word)
      return(false);
   m_pos+=length;
   return(true);
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
   if(node<0 || node>=m_count)
      return(JSON_NONE);
   return(m_nodes[node].kind);
  }
//+------------------------------------------------------------------+
//| The first child, or -1.                                          |
//+------------------------------------------------------------------+
int CJsonReader::Child(const int node) const
  {
   if(node<0 || node>=m_count)
      return(-1);
   return(m_nodes[node].child);
  }
//+------------------------------------------------------------------+
//| The next sibling, or -1.                                         |
//+------------------------------------------------------------------+
int CJsonReader::Next(const int node) const
  {
   if(node<0 || node>=m_count)
      return(-1);
   return(m_nodes[node].next);
  }
//+------------------------------------------------------------------+
//| The text of a node; "" for -1.                                   |
//+------------------------------------------------------------------+
string CJsonReader::Value(const int node) const
  {
   if(node<0 || node>=m_count)
      return("");
   return(m_nodes[node].value);
  }
//+------------------------------------------------------------------+
//| A node as it stood in the source.                                |
//+------------------------------------------------------------------+
string CJsonReader::Source(const int node) const
  {
   if(node<0 || node>=m_count)
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
