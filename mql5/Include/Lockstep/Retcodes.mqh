//+------------------------------------------------------------------+
//|                                                     Retcodes.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| What a return code of the trade server says about the request:   |
//| it was taken, it was certainly refused, or nobody knows. Only a  |
//| certain refusal may be reported as one; an unknown outcome is    |
//| never sent again.                                                |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_RETCODES_MQH
#define LOCKSTEP_RETCODES_MQH
//+------------------------------------------------------------------+
//| Whether a return code says that the request was taken.           |
//+------------------------------------------------------------------+
bool IsTaken(const uint retcode)
  {
   return(retcode==TRADE_RETCODE_PLACED || retcode==TRADE_RETCODE_DONE || retcode==TRADE_RETCODE_DONE_PARTIAL);
  }
//+------------------------------------------------------------------+
//| Whether a return code says for certain that nothing was          |
//| executed.                                                        |
//+------------------------------------------------------------------+
bool IsDefiniteRefusal(const uint retcode)
  {
   if(IsTaken(retcode) || retcode==TRADE_RETCODE_ERROR || retcode==TRADE_RETCODE_TIMEOUT ||
      retcode==TRADE_RETCODE_CONNECTION)
      return(false);
   //--- 10005 and 10037 do not exist; above 10046 nothing is known
   return(retcode>=10004 && retcode<=10046 && retcode!=10005 && retcode!=10037);
  }
//+------------------------------------------------------------------+
//| Whether a return code says that the market takes no such order   |
//| now, whatever its price: closed, disabled, one side only.        |
//+------------------------------------------------------------------+
bool IsMarketState(const uint retcode)
  {
   return(retcode==TRADE_RETCODE_TRADE_DISABLED || retcode==TRADE_RETCODE_MARKET_CLOSED ||
          retcode==TRADE_RETCODE_LONG_ONLY || retcode==TRADE_RETCODE_SHORT_ONLY ||
          retcode==TRADE_RETCODE_CLOSE_ONLY);
  }
#endif
//+------------------------------------------------------------------+
