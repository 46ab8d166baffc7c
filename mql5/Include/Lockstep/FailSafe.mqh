//+------------------------------------------------------------------+
//|                                                     FailSafe.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| What must work when everything else is dead: the file            |
//| lockstep.kill in the terminals' common folder closes every copy  |
//| and blocks opens; a silent node does what the policy says. Only  |
//| in the slave role, only on an account that a node was once       |
//| authenticated for, never after a goodbye; what another EA of the |
//| terminal hears of the node counts here, and one that was refused |
//| because another one serves the account leaves silence to it.     |
//| What is closed here has no request id: the node takes it for     |
//| what it is, a close that nothing of its own explains.            |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_FAILSAFE_MQH
#define LOCKSTEP_FAILSAFE_MQH
#include "Orders.mqh"
#include "Requests.mqh"
#include "SignOfLife.mqh"
#include "State.mqh"
#define KILL_FILE             "lockstep.kill"
#define FAILSAFE_LOOK_MS      250
//--- a gap this long between two looks: the program itself was asleep
#define FAILSAFE_GAP_MS       5000
//+------------------------------------------------------------------+
//| The fail-safe of one account.                                    |
//+------------------------------------------------------------------+
class CFailSafe
  {
private:
   CAccount         *m_account;
   CState           *m_state;
   CJournal         *m_journal;
   COrders          *m_orders;
   ENUM_LOCKSTEP_ROLE m_role;
   CSignOfLife       m_life;
   ulong             m_heard_ms;
   ulong             m_alive_ms;
   ulong             m_looked_ms;
   bool              m_is_killed;
   bool              m_is_silent;
   bool              m_is_spare;
   //--- a standstill has put silence off since the last sign of life
   bool              m_is_put_off;

   bool              MayAct(void) const;
   bool              IsSilent(const ulong now) const;
   void              Say(const string what) const;

public:
                     CFailSafe(void);
   void              Init(CAccount &account,CState &state,CJournal &journal,COrders &orders,
                          const ENUM_LOCKSTEP_ROLE role);
   void              Start(const ulong now);
   void              Heard(const ulong now);
   void              Yield(const bool is_spare);
   void              Look(const ulong now);
   int               ClosePositions(const int policy,const string comment,const ulong now);
   void              CloseOnExit(void);
   void              Blocks(string &blocked[]) const;
  };
//+------------------------------------------------------------------+
//| Nothing to protect yet.                                          |
//+------------------------------------------------------------------+
CFailSafe::CFailSafe(void)
  {
   m_account=NULL;
   m_state=NULL;
   m_journal=NULL;
   m_orders=NULL;
   m_role=ROLE_MASTER;
   m_heard_ms=0;
   m_alive_ms=0;
   m_looked_ms=0;
   m_is_killed=false;
   m_is_silent=false;
   m_is_spare=false;
   m_is_put_off=false;
  }
//+------------------------------------------------------------------+
//| Names what it works on.                                          |
//+------------------------------------------------------------------+
void CFailSafe::Init(CAccount &account,CState &state,CJournal &journal,COrders &orders,
                     const ENUM_LOCKSTEP_ROLE role)
  {
   m_account=GetPointer(account);
   m_state=GetPointer(state);
   m_journal=GetPointer(journal);
   m_orders=GetPointer(orders);
   m_role=role;
  }
//+------------------------------------------------------------------+
//| Silence counts from the EA's start at the earliest.              |
//+------------------------------------------------------------------+
void CFailSafe::Start(const ulong now)
  {
   m_life.Start(m_account);
   m_heard_ms=0;
   m_alive_ms=now;
   m_looked_ms=now;
   m_is_silent=false;
   m_is_killed=false;
   m_is_spare=false;
   m_is_put_off=false;
  }
//+------------------------------------------------------------------+
//| An authenticated frame is a sign of life; 0 is that of none.     |
//+------------------------------------------------------------------+
void CFailSafe::Heard(const ulong now)
  {
   m_heard_ms=now;
   if((long)(now-m_alive_ms)<=0)
      return;
   m_alive_ms=now;
   m_is_put_off=false;
  }
//+------------------------------------------------------------------+
//| Whether another EA serves the account. Nobody says goodbye to    |
//| this one then: it cannot tell an orderly stop from a failure.    |
//+------------------------------------------------------------------+
void CFailSafe::Yield(const bool is_spare)
  {
   m_is_spare=is_spare;
  }
//+------------------------------------------------------------------+
//| Whether this EA may close anything by itself.                    |
//+------------------------------------------------------------------+
bool CFailSafe::MayAct(void) const
  {
   return(m_role==ROLE_SLAVE && m_account.IsSame() && m_state.IsKnown());
  }
//+------------------------------------------------------------------+
//| Whether the node was silent for so long that its policy is due.  |
//+------------------------------------------------------------------+
bool CFailSafe::IsSilent(const ulong now) const
  {
   return(m_state.Policy()!=POLICY_HOLD && !m_state.HasGoodbye() && !m_is_spare && MayAct() &&
          (long)(now-m_alive_ms)>=m_state.SilenceMs());
  }
//+------------------------------------------------------------------+
//| Writes a line to the log and shows it.                           |
//+------------------------------------------------------------------+
void CFailSafe::Say(const string what) const
  {
   Print("Lockstep: ",what);
   Alert("Lockstep: ",what);
  }
//+------------------------------------------------------------------+
//| To be called from the timer: looks for the kill file and at the  |
//| silence, and closes what has to be closed.                       |
//+------------------------------------------------------------------+
void CFailSafe::Look(const ulong now)
  {
   const long gap=(long)(now-m_looked_ms);
   if(gap<FAILSAFE_LOOK_MS)
      return;
   m_looked_ms=now;
   m_state.Heal();
   if(m_role==ROLE_SLAVE)
      m_life.Tell(m_heard_ms);
   //--- after the computer's sleep the node gets its time to come back; what it said during a
   //--- standstill of this program is not read yet, but with a slow timer each look follows one
   if(gap>FAILSAFE_GAP_MS || (gap*2>=m_state.SilenceMs() && !m_is_put_off))
     {
      m_alive_ms=now;
      m_is_put_off=true;
     }
   const bool was_killed=m_is_killed;
   m_is_killed=FileIsExist(KILL_FILE,FILE_COMMON);
   if(m_is_killed!=was_killed && m_role==ROLE_SLAVE)
      Say(m_is_killed ? "the kill file is there: copies are closed, opens are refused" : "the kill file is gone");
   const bool was_silent=m_is_silent;
   m_is_silent=IsSilent(now);
   if(m_is_silent)
     {
      //--- another chart of this terminal may have heard the node, or its goodbye
      m_state.Refresh();
      const ulong heard=m_life.HeardMs();
      if((long)(heard-m_alive_ms)>0)
        {
         m_alive_ms=heard;
         m_is_put_off=false;
        }
      m_is_silent=IsSilent(now);
     }
   const int policy=m_state.Policy();
   if(m_is_silent!=was_silent)
      Say(m_is_silent ? "the node is silent: policy "+PolicyToText(policy) : "the node is back");
   int asked=0;
   if(m_is_silent)
      asked=ClosePositions(policy,"lockstep silence",now);
   if(m_is_killed)
      asked+=ClosePositions(POLICY_FLATTEN_COPIES,"lockstep kill",now);
   if(asked>0)
      Print("Lockstep: the fail-safe asked for ",asked," closes");
  }
//+------------------------------------------------------------------+
//| Asks for the close of copies or of all positions; returns for    |
//| how many. Each is tried again, after a pause (CPauses), for as   |
//| long as this is called.                                          |
//+------------------------------------------------------------------+
int CFailSafe::ClosePositions(const int policy,const string comment,const ulong now)
  {
   int asked=0;
   if(!MayAct() || policy==POLICY_HOLD)
      return(0);
   for(int i=PositionsTotal()-1; i>=0; i--)
     {
      if(PositionGetTicket(i)==0)
         continue;
      const ulong identifier=(ulong)PositionGetInteger(POSITION_IDENTIFIER);
      const long  magic=PositionGetInteger(POSITION_MAGIC);
      const bool  is_copy=(IsCopyMagic(magic) || m_state.IsAlsoCopy(identifier));
      if(!is_copy && policy!=POLICY_FLATTEN_ALL)
         continue;
      if(m_orders.IsClosing(identifier) || m_orders.IsFull() || !m_orders.MayTry(identifier,now))
         continue;
      double       volume=PositionGetDouble(POSITION_VOLUME);
      const double most=SymbolInfoDouble(PositionGetString(POSITION_SYMBOL),SYMBOL_VOLUME_MAX);
      if(most>0.0 && volume>most)
         volume=most;
      MqlTradeRequest request;
      BuildClose(request,volume,magic,comment);
      request.type_filling=m_orders.CloseFilling(identifier,request.type_filling);
      if(m_orders.Send(request,"",FLIGHT_CLOSE,identifier))
         asked++;
     }
   return(asked);
  }
//+------------------------------------------------------------------+
//| The terminal is being closed and the user has asked for this.    |
//+------------------------------------------------------------------+
void CFailSafe::CloseOnExit(void)
  {
   if(m_is_spare)
     {
      Print("Lockstep: nothing is closed on exit, as another Expert Advisor serves the account");
      return;
     }
   //--- there is no later try
   m_orders.EndPauses();
   const int asked=ClosePositions(POLICY_FLATTEN_COPIES,"lockstep exit",GetTickCount64());
   Print("Lockstep: the terminal is closed; asked for ",asked," closes");
  }
//+------------------------------------------------------------------+
//| Why opens are refused now.                                       |
//+------------------------------------------------------------------+
void CFailSafe::Blocks(string &blocked[]) const
  {
   string    reasons[5];
   int       count=0;
   if(m_is_killed)
     {
      reasons[count]="kill";
      count++;
     }
   //--- a node that was heard just now is not silent, though nothing has looked yet
   if(m_is_silent && IsSilent(GetTickCount64()))
     {
      reasons[count]="silence";
      count++;
     }
   if(!m_journal.IsHealthy())
     {
      reasons[count]="journal";
      count++;
     }
   if(!m_state.IsHealthy())
     {
      reasons[count]="state";
      count++;
     }
   if(!IsTradeAllowed())
     {
      reasons[count]="algo";
      count++;
     }
   ArrayResize(blocked,count);
   for(int i=0; i<count; i++)
      blocked[i]=reasons[i];
  }
#endif
//+------------------------------------------------------------------+
