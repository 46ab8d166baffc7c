//+------------------------------------------------------------------+
//|                                                        State.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The file with what is remembered of an account. Charts of one    |
//| terminal on one account share it.                                |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_STATE_MQH
#define LOCKSTEP_STATE_MQH
#include "AccountMemory.mqh"
#include "Files.mqh"
//+------------------------------------------------------------------+
//| One file per login and server; every change is written at once.  |
//+------------------------------------------------------------------+
class CState : public CAccountMemory
  {
private:
   string            m_name;
   bool              m_is_healthy;
   bool              m_is_saved;
   bool              m_is_welcomed;

   void              TakeFile(void);
   bool              Save(void);

public:
                     CState(void);
   bool              Open(const string name);
   void              Heal(void);
   void              Refresh(void);
   bool              IsHealthy(void) const;
   bool              Welcome(const long lease);
   bool              SetPolicy(const int kind,const long silence_s,const ulong &also_ids[]);
   bool              SetSilence(const int kind,const long silence_s);
   void              Goodbye(void);
   void              NoteDeals(void);
  };
//+------------------------------------------------------------------+
//| Nothing is known before Open.                                    |
//+------------------------------------------------------------------+
CState::CState(void)
  {
   m_name="";
   m_is_healthy=false;
   m_is_saved=true;
   m_is_welcomed=false;
  }
//+------------------------------------------------------------------+
//| Reads the account's file, or begins one. A damaged file stays    |
//| where it is and blocks opens, as the lease in it must not be     |
//| forgotten; everything else goes on in memory, so that positions  |
//| can be closed.                                                   |
//+------------------------------------------------------------------+
bool CState::Open(const string name)
  {
   //--- this program may have served the account before
   const long seen=(name==m_name) ? m_highest_lease : 0;
   m_name=name;
   m_is_welcomed=false;
   Forget();
   RecoverFile(name);
   m_is_healthy=true;
   if(FileIsExist(name))
     {
      uchar bytes[];
      if(!ReadWholeFile(name,bytes) || !Parse(BytesToText(bytes,0,ArraySize(bytes))))
        {
         //--- nothing of a file that is read in part counts
         Forget();
         m_is_healthy=false;
         m_is_known=true;
         m_highest_lease=seen;
         Print("Lockstep: MQL5/Files/",name," cannot be read; opens are blocked, closes are not. ",
               "Move the file away if its highest lease may be forgotten");
         return(false);
        }
     }
   m_starts++;
   return(Save());
  }
//+------------------------------------------------------------------+
//| Begins a new file once the damaged one was moved away, and       |
//| writes again what a full disk did not take.                      |
//+------------------------------------------------------------------+
void CState::Heal(void)
  {
   if(m_is_healthy && !m_is_saved)
     {
      //--- without a welcome nothing here is newer than what another chart has written meanwhile
      if(!m_is_welcomed)
         TakeFile();
      if(Save())
         Print("Lockstep: MQL5/Files/",m_name," can be written again");
     }
   if(m_is_healthy || StringLen(m_name)==0 || FileIsExist(m_name))
      return;
   m_is_healthy=true;
   m_is_healthy=Save();
   if(m_is_healthy)
      Print("Lockstep: MQL5/Files/",m_name," was begun anew");
  }
//+------------------------------------------------------------------+
//| Takes over what another chart of this terminal has written since |
//| it was read here: its goodbye, its policy, a higher lease. What  |
//| is not on the disk yet is newer than the file, and a file that   |
//| cannot be read now changes nothing.                              |
//+------------------------------------------------------------------+
void CState::Refresh(void)
  {
   if(m_is_healthy && m_is_saved)
      TakeFile();
  }
//+------------------------------------------------------------------+
//| Takes over the file. One with a lower lease is older than what   |
//| is known here, whoever wrote it last: it is written anew.        |
//+------------------------------------------------------------------+
void CState::TakeFile(void)
  {
   uchar bytes[];
   if(!ReadWholeFile(m_name,bytes))
      return;
   const string text=BytesToText(bytes,0,ArraySize(bytes));
   const long   starts=m_starts;
   const bool   is_known=m_is_known;
   CJsonReader  json;
   long         lease=0;
   if(json.Parse(text) && json.GetNumber(json.Root(),"highestLease",lease) && lease<m_highest_lease)
     {
      m_is_saved=false;
      return;
     }
   if(!Parse(text))
      return;
   if(m_starts<starts)
      m_starts=starts;
   m_is_known=(m_is_known || is_known);
  }
//+------------------------------------------------------------------+
//| Writes the file.                                                 |
//+------------------------------------------------------------------+
bool CState::Save(void)
  {
   if(!m_is_healthy)
      return(false);
   uchar     bytes[];
   const int count=TextToBytes(Text(),bytes);
   const bool was_saved=m_is_saved;
   m_is_saved=ReplaceFile(m_name,bytes,count);
   if(was_saved && !m_is_saved)
      Print("Lockstep: MQL5/Files/",m_name," cannot be written, error ",GetLastError(),
            "; opens are blocked, closes are not");
   return(m_is_saved);
  }
//+------------------------------------------------------------------+
//| Whether the file could be read and written.                      |
//+------------------------------------------------------------------+
bool CState::IsHealthy(void) const
  {
   return(m_is_healthy && m_is_saved);
  }
//+------------------------------------------------------------------+
//| Accepts a node under its lease; false when a higher one was      |
//| seen. Beside a file that is damaged or cannot be written the     |
//| lease is kept in memory: copies have to be closed all the same.  |
//+------------------------------------------------------------------+
bool CState::Welcome(const long lease)
  {
   //--- a goodbye that another chart was told must not outlast this welcome
   Refresh();
   if(lease<m_highest_lease)
      return(false);
   const bool is_change=(lease!=m_highest_lease || m_has_goodbye || !m_is_known);
   m_highest_lease=lease;
   m_has_goodbye=false;
   m_is_known=true;
   m_is_welcomed=true;
   if(is_change && m_is_healthy && !Save())
      Print("Lockstep: lease ",lease," is kept in memory alone");
   return(true);
  }
//+------------------------------------------------------------------+
//| Takes a new policy; false when it could not be stored. Beside a  |
//| damaged file it is kept in memory, and the node gives it again.  |
//+------------------------------------------------------------------+
bool CState::SetPolicy(const int kind,const long silence_s,const ulong &also_ids[])
  {
   const bool is_new=m_policy.HasOtherIds(also_ids);
   if(is_new && !m_policy.SetIds(also_ids))
      return(false);
   if(!m_policy.Set(kind,silence_s) && !is_new)
      return(true);
   return(!m_is_healthy || Save());
  }
//+------------------------------------------------------------------+
//| The same, and the list of other copies stays as it is.           |
//+------------------------------------------------------------------+
bool CState::SetSilence(const int kind,const long silence_s)
  {
   return(!m_policy.Set(kind,silence_s) || !m_is_healthy || Save());
  }
//+------------------------------------------------------------------+
//| The node stops in order: its silence is no failure from here on. |
//+------------------------------------------------------------------+
void CState::Goodbye(void)
  {
   if(m_has_goodbye)
      return;
   m_has_goodbye=true;
   if(!Save())
      Print("Lockstep: the goodbye could not be stored; it holds until the EA is restarted");
  }
//+------------------------------------------------------------------+
//| Deals of the account were seen.                                  |
//+------------------------------------------------------------------+
void CState::NoteDeals(void)
  {
   if(m_has_deals)
      return;
   m_has_deals=true;
   Save();
  }
#endif
//+------------------------------------------------------------------+
