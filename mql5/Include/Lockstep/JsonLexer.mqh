//+------------------------------------------------------------------+
//|                                                    JsonLexer.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Takes the words of a JSON text one after the other: marks, texts |
//| in quotes, numbers, true, false and null. After a word was       |
//| refused the place in the text means nothing: the text as a whole |
//| is no JSON.                                                      |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_JSONLEXER_MQH
#define LOCKSTEP_JSONLEXER_MQH
//--- a longer number is refused
#define JSON_NUMBER_MAX 32
//+------------------------------------------------------------------+
//| A text and the place in it that comes next.                      |
//+------------------------------------------------------------------+
class CJsonLexer
  {
private:
   string            m_text;
   int               m_length;
   int               m_pos;

   bool              ReadEscape(string &value);
   bool              ReadCode(string &value);

public:
                     CJsonLexer(void);
   void              Init(const string text);
   int               Pos(void) const;
   bool              IsAtEnd(void) const;
   ushort            Peek(void) const;
   void              SkipSpace(void);
   bool              Take(const ushort letter);
   bool              ReadText(string &value);
   bool              ReadNumber(string &value);
   bool              ReadWord(const string word);
  };
//+------------------------------------------------------------------+
//| Reads the empty text before Init.                                |
//+------------------------------------------------------------------+
CJsonLexer::CJsonLexer(void)
  {
   Init("");
  }
//+------------------------------------------------------------------+
//| Begins at the start of a text.                                   |
//+------------------------------------------------------------------+
void CJsonLexer::Init(const string text)
  {
   m_text=text;
   m_length=StringLen(text);
   m_pos=0;
  }
//+------------------------------------------------------------------+
//| The number of letters that were taken.                           |
//+------------------------------------------------------------------+
int CJsonLexer::Pos(void) const
  {
   return(m_pos);
  }
//+------------------------------------------------------------------+
//| Whether no letter is left.                                       |
//+------------------------------------------------------------------+
bool CJsonLexer::IsAtEnd(void) const
  {
   return(m_pos>=m_length);
  }
//+------------------------------------------------------------------+
//| The next letter, which is not taken; 0 at the end.               |
//+------------------------------------------------------------------+
ushort CJsonLexer::Peek(void) const
  {
   if(m_pos>=m_length)
      return(0);
   return(StringGetCharacter(m_text,m_pos));
  }
//+------------------------------------------------------------------+
//| Passes over white space.                                         |
//+------------------------------------------------------------------+
void CJsonLexer::SkipSpace(void)
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
bool CJsonLexer::Take(const ushort letter)
  {
   if(m_pos>=m_length || StringGetCharacter(m_text,m_pos)!=letter)
      return(false);
   m_pos++;
   return(true);
  }
//+------------------------------------------------------------------+
//| Reads a text in quotes.                                          |
//+------------------------------------------------------------------+
bool CJsonLexer::ReadText(string &value)
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
bool CJsonLexer::ReadEscape(string &value)
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
         return(ReadCode(value));
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Reads the four digits of a letter's code.                        |
//+------------------------------------------------------------------+
bool CJsonLexer::ReadCode(string &value)
  {
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
bool CJsonLexer::ReadNumber(string &value)
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
   return(m_pos>from && m_pos-from<=JSON_NUMBER_MAX);
  }
//+------------------------------------------------------------------+
//| Reads true, false or null.                                       |
//+------------------------------------------------------------------+
bool CJsonLexer::ReadWord(const string word)
  {
   const int length=StringLen(word);
   if(StringSubstr(m_text,m_pos,length)!=word)
      return(false);
   m_pos+=length;
   return(true);
  }
#endif
//+------------------------------------------------------------------+
