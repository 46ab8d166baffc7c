//+------------------------------------------------------------------+
//|                                                  TradeChecks.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| What may have changed since the node decided, and what this EA   |
//| never does: checked right before a request is sent. A check that |
//| fails names a word of the protocol and says more for people;     |
//| none of them changes anything.                                   |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_TRADECHECKS_MQH
#define LOCKSTEP_TRADECHECKS_MQH
#include "Book.mqh"
#include "FailSafe.mqh"
#include "HistoryMagics.mqh"
#include "JsonReader.mqh"
//+------------------------------------------------------------------+
//| For one account, in one role.                                    |
//+------------------------------------------------------------------+
class CTradeChecks
  {
private:
   CAccount         *m_account;
   COrders          *m_orders;
   CFailSafe        *m_failsafe;
   CBook            *m_book;
   CHistoryMagics    m_history;
   ENUM_LOCKSTEP_ROLE m_role;
   double            m_max_lots;

   string            WhyBlocked(void) const;

public:
                     CTradeChecks(void);
   void              Init(CAccount &account,COrders &orders,CFailSafe &failsafe,CBook &book);
   void              Limit(const ENUM_LOCKSTEP_ROLE role,const double max_lots);
   bool              MayTrade(string &error,string &message) const;
   bool              MayReduce(string &error,string &message) const;
   bool              MayOpen(const string symbol,const double volume,string &error,string &message) const;
   string            WhereMagic(const long magic,const long since,string &error);
   string            WhyPrice(const CJsonReader &json,const int params,const MqlTradeRequest &request) const;
  };
//+------------------------------------------------------------------+
//| Nothing may be done before Init.                                 |
//+------------------------------------------------------------------+
CTradeChecks::CTradeChecks(void)
  {
   m_account=NULL;
   m_orders=NULL;
   m_failsafe=NULL;
   m_book=NULL;
   m_role=ROLE_MASTER;
   m_max_lots=0.0;
  }
//+------------------------------------------------------------------+
//| Names what is looked at.                                         |
//+------------------------------------------------------------------+
void CTradeChecks::Init(CAccount &account,COrders &orders,CFailSafe &failsafe,CBook &book)
  {
   m_account=GetPointer(account);
   m_orders=GetPointer(orders);
   m_failsafe=GetPointer(failsafe);
   m_book=GetPointer(book);
  }
//+------------------------------------------------------------------+
//| The role, and the most lots that one order may have (0 is no     |
//| limit).                                                          |
//+------------------------------------------------------------------+
void CTradeChecks::Limit(const ENUM_LOCKSTEP_ROLE role,const double max_lots)
  {
   m_role=role;
   m_max_lots=max_lots;
  }
//+------------------------------------------------------------------+
//| Whether this EA trades at all.                                   |
//+------------------------------------------------------------------+
bool CTradeChecks::MayTrade(string &error,string &message) const
  {
   error="MASTER_ROLE";
   message="InpRole is master: this EA never trades";
   return(m_role==ROLE_SLAVE);
  }
//+------------------------------------------------------------------+
//| Whether a close or a modification can be carried out at all.     |
//+------------------------------------------------------------------+
bool CTradeChecks::MayReduce(string &error,string &message) const
  {
   if(!MayTrade(error,message))
      return(false);
   error="NOT_CONNECTED";
   message="the terminal is not connected and synchronised";
   if(!m_account.IsSame() || !m_book.IsSynced())
      return(false);
   error="BUSY";
   message="too many requests without a result";
   return(!m_orders.IsFull());
  }
//+------------------------------------------------------------------+
//| Why no open may be sent at all; "" when it may.                  |
//+------------------------------------------------------------------+
string CTradeChecks::WhyBlocked(void) const
  {
   string blocked[];
   string reasons="";
   m_failsafe.Blocks(blocked);
   for(int i=0; i<ArraySize(blocked); i++)
      reasons+=(i>0 ? ", " : "")+blocked[i];
   if(!m_account.IsSame())
      return("account");
   if(StringLen(reasons)==0 && !m_book.IsSynced())
      return("not connected and synchronised");
   return(reasons);
  }
//+------------------------------------------------------------------+
//| Whether an open of a symbol and a volume may be sent at all.     |
//+------------------------------------------------------------------+
bool CTradeChecks::MayOpen(const string symbol,const double volume,string &error,string &message) const
  {
   error="BLOCKED";
   message=WhyBlocked();
   if(StringLen(message)>0)
      return(false);
   error="BUSY";
   if(m_orders.IsFull())
      return(false);
   error="SYMBOL_UNKNOWN";
   message="symbol \""+symbol+"\" is not at this broker";
   if(!IsSymbolKnown(symbol))
      return(false);
   error="ABOVE_EA_MAX_LOTS";
   message="InpMaxLots is "+DoubleToString(m_max_lots,2);
   return(m_max_lots<=0.0 || volume<=m_max_lots+LOCKSTEP_VOLUME_EPSILON);
  }
//+------------------------------------------------------------------+
//| Where a copy's magic already is; "" when nowhere. This is what   |
//| keeps a copy from being opened twice when all else has failed.   |
//+------------------------------------------------------------------+
string CTradeChecks::WhereMagic(const long magic,const long since,string &error)
  {
   error="MAGIC_EXISTS";
   if(magic==0)
      return("");
   if(m_orders.IsOpening(magic))
      return("a request that has no result yet");
   bool has_unread=false;
   for(int i=PositionsTotal()-1; i>=0; i--)
     {
      if(!SelectPositionAt(i))
         has_unread=true;
      else
        {
         if(PositionGetInteger(POSITION_MAGIC)==magic)
            return("position "+IntegerToString(PositionGetInteger(POSITION_IDENTIFIER)));
        }
     }
   for(int i=OrdersTotal()-1; i>=0; i--)
     {
      if(!SelectOrderAt(i))
         has_unread=true;
      else
        {
         if(OrderGetInteger(ORDER_MAGIC)==magic)
            return("order "+IntegerToString(OrderGetInteger(ORDER_TICKET)));
        }
     }
   const string found=m_history.Where(m_account.Login(),m_account.Server(),magic,since,error);
   if(StringLen(found)>0 || !has_unread)
      return(found);
   //--- it may be the one that is looked for
   error="HISTORY_UNAVAILABLE";
   return("a position or an order cannot be read yet");
  }
//+------------------------------------------------------------------+
//| Why the current price is not good enough; "" when it is.         |
//+------------------------------------------------------------------+
string CTradeChecks::WhyPrice(const CJsonReader &json,const int params,const MqlTradeRequest &request) const
  {
   double       worst=0.0;
   double       best=0.0;
   const double slack=SymbolInfoDouble(request.symbol,SYMBOL_POINT)/10.0;
   const bool   is_buy=(request.type==ORDER_TYPE_BUY);
   if(!json.GetDecimal(params,"worstPrice",worst))
      return("worstPrice is missing");
   const bool is_bad=is_buy ? (request.price>worst+slack) : (request.price<worst-slack);
   bool       is_too_good=false;
   if(json.GetDecimal(params,"bestPrice",best))
      is_too_good=is_buy ? (request.price<best-slack) : (request.price>best+slack);
   if(!is_bad && !is_too_good)
      return("");
   return("price "+PriceToText(request.symbol,request.price)+", worst "+PriceToText(request.symbol,worst)+
          ", best "+(best>0.0 ? PriceToText(request.symbol,best) : "any"));
  }
#endif
//+------------------------------------------------------------------+
