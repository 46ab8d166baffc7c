//+------------------------------------------------------------------+
//|                                                       Policy.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| What to do when the node is silent for too long, and which       |
//| positions are copies although their magic does not say so.       |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_POLICY_MQH
#define LOCKSTEP_POLICY_MQH
#include "JsonReader.mqh"
#include "JsonWriter.mqh"
#define POLICY_HOLD              0
#define POLICY_FLATTEN_COPIES    1
#define POLICY_FLATTEN_ALL       2
#define POLICY_SILENCE_MIN_S     1
#define POLICY_SILENCE_MAX_S     86400
//+------------------------------------------------------------------+
//| The policy that a word names, or -1.                             |
//+------------------------------------------------------------------+
int TextToPolicy(const string text)
  {
   if(text=="hold")
      return(POLICY_HOLD);
   if(text=="flatten_copies")
      return(POLICY_FLATTEN_COPIES);
   if(text=="flatten_all")
      return(POLICY_FLATTEN_ALL);
   return(-1);
  }
//+------------------------------------------------------------------+
//| The word for a policy.                                           |
//+------------------------------------------------------------------+
string PolicyToText(const int policy)
  {
   if(policy==POLICY_FLATTEN_COPIES)
      return("flatten_copies");
   if(policy==POLICY_FLATTEN_ALL)
      return("flatten_all");
   return("hold");
  }
//+------------------------------------------------------------------+
//| The policy of one account.                                       |
//+------------------------------------------------------------------+
class CPolicy
  {
private:
   int               m_kind;
   long              m_silence_s;
   ulong             m_also_ids[];

public:
                     CPolicy(void);
   void              Forget(void);
   bool              Read(const CJsonReader &json);
   void              Write(CJsonWriter &json) const;
   int               Kind(void) const;
   long              SilenceMs(void) const;
   bool              IsAlsoCopy(const ulong identifier) const;
   bool              HasOtherIds(const ulong &also_ids[]) const;
   bool              Set(const int kind,const long silence_s);
   bool              SetIds(const ulong &also_ids[]);
  };
//+------------------------------------------------------------------+
//| What a new account has.                                          |
//+------------------------------------------------------------------+
CPolicy::CPolicy(void)
  {
   Forget();
  }
//+------------------------------------------------------------------+
//| The same.                                                        |
//+------------------------------------------------------------------+
void CPolicy::Forget(void)
  {
   m_kind=POLICY_HOLD;
   m_silence_s=30;
   ArrayResize(m_also_ids,0);
  }
//+------------------------------------------------------------------+
//| Takes over what Write has written; nothing when it is not whole. |
//+------------------------------------------------------------------+
bool CPolicy::Read(const CJsonReader &json)
  {
   const int root=json.Root();
   long      silence_s=0;
   string    word="";
   ulong     also_ids[];
   if(!json.GetText(root,"onSilence",word) || !json.GetNumber(root,"silenceSeconds",silence_s))
      return(false);
   const int kind=TextToPolicy(word);
   if(kind<0 || silence_s<POLICY_SILENCE_MIN_S)
      return(false);
   ArrayResize(also_ids,0);
   int node=json.Child(json.Find(root,"alsoIds"));
   while(node>=0)
     {
      ulong     identifier=0;
      const int count=ArraySize(also_ids);
      if(!TextToUlong(json.Value(node),identifier) || ArrayResize(also_ids,count+1)<0)
         return(false);
      also_ids[count]=identifier;
      node=json.Next(node);
     }
   if(!SetIds(also_ids))
      return(false);
   Set(kind,silence_s);
   return(true);
  }
//+------------------------------------------------------------------+
//| Adds its members.                                                |
//+------------------------------------------------------------------+
void CPolicy::Write(CJsonWriter &json) const
  {
   json.Text("onSilence",PolicyToText(m_kind));
   json.Number("silenceSeconds",m_silence_s);
   json.BeginArray("alsoIds");
   for(int i=0; i<ArraySize(m_also_ids); i++)
      json.Ticket("",m_also_ids[i]);
   json.EndArray();
  }
//+------------------------------------------------------------------+
//| What to do.                                                      |
//+------------------------------------------------------------------+
int CPolicy::Kind(void) const
  {
   return(m_kind);
  }
//+------------------------------------------------------------------+
//| How long the node may be silent.                                 |
//+------------------------------------------------------------------+
long CPolicy::SilenceMs(void) const
  {
   return(m_silence_s*1000);
  }
//+------------------------------------------------------------------+
//| Whether a position is in the list of other copies.               |
//+------------------------------------------------------------------+
bool CPolicy::IsAlsoCopy(const ulong identifier) const
  {
   for(int i=0; i<ArraySize(m_also_ids); i++)
     {
      if(m_also_ids[i]==identifier)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
//| Whether a list is another one than that of now.                  |
//+------------------------------------------------------------------+
bool CPolicy::HasOtherIds(const ulong &also_ids[]) const
  {
   const int count=ArraySize(also_ids);
   bool      is_other=(count!=ArraySize(m_also_ids));
   for(int i=0; i<count && !is_other; i++)
      is_other=(also_ids[i]!=m_also_ids[i]);
   return(is_other);
  }
//+------------------------------------------------------------------+
//| Sets what to do, and when; false when that is as it was.         |
//+------------------------------------------------------------------+
bool CPolicy::Set(const int kind,const long silence_s)
  {
   const bool is_change=(kind!=m_kind || silence_s!=m_silence_s);
   m_kind=kind;
   m_silence_s=silence_s;
   return(is_change);
  }
//+------------------------------------------------------------------+
//| Sets the list; false when there is no memory for it.             |
//+------------------------------------------------------------------+
bool CPolicy::SetIds(const ulong &also_ids[])
  {
   const int count=ArraySize(also_ids);
   ArrayResize(m_also_ids,0);
   return(count==0 || ArrayCopy(m_also_ids,also_ids)==count);
  }
#endif
//+------------------------------------------------------------------+
