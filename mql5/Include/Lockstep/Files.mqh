//+------------------------------------------------------------------+
//|                                                        Files.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| Whole small files in MQL5/Files, replaced so that a crash leaves |
//| either the old or the new one.                                   |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_FILES_MQH
#define LOCKSTEP_FILES_MQH
#define FILES_SIZE_MAX 67108864
//+------------------------------------------------------------------+
//| Reads a whole file; false when it cannot be read.                |
//+------------------------------------------------------------------+
bool ReadWholeFile(const string name,uchar &bytes[])
  {
   ArrayResize(bytes,0);
   const int file=FileOpen(name,FILE_READ|FILE_BIN|FILE_SHARE_READ|FILE_SHARE_WRITE);
   if(file==INVALID_HANDLE)
      return(false);
   const ulong size=FileSize(file);
   bool        is_read=(size==0);
   if(size>0 && size<=FILES_SIZE_MAX)
      is_read=(FileReadArray(file,bytes,0,(int)size)==(uint)size);
   FileClose(file);
   return(is_read);
  }
//+------------------------------------------------------------------+
//| Replaces a file's content by way of a second file that is        |
//| renamed. Where that fails the second one goes: it may fill a     |
//| disk, and must not be taken for the file at a later start.       |
//+------------------------------------------------------------------+
bool ReplaceFile(const string name,const uchar &bytes[],const int count)
  {
   const string fresh=name+".new";
   const int    file=FileOpen(fresh,FILE_WRITE|FILE_BIN);
   if(file==INVALID_HANDLE)
      return(false);
   const uint written=FileWriteArray(file,bytes,0,count);
   FileFlush(file);
   FileClose(file);
   if(written!=(uint)count)
     {
      FileDelete(fresh);
      return(false);
     }
   if(FileMove(fresh,0,name,FILE_REWRITE))
      return(true);
   if(FileIsExist(name))
      FileDelete(fresh);
   return(false);
  }
//+------------------------------------------------------------------+
//| Uses the second file if a crash came between the old one's       |
//| removal and the new one's renaming.                              |
//+------------------------------------------------------------------+
void RecoverFile(const string name)
  {
   const string fresh=name+".new";
   if(FileIsExist(name) || !FileIsExist(fresh))
      return;
   if(!FileMove(fresh,0,name,0))
      Print("Lockstep: cannot rename ",fresh," to ",name,", error ",GetLastError());
  }
#endif
//+------------------------------------------------------------------+
