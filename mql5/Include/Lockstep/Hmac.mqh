//+------------------------------------------------------------------+
//|                                                         Hmac.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| SHA-256, HMAC-SHA-256 and nonces out of CryptEncode.             |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_HMAC_MQH
#define LOCKSTEP_HMAC_MQH
#define HMAC_BLOCK 64
//+------------------------------------------------------------------+
//| SHA-256 of bytes; false when the terminal cannot compute it.     |
//+------------------------------------------------------------------+
bool Sha256(const uchar &data[],uchar &digest[])
  {
   uchar no_key[];
   ArrayResize(no_key,0);
   ArrayResize(digest,0);
   ResetLastError();
   return(CryptEncode(CRYPT_HASH_SHA256,data,no_key,digest)==32);
  }
//+------------------------------------------------------------------+
//| Bytes as lower-case hexadecimal digits.                          |
//+------------------------------------------------------------------+
string BytesToHex(const uchar &bytes[])
  {
   string    hex="";
   const int count=ArraySize(bytes);
   for(int i=0; i<count; i++)
      hex+=StringFormat("%02x",(int)bytes[i]);
   return(hex);
  }
//+------------------------------------------------------------------+
//| HMAC-SHA-256 of a text under a secret, as hexadecimal digits; "" |
//| when the terminal cannot compute it. The secret is used as text. |
//+------------------------------------------------------------------+
string HmacSha256(const string secret,const string message)
  {
   uchar key[];
   if(TextToBytes(secret,key)>HMAC_BLOCK)
     {
      uchar shorter[];
      if(!Sha256(key,shorter))
         return("");
      ArrayResize(key,0);
      ArrayCopy(key,shorter);
     }
   const int key_size=ArraySize(key);
   uchar     text[];
   const int text_size=TextToBytes(message,text);
   uchar     inner[];
   uchar     outer[];
   if(ArrayResize(inner,HMAC_BLOCK+text_size)<0 || ArrayResize(outer,HMAC_BLOCK+32)<0)
      return("");
   for(int i=0; i<HMAC_BLOCK; i++)
     {
      const int letter=(i<key_size) ? (int)key[i] : 0;
      inner[i]=(uchar)(letter^0x36);
      outer[i]=(uchar)(letter^0x5C);
     }
   for(int i=0; i<text_size; i++)
      inner[HMAC_BLOCK+i]=text[i];
   uchar digest[];
   if(!Sha256(inner,digest))
      return("");
   for(int i=0; i<32; i++)
      outer[HMAC_BLOCK+i]=digest[i];
   uchar mac[];
   if(!Sha256(outer,mac))
      return("");
   return(BytesToHex(mac));
  }
//+------------------------------------------------------------------+
//| Compares two proofs in a time that does not tell where they      |
//| differ.                                                          |
//+------------------------------------------------------------------+
bool IsSameMac(const string left,const string right)
  {
   if(StringLen(left)!=64 || StringLen(right)!=64)
      return(false);
   int difference=0;
   for(int i=0; i<64; i++)
      difference|=(int)(StringGetCharacter(left,i)^StringGetCharacter(right,i));
   return(difference==0);
  }
//+------------------------------------------------------------------+
//| 32 bytes that were never used before, as 64 hexadecimal digits.  |
//| The start counter comes from a file and the other counter grows  |
//| with every call, so that no two are equal even if all clocks     |
//| stood still; the rest, the secret among it, makes them           |
//| impossible to guess.                                             |
//+------------------------------------------------------------------+
string NewNonce(const string secret,const long start)
  {
   static ulong  calls=0;
   static string previous="";
   calls++;
   string sources=IntegerToString(start)+"|"+UlongToText(calls)+"|"+previous;
   sources+="|"+UlongToText(GetTickCount64())+"|"+UlongToText(GetMicrosecondCount());
   sources+="|"+IntegerToString((long)TimeLocal())+"|"+IntegerToString((long)TimeCurrent());
   sources+="|"+IntegerToString(AccountInfoInteger(ACCOUNT_LOGIN));
   sources+="|"+DoubleToString(AccountInfoDouble(ACCOUNT_EQUITY),8);
   sources+="|"+TerminalInfoString(TERMINAL_DATA_PATH)+"|"+IntegerToString(ChartID());
   for(int i=0; i<8; i++)
      sources+="|"+IntegerToString((long)MathRand());
   previous=HmacSha256(secret,sources);
   return(previous);
  }
#endif
//+------------------------------------------------------------------+
