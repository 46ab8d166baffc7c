//+------------------------------------------------------------------+
//|                                                    Admission.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| How far the EA and the node have come with their handshake on    |
//| one connection: HELLO was said, the node has proved itself, the  |
//| EA is welcome. Whatever does not fit the step is passed over.    |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_ADMISSION_MQH
#define LOCKSTEP_ADMISSION_MQH
#include "Handshake.mqh"
//--- each step may take this long
#define ADMISSION_STEP_MS     5000
//--- the last step that was taken
#define ADMISSION_NONE        0
#define ADMISSION_HELLO       1
#define ADMISSION_AUTH        2
#define ADMISSION_WELCOME     3
//+------------------------------------------------------------------+
//| Of one connection after the other. A `problem`, in words for the |
//| user, is to end the connection.                                  |
//+------------------------------------------------------------------+
class CAdmission
  {
private:
   CHandshake        m_handshake;
   int               m_step;
   ulong             m_step_ms;
   bool              m_is_new;
   bool              m_is_spare;

   void              Go(const int step);

public:
                     CAdmission(void);
   void              Init(CAccount &account,CState &state,CServerClock &clock);
   void              Configure(const string secret,const ENUM_LOCKSTEP_ROLE role);
   void              Start(const string journal_id);
   bool              Name(const string journal_id);
   void              Forget(void);
   bool              HasBegun(void) const;
   bool              IsProven(void) const;
   bool              IsWelcome(void) const;
   bool              IsSpare(void) const;
   bool              IsLate(const ulong now) const;
   bool              TakeNew(void);
   string            Introduce(const bool is_polling,string &problem);
   string            Take(const string type,const CJsonReader &json,string &problem);
  };
//+------------------------------------------------------------------+
//| Nothing was said.                                                |
//+------------------------------------------------------------------+
CAdmission::CAdmission(void)
  {
   m_step=ADMISSION_NONE;
   m_step_ms=0;
   m_is_new=false;
   m_is_spare=false;
  }
//+------------------------------------------------------------------+
//| Names whose connections they are, and the clock that HELLO tells.|
//+------------------------------------------------------------------+
void CAdmission::Init(CAccount &account,CState &state,CServerClock &clock)
  {
   m_handshake.Init(account,state,clock);
  }
//+------------------------------------------------------------------+
//| Takes the inputs over.                                           |
//+------------------------------------------------------------------+
void CAdmission::Configure(const string secret,const ENUM_LOCKSTEP_ROLE role)
  {
   m_handshake.Configure(secret,role);
  }
//+------------------------------------------------------------------+
//| For an account with this journal.                                |
//+------------------------------------------------------------------+
void CAdmission::Start(const string journal_id)
  {
   m_is_spare=false;
   m_handshake.Start(journal_id);
  }
//+------------------------------------------------------------------+
//| The journal's name now; true when it is another one, of which a  |
//| node is told with the next handshake.                            |
//+------------------------------------------------------------------+
bool CAdmission::Name(const string journal_id)
  {
   if(journal_id==m_handshake.JournalId())
      return(false);
   m_handshake.Start(journal_id);
   return(true);
  }
//+------------------------------------------------------------------+
//| The connection is over.                                          |
//+------------------------------------------------------------------+
void CAdmission::Forget(void)
  {
   m_handshake.Forget();
   m_is_new=false;
   Go(ADMISSION_NONE);
  }
//+------------------------------------------------------------------+
//| Takes a step.                                                    |
//+------------------------------------------------------------------+
void CAdmission::Go(const int step)
  {
   m_step=step;
   m_step_ms=GetTickCount64();
  }
//+------------------------------------------------------------------+
//| Whether HELLO was said on this connection.                       |
//+------------------------------------------------------------------+
bool CAdmission::HasBegun(void) const
  {
   return(m_step!=ADMISSION_NONE);
  }
//+------------------------------------------------------------------+
//| Whether the node has proved that it knows the secret.            |
//+------------------------------------------------------------------+
bool CAdmission::IsProven(void) const
  {
   return(m_step>=ADMISSION_AUTH);
  }
//+------------------------------------------------------------------+
//| Whether the node is authenticated and has accepted this EA.      |
//+------------------------------------------------------------------+
bool CAdmission::IsWelcome(void) const
  {
   return(m_step==ADMISSION_WELCOME);
  }
//+------------------------------------------------------------------+
//| Whether the authenticated node has refused this EA because       |
//| another one serves the account, and has not welcomed it since.   |
//+------------------------------------------------------------------+
bool CAdmission::IsSpare(void) const
  {
   return(m_is_spare);
  }
//+------------------------------------------------------------------+
//| Whether the node should have taken its step by now.              |
//+------------------------------------------------------------------+
bool CAdmission::IsLate(const ulong now) const
  {
   return(HasBegun() && !IsWelcome() && (long)(now-m_step_ms)>ADMISSION_STEP_MS);
  }
//+------------------------------------------------------------------+
//| Whether a node was welcomed since the last call.                 |
//+------------------------------------------------------------------+
bool CAdmission::TakeNew(void)
  {
   const bool is_new=m_is_new;
   m_is_new=false;
   return(is_new);
  }
//+------------------------------------------------------------------+
//| The connection is ready: HELLO, or "" and a problem.             |
//+------------------------------------------------------------------+
string CAdmission::Introduce(const bool is_polling,string &problem)
  {
   const string hello=m_handshake.Hello(is_polling,problem);
   if(StringLen(hello)>0)
      Go(ADMISSION_HELLO);
   return(hello);
  }
//+------------------------------------------------------------------+
//| Takes a message of the handshake; returns what is to be answered,|
//| or "".                                                           |
//+------------------------------------------------------------------+
string CAdmission::Take(const string type,const CJsonReader &json,string &problem)
  {
   if(type=="REFUSED")
     {
      //--- before its proof anybody could have said so
      if(IsProven() && m_handshake.IsRefusedForAnother(json))
         m_is_spare=true;
      problem=m_handshake.Refusal(json);
     }
   if(type=="CHALLENGE" && m_step==ADMISSION_HELLO)
     {
      const string proof=m_handshake.Prove(json,problem);
      if(StringLen(proof)>0)
         Go(ADMISSION_AUTH);
      return(proof);
     }
   if(type=="WELCOME" && m_step==ADMISSION_AUTH && m_handshake.Accept(json,problem))
     {
      Go(ADMISSION_WELCOME);
      m_is_new=true;
      m_is_spare=false;
     }
   return("");
  }
#endif
//+------------------------------------------------------------------+
