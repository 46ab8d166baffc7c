//+------------------------------------------------------------------+
//|                                                     Protocol.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The words and limits of the link, twin of messaging/ea-          |
//| protocol.ts, and how numbers become text: 64-bit integers and    |
//| decimals are strings, because JSON's numbers lose them.          |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_PROTOCOL_MQH
#define LOCKSTEP_PROTOCOL_MQH
//--- spoken by both ends; another version is refused at HELLO
#define LOCKSTEP_PROTOCOL           1
#define LOCKSTEP_VERSION            "0.1.0"
//--- the largest message in either direction, bytes
#define LOCKSTEP_MESSAGE_MAX        1048576
#define LOCKSTEP_POSITIONS_MAX      2000
#define LOCKSTEP_DEALS_MAX          2000
#define LOCKSTEP_RECENT_MAX         256
#define LOCKSTEP_SYMBOLS_MAX        128
#define LOCKSTEP_ALSO_IDS_MAX       1000
#define LOCKSTEP_FAR_FUTURE         D'3000.12.31 00:00:00'
//--- the upper 16 bits of every copy's magic, and 2^48 to get at them
#define LOCKSTEP_MAGIC_PREFIX       19539
#define LOCKSTEP_TWO_POW_48         281474976710656
//--- volumes are compared with half of the smallest step there is
#define LOCKSTEP_VOLUME_EPSILON     0.000000005
//--- what the account is for
enum ENUM_LOCKSTEP_ROLE
  {
   ROLE_MASTER=0, // master: its positions are copied
   ROLE_SLAVE=1   // slave: copies are opened here
  };
//+------------------------------------------------------------------+
//| An unsigned 64-bit integer as text.                              |
//+------------------------------------------------------------------+
string UlongToText(const ulong value)
  {
   if(value<=(ulong)LONG_MAX)
      return(IntegerToString((long)value));
   const ulong head=value/10;
   const ulong tail=value%10;
   return(IntegerToString((long)head)+IntegerToString((long)tail));
  }
//+------------------------------------------------------------------+
//| Reads an unsigned 64-bit integer; false when the text is none.   |
//+------------------------------------------------------------------+
bool TextToUlong(const string text,ulong &value)
  {
   value=0;
   const int length=StringLen(text);
   if(length<1 || length>20)
      return(false);
   ulong sum=0;
   for(int i=0; i<length; i++)
     {
      const ushort letter=StringGetCharacter(text,i);
      if(letter<'0' || letter>'9')
         return(false);
      const ulong digit=(ulong)(letter-'0');
      if(sum>(ULONG_MAX-digit)/10)
         return(false);
      sum=sum*10+digit;
     }
   value=sum;
   return(true);
  }
//+------------------------------------------------------------------+
//| Reads a signed 64-bit integer; false when the text is none.      |
//+------------------------------------------------------------------+
bool TextToLong(const string text,long &value)
  {
   value=0;
   const bool is_negative=(StringLen(text)>0 && StringGetCharacter(text,0)=='-');
   ulong size=0;
   if(!TextToUlong(is_negative ? StringSubstr(text,1) : text,size))
      return(false);
   if(size>(ulong)LONG_MAX)
      return(false);
   value=is_negative ? -(long)size : (long)size;
   return(true);
  }
//+------------------------------------------------------------------+
//| Whether the text is a plain decimal such as 1.38626: at most 12  |
//| digits before the point and 8 after it, no sign, no exponent.    |
//+------------------------------------------------------------------+
bool IsDecimalText(const string text)
  {
   const int length=StringLen(text);
   int       before=0;
   int       after=0;
   bool      has_point=false;
   for(int i=0; i<length; i++)
     {
      const ushort letter=StringGetCharacter(text,i);
      if(letter=='.' && !has_point && before>0)
         has_point=true;
      else
        {
         if(letter<'0' || letter>'9')
            return(false);
         if(has_point)
            after++;
         else
            before++;
        }
     }
   if(before<1 || before>12 || after>8)
      return(false);
   return(!has_point || after>0);
  }
//+------------------------------------------------------------------+
//| A price with the digits of its symbol, which is never the        |
//| chart's by accident; an unknown symbol gives all eight digits.   |
//+------------------------------------------------------------------+
string PriceToText(const string symbol,const double price)
  {
   long digits=0;
   if(!SymbolInfoInteger(symbol,SYMBOL_DIGITS,digits) || digits<0 || digits>8)
      digits=8;
   return(DoubleToString(price,(int)digits));
  }
//+------------------------------------------------------------------+
//| How many decimals a step such as 0.01 has, at most 8.            |
//+------------------------------------------------------------------+
int DecimalsOf(const double step)
  {
   double scaled=step;
   for(int digits=0; digits<8; digits++)
     {
      if(scaled>0.5 && MathAbs(scaled-MathRound(scaled))<0.000001)
         return(digits);
      scaled=scaled*10.0;
     }
   return(8);
  }
//+------------------------------------------------------------------+
//| A volume in lots with the decimals of the symbol's volume step.  |
//+------------------------------------------------------------------+
string VolumeToText(const string symbol,const double volume)
  {
   double step=0.0;
   if(!SymbolInfoDouble(symbol,SYMBOL_VOLUME_STEP,step) || step<=0.0)
      return(DoubleToString(volume,8));
   const int    digits=DecimalsOf(step);
   const double rounded=NormalizeDouble(volume,digits);
   if(MathAbs(rounded-volume)>LOCKSTEP_VOLUME_EPSILON)
      return(DoubleToString(volume,8));
   return(DoubleToString(volume,digits));
  }
//+------------------------------------------------------------------+
//| Text as UTF-8 bytes without the terminating zero that MQL5 adds. |
//+------------------------------------------------------------------+
int TextToBytes(const string text,uchar &bytes[])
  {
   ArrayResize(bytes,0);
   if(StringLen(text)==0)
      return(0);
   const int written=StringToCharArray(text,bytes,0,WHOLE_ARRAY,CP_UTF8);
   const int count=(written>0) ? written-1 : 0;
   ArrayResize(bytes,count);
   return(count);
  }
//+------------------------------------------------------------------+
//| UTF-8 bytes as text; only whole messages may be given, as a      |
//| letter may be several bytes.                                     |
//+------------------------------------------------------------------+
string BytesToText(const uchar &bytes[],const int from,const int count)
  {
   if(count<=0)
      return("");
   return(CharArrayToString(bytes,from,count,CP_UTF8));
  }
//+------------------------------------------------------------------+
//| Whether a magic number is a copy's, told by its upper 16 bits.   |
//+------------------------------------------------------------------+
bool IsCopyMagic(const long magic)
  {
   return(magic>0 && magic/LOCKSTEP_TWO_POW_48==LOCKSTEP_MAGIC_PREFIX);
  }
//+------------------------------------------------------------------+
//| How a deal changed its position, as the link's word.             |
//+------------------------------------------------------------------+
string EntryToText(const long entry)
  {
   switch((int)entry)
     {
      case DEAL_ENTRY_IN:
         return("IN");
      case DEAL_ENTRY_OUT:
         return("OUT");
      case DEAL_ENTRY_OUT_BY:
         return("OUT_BY");
      case DEAL_ENTRY_INOUT:
         return("INOUT");
     }
   return("");
  }
//+------------------------------------------------------------------+
//| Why a deal was made, as the link's word.                         |
//+------------------------------------------------------------------+
string ReasonToText(const long reason)
  {
   switch((int)reason)
     {
      case DEAL_REASON_CLIENT:
         return("CLIENT");
      case DEAL_REASON_MOBILE:
         return("MOBILE");
      case DEAL_REASON_WEB:
         return("WEB");
      case DEAL_REASON_EXPERT:
         return("EXPERT");
      case DEAL_REASON_SL:
         return("SL");
      case DEAL_REASON_TP:
         return("TP");
      case DEAL_REASON_SO:
         return("SO");
      case DEAL_REASON_ROLLOVER:
         return("ROLLOVER");
      case DEAL_REASON_VMARGIN:
         return("VMARGIN");
      case DEAL_REASON_SPLIT:
         return("SPLIT");
     }
   return(IntegerToString(reason));
  }
//+------------------------------------------------------------------+
//| An order's type, as the link's word.                             |
//+------------------------------------------------------------------+
string OrderTypeToText(const long type)
  {
   switch((int)type)
     {
      case ORDER_TYPE_BUY:
         return("BUY");
      case ORDER_TYPE_SELL:
         return("SELL");
      case ORDER_TYPE_BUY_LIMIT:
         return("BUY_LIMIT");
      case ORDER_TYPE_SELL_LIMIT:
         return("SELL_LIMIT");
      case ORDER_TYPE_BUY_STOP:
         return("BUY_STOP");
      case ORDER_TYPE_SELL_STOP:
         return("SELL_STOP");
      case ORDER_TYPE_BUY_STOP_LIMIT:
         return("BUY_STOP_LIMIT");
      case ORDER_TYPE_SELL_STOP_LIMIT:
         return("SELL_STOP_LIMIT");
      case ORDER_TYPE_CLOSE_BY:
         return("CLOSE_BY");
     }
   return(IntegerToString(type));
  }
//+------------------------------------------------------------------+
//| The order type that a request names; false when it names none.   |
//+------------------------------------------------------------------+
bool TextToOrderType(const string text,ENUM_ORDER_TYPE &type)
  {
   for(int i=ORDER_TYPE_BUY; i<=ORDER_TYPE_SELL_STOP_LIMIT; i++)
     {
      if(OrderTypeToText((long)i)==text)
        {
         type=(ENUM_ORDER_TYPE)i;
         return(true);
        }
     }
   return(false);
  }
#endif
//+------------------------------------------------------------------+
