//+------------------------------------------------------------------+
//|                                                    DealsSeen.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The newest deals that trade transactions told of, by their       |
//| order: a result may name its order only. Older ones are          |
//| forgotten, and no deal found means nothing.                      |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_DEALSSEEN_MQH
#define LOCKSTEP_DEALSSEEN_MQH
#define DEALS_SEEN_MAX     256
//+------------------------------------------------------------------+
//| A ring: the next one takes the place of the oldest.              |
//+------------------------------------------------------------------+
class CDealsSeen
  {
private:
   ulong             m_deals[DEALS_SEEN_MAX];
   ulong             m_orders[DEALS_SEEN_MAX];
   int               m_next;

public:
                     CDealsSeen(void);
   void              Reset(void);
   void              Add(const ulong deal,const ulong order);
   ulong             DealOf(const ulong order) const;
   double            VolumeOf(const ulong order) const;
  };
//+------------------------------------------------------------------+
//| None was seen.                                                   |
//+------------------------------------------------------------------+
CDealsSeen::CDealsSeen(void)
  {
   Reset();
  }
//+------------------------------------------------------------------+
//| For another account.                                             |
//+------------------------------------------------------------------+
void CDealsSeen::Reset(void)
  {
   m_next=0;
   ArrayInitialize(m_deals,0);
   ArrayInitialize(m_orders,0);
  }
//+------------------------------------------------------------------+
//| Remembers a deal, once.                                          |
//+------------------------------------------------------------------+
void CDealsSeen::Add(const ulong deal,const ulong order)
  {
   for(int i=0; i<DEALS_SEEN_MAX; i++)
     {
      if(m_deals[i]==deal)
         return;
     }
   m_deals[m_next]=deal;
   m_orders[m_next]=order;
   m_next=(m_next+1)%DEALS_SEEN_MAX;
  }
//+------------------------------------------------------------------+
//| A deal of an order; 0 when none was seen.                        |
//+------------------------------------------------------------------+
ulong CDealsSeen::DealOf(const ulong order) const
  {
   for(int i=0; i<DEALS_SEEN_MAX; i++)
     {
      if(m_deals[i]!=0 && m_orders[i]==order)
         return(m_deals[i]);
     }
   return(0);
  }
//+------------------------------------------------------------------+
//| What the deals of an order that can be read add up to, lots.     |
//+------------------------------------------------------------------+
double CDealsSeen::VolumeOf(const ulong order) const
  {
   double volume=0.0;
   for(int i=0; i<DEALS_SEEN_MAX; i++)
     {
      if(m_deals[i]!=0 && m_orders[i]==order && HistoryDealSelect(m_deals[i]))
         volume+=HistoryDealGetDouble(m_deals[i],DEAL_VOLUME);
     }
   return(volume);
  }
#endif
//+------------------------------------------------------------------+
