//+------------------------------------------------------------------+
//|                                                    MagicList.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Tickets and their magic numbers, at the places where a list of   |
//| the terminal has shown them. What stands here stays true when    |
//| that list has become another one: a ticket keeps its magic. A    |
//| magic of zero may be one that is not there yet: its ticket is    |
//| not known.                                                       |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_MAGICLIST_MQH
#define LOCKSTEP_MAGICLIST_MQH
//+------------------------------------------------------------------+
//| One list.                                                        |
//+------------------------------------------------------------------+
class CMagicList
  {
private:
   ulong             m_tickets[];
   long              m_magics[];
   int               m_count;

public:
                     CMagicList(void);
   void              Clear(void);
   void              Fit(const int total);
   bool              Knows(const int place,const ulong ticket) const;
   bool              Note(const int place,const ulong ticket,const long magic);
   long              Magic(const int place) const;
  };
//+------------------------------------------------------------------+
//| Knows nothing.                                                   |
//+------------------------------------------------------------------+
CMagicList::CMagicList(void)
  {
   m_count=0;
  }
//+------------------------------------------------------------------+
//| Forgets everything.                                              |
//+------------------------------------------------------------------+
void CMagicList::Clear(void)
  {
   m_count=0;
   ArrayResize(m_tickets,0);
   ArrayResize(m_magics,0);
  }
//+------------------------------------------------------------------+
//| The list has so many tickets now. A shorter one is another one,  |
//| and is read anew.                                                |
//+------------------------------------------------------------------+
void CMagicList::Fit(const int total)
  {
   if(total<m_count)
      Clear();
  }
//+------------------------------------------------------------------+
//| Whether this ticket stood at the place before, with its magic.   |
//+------------------------------------------------------------------+
bool CMagicList::Knows(const int place,const ulong ticket) const
  {
   return(ticket!=0 && place<m_count && m_tickets[place]==ticket);
  }
//+------------------------------------------------------------------+
//| Remembers what stands at a place, at the end of what is known at |
//| most; false when there is no memory.                             |
//+------------------------------------------------------------------+
bool CMagicList::Note(const int place,const ulong ticket,const long magic)
  {
   if(place>m_count)
      return(false);
   if(place>=ArraySize(m_tickets) &&
      (ArrayResize(m_magics,place+256)<0 || ArrayResize(m_tickets,place+256)<0))
      return(false);
   m_tickets[place]=(magic!=0) ? ticket : 0;
   m_magics[place]=magic;
   if(place==m_count)
      m_count++;
   return(true);
  }
//+------------------------------------------------------------------+
//| The magic of the ticket at a place that was noted.               |
//+------------------------------------------------------------------+
long CMagicList::Magic(const int place) const
  {
   return(m_magics[place]);
  }
#endif
//+------------------------------------------------------------------+
