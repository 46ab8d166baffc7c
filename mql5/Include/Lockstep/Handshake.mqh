//+------------------------------------------------------------------+
//|                                                    Handshake.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| HELLO, CHALLENGE, AUTH, WELCOME: each side proves to the other   |
//| that it knows the account's secret. The node goes first, and the |
//| EA's proof is only for one that has proved it. A nonce belongs   |
//| to one connection and is never used again; a lease lower than    |
//| the highest that was seen is refused.                            |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_HANDSHAKE_MQH
#define LOCKSTEP_HANDSHAKE_MQH
#include "Account.mqh"
#include "Clock.mqh"
#include "JsonReader.mqh"
#include "State.mqh"
//+------------------------------------------------------------------+
//| The EA's part of it. Where something fails, `problem` says what, |
//| in words for the user, and the connection is to end.             |
//+------------------------------------------------------------------+
class CHandshake
  {
private:
   CAccount         *m_account;
   CState           *m_state;
   CServerClock     *m_clock;
   string            m_secret;
   ENUM_LOCKSTEP_ROLE m_role;
   string            m_journal_id;
   string            m_nonce;

   string            Mac(const string side,const string nonce_node) const;

public:
                     CHandshake(void);
   void              Init(CAccount &account,CState &state,CServerClock &clock);
   void              Configure(const string secret,const ENUM_LOCKSTEP_ROLE role);
   void              Start(const string journal_id);
   string            JournalId(void) const;
   void              Forget(void);
   string            Hello(const bool is_polling,string &problem);
   string            Prove(const CJsonReader &challenge,string &problem) const;
   bool              Accept(const CJsonReader &welcome,string &problem);
   string            Refusal(const CJsonReader &refused) const;
   bool              IsRefusedForAnother(const CJsonReader &refused) const;
  };
//+------------------------------------------------------------------+
//| Knows no secret.                                                 |
//+------------------------------------------------------------------+
CHandshake::CHandshake(void)
  {
   m_account=NULL;
   m_state=NULL;
   m_clock=NULL;
   m_secret="";
   m_role=ROLE_MASTER;
   m_journal_id="";
   m_nonce="";
  }
//+------------------------------------------------------------------+
//| Names the account, and the clock that HELLO tells.               |
//+------------------------------------------------------------------+
void CHandshake::Init(CAccount &account,CState &state,CServerClock &clock)
  {
   m_account=GetPointer(account);
   m_state=GetPointer(state);
   m_clock=GetPointer(clock);
  }
//+------------------------------------------------------------------+
//| Takes the inputs over.                                           |
//+------------------------------------------------------------------+
void CHandshake::Configure(const string secret,const ENUM_LOCKSTEP_ROLE role)
  {
   m_secret=secret;
   m_role=role;
  }
//+------------------------------------------------------------------+
//| The journal that the node is told of.                            |
//+------------------------------------------------------------------+
void CHandshake::Start(const string journal_id)
  {
   m_journal_id=journal_id;
  }
//+------------------------------------------------------------------+
//| That journal's id.                                               |
//+------------------------------------------------------------------+
string CHandshake::JournalId(void) const
  {
   return(m_journal_id);
  }
//+------------------------------------------------------------------+
//| The connection is over, and with it its nonce.                   |
//+------------------------------------------------------------------+
void CHandshake::Forget(void)
  {
   m_nonce="";
  }
//+------------------------------------------------------------------+
//| HELLO, which introduces the account under a new nonce; "" when   |
//| there is none.                                                   |
//+------------------------------------------------------------------+
string CHandshake::Hello(const bool is_polling,string &problem)
  {
   CJsonWriter json;
   m_nonce=NewNonce(m_secret,m_state.Starts());
   if(StringLen(m_nonce)!=64)
     {
      problem="this terminal cannot compute SHA-256";
      return("");
     }
   json.BeginObject("");
   json.Text("type","HELLO");
   json.Number("protocol",LOCKSTEP_PROTOCOL);
   json.Text("login",IntegerToString(m_account.Login()));
   json.Text("server",m_account.Server());
   json.Text("nonceEa",m_nonce);
   json.Text("role",(m_role==ROLE_SLAVE) ? "slave" : "master");
   json.Text("version",LOCKSTEP_VERSION);
   json.Text("company",AccountInfoString(ACCOUNT_COMPANY));
   json.Text("currency",AccountInfoString(ACCOUNT_CURRENCY));
   json.Number("leverage",AccountInfoInteger(ACCOUNT_LEVERAGE));
   json.Text("marginMode",MarginModeText());
   json.Flag("fifoClose",AccountInfoInteger(ACCOUNT_FIFO_CLOSE)!=0);
   json.Number("build",TerminalInfoInteger(TERMINAL_BUILD));
   json.Flag("tradeAllowed",IsTradeAllowed());
   m_account.WritePermissions(json);
   json.Flag("polling",is_polling);
   json.Number("serverNow",m_clock.Now());
   json.EndObject();
   return(json.Result());
  }
//+------------------------------------------------------------------+
//| The proof of one side: it covers the account and both nonces.    |
//+------------------------------------------------------------------+
string CHandshake::Mac(const string side,const string nonce_node) const
  {
   return(HmacSha256(m_secret,side+"\n"+IntegerToString(LOCKSTEP_PROTOCOL)+"\n"+
                     IntegerToString(m_account.Login())+"\n"+m_account.Server()+"\n"+
                     m_nonce+"\n"+nonce_node));
  }
//+------------------------------------------------------------------+
//| Checks the node's proof and gives the EA's in AUTH; "" when the  |
//| node has proved nothing.                                         |
//+------------------------------------------------------------------+
string CHandshake::Prove(const CJsonReader &challenge,string &problem) const
  {
   string       nonce_node="";
   string       mac="";
   const int    root=challenge.Root();
   const bool   is_whole=(challenge.GetText(root,"nonceNode",nonce_node) && challenge.GetText(root,"mac",mac));
   const string expected=Mac("node",nonce_node);
   if(!is_whole || StringLen(nonce_node)!=64 || !IsSameMac(mac,expected))
     {
      problem="the node does not know this account's secret; compare InpSecret";
      return("");
     }
   CJsonWriter json;
   json.BeginObject("");
   json.Text("type","AUTH");
   json.Text("mac",Mac("ea",nonce_node));
   json.Number("highestLease",m_state.HighestLease());
   json.Text("journalId",m_journal_id);
   json.EndObject();
   return(json.Result());
  }
//+------------------------------------------------------------------+
//| Takes the node's lease from WELCOME; false when it is lower than |
//| one that was seen, or cannot be stored.                          |
//+------------------------------------------------------------------+
bool CHandshake::Accept(const CJsonReader &welcome,string &problem)
  {
   long lease=0;
   if(!welcome.GetNumber(welcome.Root(),"lease",lease) || lease<0 || !m_state.Welcome(lease))
     {
      problem="the node's lease "+IntegerToString(lease)+" is lower than "+
              IntegerToString(m_state.HighestLease())+", which was seen before, or it cannot be stored";
      return(false);
     }
   Print("Lockstep: linked to the node under lease ",IntegerToString(lease));
   return(true);
  }
//+------------------------------------------------------------------+
//| The node's reason for refusing this terminal.                    |
//+------------------------------------------------------------------+
string CHandshake::Refusal(const CJsonReader &refused) const
  {
   string code="";
   string message="";
   refused.GetText(refused.Root(),"code",code);
   refused.GetText(refused.Root(),"message",message);
   return("the node refuses this terminal: "+code+", "+message);
  }
//+------------------------------------------------------------------+
//| Whether the reason is that another EA serves the account.        |
//+------------------------------------------------------------------+
bool CHandshake::IsRefusedForAnother(const CJsonReader &refused) const
  {
   string code="";
   return(refused.GetText(refused.Root(),"code",code) && code=="ALREADY_CONNECTED");
  }
#endif
//+------------------------------------------------------------------+
