//+------------------------------------------------------------------+
//|                                                     Lockstep.mq5 |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
#property copyright   "Lockstep, MIT licence"
#property link        "docs/install-mt5.md"
#property version     "0.10"
#property description "Links this terminal to its Lockstep node on the same computer, without a DLL."
#property description "master: reports its positions. slave: opens, changes and closes copies."
#property description "The address 127.0.0.1 must be allowed: Tools, Options, Expert Advisors."

#include <Lockstep/Advisor.mqh>

input group              "Link to the node"
input int                InpPort=47101;           // Port (the account's ea_port)
input string             InpSecret="";            // Secret (lockstep ea secret NAME)
input ENUM_LOCKSTEP_ROLE InpRole=ROLE_SLAVE;      // Role of this account
input group              "Timing"
input int                InpWaitMs=8;             // Wait in the socket, ms (0: polling)
input int                InpTimerMs=10;           // Timer, ms
input group              "Safety"
input double             InpMaxLots=0.0;          // Most lots of one order (0: no limit)
input bool               InpCloseOnExit=false;    // Close all copies when the terminal is closed

//--- the Expert Advisor
CAdvisor ExtAdvisor;
//+------------------------------------------------------------------+
//| Checks the inputs and starts the timer.                          |
//+------------------------------------------------------------------+
int OnInit(void)
  {
   if(MQLInfoInteger(MQL_TESTER)!=0)
     {
      Print("Lockstep: the strategy tester has no sockets");
      return(INIT_FAILED);
     }
   if(InpPort<1 || InpPort>65535 || InpWaitMs<0 || InpWaitMs>100 || InpTimerMs<1 || InpTimerMs>1000 || InpMaxLots<0.0)
     {
      Print("Lockstep: InpPort must be 1 to 65535, InpWaitMs 0 to 100, InpTimerMs 1 to 1000, InpMaxLots 0 or more");
      return(INIT_PARAMETERS_INCORRECT);
     }
   if(StringLen(InpSecret)<32)
     {
      Print("Lockstep: InpSecret is missing; \"lockstep ea secret NAME\" prints it");
      return(INIT_PARAMETERS_INCORRECT);
     }
   MathSrand((int)(GetTickCount64()%2147483647));
   ExtAdvisor.Init(InpRole,InpPort,InpSecret,InpWaitMs,InpMaxLots,InpCloseOnExit);
   if(!EventSetMillisecondTimer(InpTimerMs))
     {
      Print("Lockstep: the timer cannot be set, error ",GetLastError());
      return(INIT_FAILED);
     }
   return(INIT_SUCCEEDED);
  }
//+------------------------------------------------------------------+
//| Ends the link and, if asked for, the copies.                     |
//+------------------------------------------------------------------+
void OnDeinit(const int reason)
  {
   EventKillTimer();
   ExtAdvisor.Deinit(reason);
  }
//+------------------------------------------------------------------+
//| The heartbeat of everything.                                     |
//+------------------------------------------------------------------+
void OnTimer(void)
  {
   ExtAdvisor.Timer();
  }
//+------------------------------------------------------------------+
//| A tick of the chart's symbol: the clock learns, and the link is  |
//| served.                                                          |
//+------------------------------------------------------------------+
void OnTick(void)
  {
   ExtAdvisor.Tick();
  }
//+------------------------------------------------------------------+
//| Anything that happens to orders, deals and positions.            |
//+------------------------------------------------------------------+
void OnTradeTransaction(const MqlTradeTransaction &transaction,const MqlTradeRequest &request,
                        const MqlTradeResult &result)
  {
   ExtAdvisor.Transaction(transaction,result);
  }
//+------------------------------------------------------------------+
