//+------------------------------------------------------------------+
//|                                                      Flights.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The list of the requests on their way: what is under way, and    |
//| who gives way when there is no room for another one.             |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_FLIGHTS_MQH
#define LOCKSTEP_FLIGHTS_MQH
#include "Flight.mqh"
#define FLIGHTS_MAX        512
//+------------------------------------------------------------------+
//| A list with a limit.                                             |
//+------------------------------------------------------------------+
class CFlights
  {
private:
   int               Expendable(void) const;

protected:
   SFlight           m_flights[];
   int               m_count;

   void              Clear(void);
   int               Place(void);
   void              Remove(const int index);
   void              Number(const int index,const uint request_id);

public:
                     CFlights(void);
   bool              IsFull(void) const;
   bool              IsAwaiting(void) const;
   bool              IsFlying(const string id) const;
   bool              IsOpening(const long magic) const;
   bool              IsClosing(const ulong identifier) const;
  };
//+------------------------------------------------------------------+
//| Nothing is on its way.                                           |
//+------------------------------------------------------------------+
CFlights::CFlights(void)
  {
   Clear();
  }
//+------------------------------------------------------------------+
//| Forgets all of them.                                             |
//+------------------------------------------------------------------+
void CFlights::Clear(void)
  {
   m_count=0;
   ArrayResize(m_flights,0);
  }
//+------------------------------------------------------------------+
//| The place for a request that is about to be sent; -1 when there  |
//| is none.                                                         |
//+------------------------------------------------------------------+
int CFlights::Place(void)
  {
   if(IsFull())
      return(-1);
   if(m_count>=FLIGHTS_MAX)
      Remove(Expendable());
   if(m_count>=ArraySize(m_flights) && ArrayResize(m_flights,m_count+64)<0)
      return(-1);
   m_count++;
   return(m_count-1);
  }
//+------------------------------------------------------------------+
//| Whether no further request may be sent now.                      |
//+------------------------------------------------------------------+
bool CFlights::IsFull(void) const
  {
   return(m_count>=FLIGHTS_MAX && Expendable()<0);
  }
//+------------------------------------------------------------------+
//| The oldest request that may be forgotten for another one: it was |
//| answered as UNKNOWN and opens nothing, or -1. Closes are sent    |
//| again and again: those that a trade server has swallowed must    |
//| not keep the next ones from leaving.                             |
//+------------------------------------------------------------------+
int CFlights::Expendable(void) const
  {
   int oldest=-1;
   for(int i=0; i<m_count; i++)
     {
      if(!m_flights[i].is_told || m_flights[i].kind==FLIGHT_OPEN || m_flights[i].kind==FLIGHT_PENDING)
         continue;
      if(oldest<0 || m_flights[i].sent_ms<m_flights[oldest].sent_ms)
         oldest=i;
     }
   return(oldest);
  }
//+------------------------------------------------------------------+
//| Whether any request waits for its result.                        |
//+------------------------------------------------------------------+
bool CFlights::IsAwaiting(void) const
  {
   for(int i=0; i<m_count; i++)
     {
      if(!m_flights[i].is_answered && !m_flights[i].is_told)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Whether a request waits for its result.                          |
//+------------------------------------------------------------------+
bool CFlights::IsFlying(const string id) const
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_flights[i].id==id && !m_flights[i].is_told)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Whether an opening request with a magic has no result yet.       |
//+------------------------------------------------------------------+
bool CFlights::IsOpening(const long magic) const
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_flights[i].magic==magic && (m_flights[i].kind==FLIGHT_OPEN || m_flights[i].kind==FLIGHT_PENDING))
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Whether a close of a position has no result yet.                 |
//+------------------------------------------------------------------+
bool CFlights::IsClosing(const ulong identifier) const
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_flights[i].identifier==identifier && m_flights[i].kind==FLIGHT_CLOSE && !m_flights[i].is_told)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Forgets a flight; the last one takes its place.                  |
//+------------------------------------------------------------------+
void CFlights::Remove(const int index)
  {
   m_count--;
   if(index<m_count)
      m_flights[index]=m_flights[m_count];
  }
//+------------------------------------------------------------------+
//| A flight's number. The terminal counts from 1 in each session: a |
//| flight that had it before gets no result any more.               |
//+------------------------------------------------------------------+
void CFlights::Number(const int index,const uint request_id)
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_flights[i].request_id==request_id)
         m_flights[i].request_id=0;
     }
   m_flights[index].request_id=request_id;
  }
#endif
//+------------------------------------------------------------------+
