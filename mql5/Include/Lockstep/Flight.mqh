//+------------------------------------------------------------------+
//|                                                       Flight.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| One trade request that was sent, what became of it, and the      |
//| answer it leads to.                                              |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_FLIGHT_MQH
#define LOCKSTEP_FLIGHT_MQH
#include "Deals.mqh"
#include "Replies.mqh"
#include "Retcodes.mqh"
//--- what is on its way
#define FLIGHT_OPEN        0
#define FLIGHT_PENDING     1
#define FLIGHT_CLOSE       2
#define FLIGHT_MODIFY      3
#define FLIGHT_REMOVE      4
//+------------------------------------------------------------------+
//| One trade request that was sent, for `wanted` lots. `id` is ""   |
//| for the EA's own closes.                                         |
//+------------------------------------------------------------------+
struct SFlight
  {
   string            id;
   int               kind;
   uint              request_id;
   string            symbol;
   long              magic;
   ulong             identifier;
   ENUM_ORDER_TYPE_FILLING filling;
   ulong             sent_ms;
   ulong             answered_ms;
   ulong             sent_us;
   ulong             answered_us;
   bool              is_answered;
   bool              is_told;
   uint              retcode;
   ulong             order;
   ulong             deal;
   double            wanted;
   double            volume;
   double            price;
   string            comment;
  };
//+------------------------------------------------------------------+
//| A request that is about to be sent. The time of the sending      |
//| itself, `sent_us`, comes with it.                                |
//+------------------------------------------------------------------+
void BeginFlight(SFlight &flight,const MqlTradeRequest &request,const string id,const int kind,
                 const ulong identifier)
  {
   flight.id=id;
   flight.kind=kind;
   flight.request_id=0;
   flight.symbol=request.symbol;
   flight.magic=(long)request.magic;
   flight.identifier=identifier;
   flight.filling=request.type_filling;
   flight.sent_ms=GetTickCount64();
   flight.sent_us=0;
   flight.answered_ms=0;
   flight.answered_us=0;
   flight.is_answered=false;
   flight.is_told=false;
   flight.retcode=0;
   flight.order=request.order;
   flight.deal=0;
   flight.wanted=request.volume;
   flight.volume=0.0;
   flight.price=0.0;
   flight.comment="";
  }
//+------------------------------------------------------------------+
//| The answer to a request that has its result. What the result     |
//| left out is taken from the deal.                                 |
//+------------------------------------------------------------------+
string FlightToJson(const SFlight &flight)
  {
   const uint retcode=flight.retcode;
   if(!IsTaken(retcode))
      return(RejectionToJson(flight.id,IsDefiniteRefusal(retcode) ? "REJECTED" : "UNKNOWN",retcode,flight.comment));
   const ulong deal=flight.deal;
   ulong       identifier=flight.identifier;
   ulong       ticket=0;
   double      volume=flight.volume;
   double      price=flight.price;
   if(deal!=0 && HistoryDealSelect(deal))
     {
      identifier=(ulong)HistoryDealGetInteger(deal,DEAL_POSITION_ID);
      if(volume<=0.0)
         volume=HistoryDealGetDouble(deal,DEAL_VOLUME);
      if(price<=0.0)
         price=HistoryDealGetDouble(deal,DEAL_PRICE);
     }
   if(identifier==0 && flight.kind==FLIGHT_OPEN && SelectPosition(flight.order))
      identifier=flight.order;
   if(identifier!=0)
      ticket=SelectPosition(identifier) ? (ulong)PositionGetInteger(POSITION_TICKET) : identifier;
   CJsonWriter json;
   BeginReply(json,flight.id);
   json.Number("retcode",(long)retcode);
   json.Ticket("order",flight.order);
   json.Ticket("deal",deal);
   json.Ticket("position",identifier);
   json.Ticket("ticket",ticket);
   json.Text("volume",VolumeToText(flight.symbol,volume));
   json.Text("price",PriceToText(flight.symbol,price));
   json.Number("sentUs",(long)flight.sent_us);
   json.Number("answeredUs",(long)flight.answered_us);
   json.EndObject();
   return(json.Result());
  }
#endif
//+------------------------------------------------------------------+
