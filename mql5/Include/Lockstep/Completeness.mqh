//+------------------------------------------------------------------+
//|                                                 Completeness.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Whether a list of positions may be believed to be all there is   |
//| (contract: Books and clocks). Nothing is ever closed because a   |
//| list was empty for want of data.                                 |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_COMPLETENESS_MQH
#define LOCKSTEP_COMPLETENESS_MQH
#include "Deals.mqh"
#define COMPLETENESS_START_MS 1000
//--- after the look through a history so many times as long as it took pass before the next
#define COMPLETENESS_REST     4
//--- but not longer than this: the computer may have slept during the look
#define COMPLETENESS_REST_MS  60000
//+------------------------------------------------------------------+
//| One position of a read: `changed` is POSITION_TIME_UPDATE_MSC.   |
//+------------------------------------------------------------------+
struct SListed
  {
   ulong             identifier;
   double            volume;
   long              changed;
  };
//+------------------------------------------------------------------+
//| Compares each read with the last complete one and with the       |
//| history.                                                         |
//+------------------------------------------------------------------+
class CCompleteness
  {
private:
   SListed           m_base[];
   int               m_base_count;
   bool              m_has_base;
   bool              m_is_trusted;
   //--- whether the account had a deal, now or at an earlier start
   bool              m_has_deals;
   ulong             m_next_start_check;

   bool              IsListed(const ulong identifier,const SListed &listed[],const int count,const int near) const;
   bool              IsClosureProven(const SListed &missing) const;
   bool              IsMoneyPlausible(const int count) const;
   bool              AgreesWithHistory(const SListed &listed[],const int count);
   bool              HasMoney(void) const;

public:
                     CCompleteness(void);
   void              Reset(const bool has_deals);
   void              Trust(void);
   bool              HasDeals(void) const;
   bool              Judge(const SListed &listed[],const int count,const ulong now);
  };
//+------------------------------------------------------------------+
//| No base yet.                                                     |
//+------------------------------------------------------------------+
CCompleteness::CCompleteness(void)
  {
   Reset(false);
  }
//+------------------------------------------------------------------+
//| For another account, or a new start; has_deals: whether deals of |
//| it were seen before.                                             |
//+------------------------------------------------------------------+
void CCompleteness::Reset(const bool has_deals)
  {
   m_base_count=0;
   m_has_base=false;
   m_is_trusted=false;
   m_has_deals=has_deals;
   m_next_start_check=0;
   ArrayResize(m_base,0);
  }
//+------------------------------------------------------------------+
//| An operator's word: the next connected read is the new base.     |
//+------------------------------------------------------------------+
void CCompleteness::Trust(void)
  {
   m_is_trusted=true;
  }
//+------------------------------------------------------------------+
//| Whether deals of the account were seen, now or before.           |
//+------------------------------------------------------------------+
bool CCompleteness::HasDeals(void) const
  {
   return(m_has_deals);
  }
//+------------------------------------------------------------------+
//| Judges a connected read. One that is complete becomes the base.  |
//+------------------------------------------------------------------+
bool CCompleteness::Judge(const SListed &listed[],const int count,const ulong now)
  {
   bool is_complete=m_is_trusted;
   if(!is_complete)
     {
      is_complete=IsMoneyPlausible(count);
      if(is_complete && !m_has_base)
        {
         //--- the whole history is looked through: not ten times a second
         if((long)(now-m_next_start_check)<0)
            return(false);
         is_complete=AgreesWithHistory(listed,count);
         const long rest_ms=(long)(GetTickCount64()-now)*COMPLETENESS_REST;
         m_next_start_check=now+COMPLETENESS_START_MS+(ulong)MathMin(rest_ms,COMPLETENESS_REST_MS);
        }
      for(int i=0; i<m_base_count && is_complete; i++)
        {
         if(!IsListed(m_base[i].identifier,listed,count,i))
            is_complete=IsClosureProven(m_base[i]);
        }
     }
   if(!is_complete)
      return(false);
   if(ArraySize(m_base)<count && ArrayResize(m_base,count+64)<0)
      return(false);
   for(int i=0; i<count; i++)
      m_base[i]=listed[i];
   m_base_count=count;
   m_has_base=true;
   m_is_trusted=false;
   return(true);
  }
//+------------------------------------------------------------------+
//| Whether an identifier is in a list, most likely near an index.   |
//+------------------------------------------------------------------+
bool CCompleteness::IsListed(const ulong identifier,const SListed &listed[],const int count,const int near) const
  {
   if(near<count && listed[near].identifier==identifier)
      return(true);
   for(int i=0; i<count; i++)
     {
      if(listed[i].identifier==identifier)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Whether deals explain that a position is gone: all its deals add |
//| up to nothing, or those since its last change closed its whole   |
//| volume and what they opened (an old position's opening deal may  |
//| be beyond the loaded history).                                   |
//+------------------------------------------------------------------+
bool CCompleteness::IsClosureProven(const SListed &missing) const
  {
   if(!HistorySelectByPosition((long)missing.identifier))
      return(false);
   double    net=0.0;
   double    closed=0.0;
   bool      has_opening=false;
   bool      has_closing=false;
   const int total=HistoryDealsTotal();
   for(int i=0; i<total; i++)
     {
      const ulong deal=HistoryDealGetTicket(i);
      //--- it may be one that opened more
      if(!IsReadableDeal(deal))
         return(false);
      if(!IsVolumeDeal(deal))
         continue;
      const double volume=HistoryDealGetDouble(deal,DEAL_VOLUME);
      const bool   is_new=(HistoryDealGetInteger(deal,DEAL_TIME_MSC)>missing.changed);
      const bool   is_closing=IsClosingDeal(deal);
      net+=(HistoryDealGetInteger(deal,DEAL_TYPE)==DEAL_TYPE_BUY) ? volume : -volume;
      if(is_new)
         closed+=is_closing ? volume : -volume;
      if(is_closing)
         has_closing=true;
      else
         has_opening=true;
     }
   if(has_opening && has_closing && MathAbs(net)<LOCKSTEP_VOLUME_EPSILON)
      return(true);
   return(closed>missing.volume-LOCKSTEP_VOLUME_EPSILON);
  }
//+------------------------------------------------------------------+
//| Money that only open positions can explain says that some are    |
//| missing.                                                         |
//+------------------------------------------------------------------+
bool CCompleteness::IsMoneyPlausible(const int count) const
  {
   if(count>0)
      return(true);
   if(AccountInfoDouble(ACCOUNT_MARGIN)>0.0 && OrdersTotal()==0)
      return(false);
   const double expected=AccountInfoDouble(ACCOUNT_BALANCE)+AccountInfoDouble(ACCOUNT_CREDIT);
   const double allowed=0.01+MathAbs(AccountInfoDouble(ACCOUNT_COMMISSION_BLOCKED));
   return(MathAbs(AccountInfoDouble(ACCOUNT_EQUITY)-expected)<=allowed+0.000001);
  }
//+------------------------------------------------------------------+
//| At the start: what the deals of each position add up to must be  |
//| what the list says. Positions whose opening deal is not loaded   |
//| are believed; while a deal cannot be read, no list is.           |
//+------------------------------------------------------------------+
bool CCompleteness::AgreesWithHistory(const SListed &listed[],const int count)
  {
   if(!HistorySelect(0,LOCKSTEP_FAR_FUTURE))
      return(false);
   const int total=HistoryDealsTotal();
   //--- every account begins with a deal, the one that paid its money in, and keeps those that it had
   if(total==0 && count==0 && (m_has_deals || !HasMoney()))
      return(false);
   if(total>0)
      m_has_deals=true;
   long      ids[];
   double    nets[];
   bool      is_whole[];
   int       ids_count=0;
   if(ArrayResize(ids,total)<0)
      return(false);
   for(int i=0; i<total; i++)
     {
      const ulong deal=HistoryDealGetTicket(i);
      if(!IsReadableDeal(deal))
         return(false);
      if(!IsVolumeDeal(deal))
         continue;
      ids[ids_count]=HistoryDealGetInteger(deal,DEAL_POSITION_ID);
      ids_count++;
     }
   if(ids_count==0)
      return(true);
   ArrayResize(ids,ids_count);
   ArraySort(ids);
   if(ArrayResize(nets,ids_count)<0 || ArrayResize(is_whole,ids_count)<0)
      return(false);
   ArrayInitialize(nets,0.0);
   ArrayInitialize(is_whole,false);
   for(int i=0; i<total; i++)
     {
      const ulong deal=HistoryDealGetTicket(i);
      if(deal==0 || !IsVolumeDeal(deal))
         continue;
      int place=ArrayBsearch(ids,HistoryDealGetInteger(deal,DEAL_POSITION_ID));
      //--- equal ids stand together: the first of them stands for all
      while(place>0 && ids[place-1]==ids[place])
         place--;
      const double volume=HistoryDealGetDouble(deal,DEAL_VOLUME);
      nets[place]+=(HistoryDealGetInteger(deal,DEAL_TYPE)==DEAL_TYPE_BUY) ? volume : -volume;
      if(HistoryDealGetInteger(deal,DEAL_ENTRY)==DEAL_ENTRY_IN)
         is_whole[place]=true;
     }
   for(int i=0; i<ids_count; i++)
     {
      if(!is_whole[i] || (i>0 && ids[i-1]==ids[i]))
         continue;
      double open=0.0;
      for(int k=0; k<count; k++)
        {
         if((long)listed[k].identifier==ids[i])
            open=listed[k].volume;
        }
      if(MathAbs(MathAbs(nets[i])-open)>LOCKSTEP_VOLUME_EPSILON*100.0)
         return(false);
     }
   return(true);
  }
//+------------------------------------------------------------------+
//| Whether the account has any: all zeros are what a terminal shows |
//| of one that it knows nothing of yet.                             |
//+------------------------------------------------------------------+
bool CCompleteness::HasMoney(void) const
  {
   return(AccountInfoDouble(ACCOUNT_BALANCE)!=0.0 || AccountInfoDouble(ACCOUNT_CREDIT)!=0.0 ||
          AccountInfoDouble(ACCOUNT_EQUITY)!=0.0);
  }
#endif
//+------------------------------------------------------------------+
