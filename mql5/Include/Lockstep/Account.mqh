//+------------------------------------------------------------------+
//|                                                      Account.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The account that the terminal is logged into, and what it may    |
//| do.                                                              |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_ACCOUNT_MQH
#define LOCKSTEP_ACCOUNT_MQH
#include "Protocol.mqh"
#include "Hmac.mqh"
#include "JsonWriter.mqh"
//+------------------------------------------------------------------+
//| Whether the terminal is connected to its trade server.           |
//+------------------------------------------------------------------+
bool IsTerminalConnected(void)
  {
   return(TerminalInfoInteger(TERMINAL_CONNECTED)!=0);
  }
//+------------------------------------------------------------------+
//| Whether the account may trade. Without a connection MT5 says no  |
//| of every account, and nobody has to give it anything.            |
//+------------------------------------------------------------------+
bool IsAccountAllowed(void)
  {
   return(AccountInfoInteger(ACCOUNT_TRADE_ALLOWED)!=0 || !IsTerminalConnected());
  }
//+------------------------------------------------------------------+
//| Whether trading is allowed by terminal, program, account and     |
//| broker.                                                          |
//+------------------------------------------------------------------+
bool IsTradeAllowed(void)
  {
   return(TerminalInfoInteger(TERMINAL_TRADE_ALLOWED)!=0 &&
          MQLInfoInteger(MQL_TRADE_ALLOWED)!=0 &&
          IsAccountAllowed() &&
          AccountInfoInteger(ACCOUNT_TRADE_EXPERT)!=0);
  }
//+------------------------------------------------------------------+
//| How positions are kept, as the link's word.                      |
//+------------------------------------------------------------------+
string MarginModeText(void)
  {
   switch((int)AccountInfoInteger(ACCOUNT_MARGIN_MODE))
     {
      case ACCOUNT_MARGIN_MODE_RETAIL_HEDGING:
         return("HEDGING");
      case ACCOUNT_MARGIN_MODE_EXCHANGE:
         return("EXCHANGE");
     }
   return("NETTING");
  }
//+------------------------------------------------------------------+
//| Money as text; some accounts count it with more than two digits. |
//+------------------------------------------------------------------+
string MoneyToText(const double money)
  {
   int digits=(int)AccountInfoInteger(ACCOUNT_CURRENCY_DIGITS);
   if(digits<2 || digits>8)
      digits=2;
   return(DoubleToString(money,digits));
  }
//+------------------------------------------------------------------+
//| Who the account is; fixed at Open, compared ever after.          |
//+------------------------------------------------------------------+
class CAccount
  {
private:
   long              m_login;
   string            m_server;

public:
                     CAccount(void);
   bool              Open(void);
   void              Close(void);
   bool              IsOpen(void) const;
   bool              IsSame(void) const;
   long              Login(void) const;
   string            Server(void) const;
   string            FileName(const string extension) const;
   void              WritePermissions(CJsonWriter &json) const;
   void              WriteFunds(CJsonWriter &json) const;
   void              WriteAll(CJsonWriter &json) const;
  };
//+------------------------------------------------------------------+
//| No account yet.                                                  |
//+------------------------------------------------------------------+
CAccount::CAccount(void)
  {
   Close();
  }
//+------------------------------------------------------------------+
//| Remembers who is logged in; false while nobody is.               |
//+------------------------------------------------------------------+
bool CAccount::Open(void)
  {
   const long   login=AccountInfoInteger(ACCOUNT_LOGIN);
   const string server=AccountInfoString(ACCOUNT_SERVER);
   if(login<=0 || StringLen(server)==0)
      return(false);
   m_login=login;
   m_server=server;
   return(true);
  }
//+------------------------------------------------------------------+
//| Forgets the account.                                             |
//+------------------------------------------------------------------+
void CAccount::Close(void)
  {
   m_login=0;
   m_server="";
  }
//+------------------------------------------------------------------+
//| Whether an account is known.                                     |
//+------------------------------------------------------------------+
bool CAccount::IsOpen(void) const
  {
   return(m_login>0);
  }
//+------------------------------------------------------------------+
//| Whether the terminal is still logged into it.                    |
//+------------------------------------------------------------------+
bool CAccount::IsSame(void) const
  {
   return(m_login>0 && AccountInfoInteger(ACCOUNT_LOGIN)==m_login &&
          AccountInfoString(ACCOUNT_SERVER)==m_server);
  }
//+------------------------------------------------------------------+
//| The account's number.                                            |
//+------------------------------------------------------------------+
long CAccount::Login(void) const
  {
   return(m_login);
  }
//+------------------------------------------------------------------+
//| The trade server's name.                                         |
//+------------------------------------------------------------------+
string CAccount::Server(void) const
  {
   return(m_server);
  }
//+------------------------------------------------------------------+
//| The name of a file of this account in MQL5/Files. The digits at  |
//| its end keep two servers apart whose names differ only in odd    |
//| letters.                                                         |
//+------------------------------------------------------------------+
string CAccount::FileName(const string extension) const
  {
   string    name="Lockstep-"+IntegerToString(m_login)+"-";
   const int length=StringLen(m_server);
   for(int i=0; i<length && i<40; i++)
     {
      const ushort letter=StringGetCharacter(m_server,i);
      const bool   is_plain=((letter>='a' && letter<='z') || (letter>='A' && letter<='Z') ||
                             (letter>='0' && letter<='9') || letter=='-');
      name+=is_plain ? ShortToString(letter) : "_";
     }
   uchar bytes[];
   uchar digest[];
   TextToBytes(m_server,bytes);
   if(Sha256(bytes,digest))
      name+="-"+StringSubstr(BytesToHex(digest),0,8);
   return(name+extension);
  }
//+------------------------------------------------------------------+
//| The four permissions that trading needs, one by one.             |
//+------------------------------------------------------------------+
void CAccount::WritePermissions(CJsonWriter &json) const
  {
   json.BeginObject("permissions");
   json.Flag("terminal",TerminalInfoInteger(TERMINAL_TRADE_ALLOWED)!=0);
   json.Flag("program",MQLInfoInteger(MQL_TRADE_ALLOWED)!=0);
   json.Flag("account",IsAccountAllowed());
   json.Flag("expert",AccountInfoInteger(ACCOUNT_TRADE_EXPERT)!=0);
   json.EndObject();
  }
//+------------------------------------------------------------------+
//| The account's money as a book shows it.                          |
//+------------------------------------------------------------------+
void CAccount::WriteFunds(CJsonWriter &json) const
  {
   json.Text("balance",MoneyToText(AccountInfoDouble(ACCOUNT_BALANCE)));
   json.Text("equity",MoneyToText(AccountInfoDouble(ACCOUNT_EQUITY)));
   json.Text("margin",MoneyToText(AccountInfoDouble(ACCOUNT_MARGIN)));
   json.Text("freeMargin",MoneyToText(AccountInfoDouble(ACCOUNT_MARGIN_FREE)));
   json.Text("currency",AccountInfoString(ACCOUNT_CURRENCY));
  }
//+------------------------------------------------------------------+
//| Everything that GET_ACCOUNT answers.                             |
//+------------------------------------------------------------------+
void CAccount::WriteAll(CJsonWriter &json) const
  {
   WriteFunds(json);
   json.Text("credit",MoneyToText(AccountInfoDouble(ACCOUNT_CREDIT)));
   json.Text("profit",MoneyToText(AccountInfoDouble(ACCOUNT_PROFIT)));
   json.Text("marginLevel",DoubleToString(AccountInfoDouble(ACCOUNT_MARGIN_LEVEL),2));
   json.Text("login",IntegerToString(m_login));
   json.Text("server",m_server);
   json.Number("leverage",AccountInfoInteger(ACCOUNT_LEVERAGE));
   json.Text("marginMode",MarginModeText());
   json.Number("limitOrders",AccountInfoInteger(ACCOUNT_LIMIT_ORDERS));
   json.Flag("connected",IsTerminalConnected());
   json.Number("pingUs",TerminalInfoInteger(TERMINAL_PING_LAST));
   WritePermissions(json);
  }
#endif
//+------------------------------------------------------------------+
