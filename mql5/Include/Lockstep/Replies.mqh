//+------------------------------------------------------------------+
//|                                                      Replies.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The two forms of an answer to a request: {"id","ok",...} with    |
//| what was asked for, or {"id","error",...}. `error` is a word of  |
//| the protocol, `message` is for people and is cut.                |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_REPLIES_MQH
#define LOCKSTEP_REPLIES_MQH
#include "JsonWriter.mqh"
//--- what became of a request: it has its answer, or it is to be tried again
#define REQUEST_DONE         0
#define REQUEST_WAIT         1
//--- letters of a message
#define REPLY_MESSAGE_MAX    500
//--- in answers that the journal keeps for a week
#define REPLY_KEPT_MAX       200
//+------------------------------------------------------------------+
//| Begins the answer of a request that was carried out; the caller  |
//| adds its members and ends the object.                            |
//+------------------------------------------------------------------+
void BeginReply(CJsonWriter &json,const string id)
  {
   json.BeginObject("");
   json.Text("id",id);
   json.Flag("ok",true);
  }
//+------------------------------------------------------------------+
//| The answer that a request was not carried out.                   |
//+------------------------------------------------------------------+
string FailureToJson(const string id,const string error,const string message,const int message_max)
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("id",id);
   json.Text("error",error);
   json.Text("message",StringSubstr(message,0,message_max));
   json.EndObject();
   return(json.Result());
  }
//+------------------------------------------------------------------+
//| The same with the trade server's return code.                    |
//+------------------------------------------------------------------+
string RejectionToJson(const string id,const string error,const uint retcode,const string message)
  {
   CJsonWriter json;
   json.BeginObject("");
   json.Text("id",id);
   json.Text("error",error);
   json.Number("retcode",(long)retcode);
   json.Text("message",StringSubstr(message,0,REPLY_KEPT_MAX));
   json.EndObject();
   return(json.Result());
  }
#endif
//+------------------------------------------------------------------+
