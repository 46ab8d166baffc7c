//+------------------------------------------------------------------+
//|                                                  JournalFile.mqh |
//|                        Lockstep, a trade copier for MetaTrader 5 |
//+------------------------------------------------------------------+
//| The journal's file: read whole, replaced whole, or a line added  |
//| that is handed to the operating system at once. While it is held |
//| for adding lines, no other Expert Advisor may write it.          |
//+------------------------------------------------------------------+
#ifndef LOCKSTEP_JOURNALFILE_MQH
#define LOCKSTEP_JOURNALFILE_MQH
#include "Bytes.mqh"
#include "Files.mqh"
#include "Protocol.mqh"
//--- the first line is not longer, bytes
#define JOURNALFILE_HEAD_MAX   16384
//--- a larger file is to be written anew: one beyond FILES_SIZE_MAX is not read any more
#define JOURNALFILE_LARGE      50331648
//+------------------------------------------------------------------+
//| One file in MQL5/Files.                                          |
//+------------------------------------------------------------------+
class CJournalFile
  {
private:
   string            m_name;
   int               m_file;
   CByteQueue        m_queue;

public:
                     CJournalFile(void);
                    ~CJournalFile(void);
   void              Init(const string name);
   string            Name(void) const;
   bool              IsThere(void) const;
   bool              IsOwn(void) const;
   bool              IsLarge(void) const;
   string            Head(void) const;
   bool              Read(uchar &bytes[]) const;
   void              Begin(void);
   bool              Add(const string line);
   bool              Replace(void);
   bool              Hold(void);
   bool              IsOfAnother(void);
   bool              Append(const string line);
   void              Close(void);
  };
//+------------------------------------------------------------------+
//| No file.                                                         |
//+------------------------------------------------------------------+
CJournalFile::CJournalFile(void)
  {
   m_name="";
   m_file=INVALID_HANDLE;
  }
//+------------------------------------------------------------------+
//| Lets it go.                                                      |
//+------------------------------------------------------------------+
CJournalFile::~CJournalFile(void)
  {
   Close();
  }
//+------------------------------------------------------------------+
//| Names the file.                                                  |
//+------------------------------------------------------------------+
void CJournalFile::Init(const string name)
  {
   Close();
   m_name=name;
   RecoverFile(name);
  }
//+------------------------------------------------------------------+
//| Its name in MQL5/Files.                                          |
//+------------------------------------------------------------------+
string CJournalFile::Name(void) const
  {
   return(m_name);
  }
//+------------------------------------------------------------------+
//| Whether there is such a file.                                    |
//+------------------------------------------------------------------+
bool CJournalFile::IsThere(void) const
  {
   return(FileIsExist(m_name));
  }
//+------------------------------------------------------------------+
//| Whether it is held, and nobody else has written or replaced it.  |
//+------------------------------------------------------------------+
bool CJournalFile::IsOwn(void) const
  {
   if(m_file==INVALID_HANDLE || !FileIsExist(m_name))
      return(false);
   const int file=FileOpen(m_name,FILE_READ|FILE_BIN|FILE_SHARE_READ|FILE_SHARE_WRITE);
   if(file==INVALID_HANDLE)
      return(false);
   const bool is_own=(FileSize(file)==FileSize(m_file));
   FileClose(file);
   return(is_own);
  }
//+------------------------------------------------------------------+
//| Whether it is held and has grown large.                          |
//+------------------------------------------------------------------+
bool CJournalFile::IsLarge(void) const
  {
   return(m_file!=INVALID_HANDLE && FileSize(m_file)>JOURNALFILE_LARGE);
  }
//+------------------------------------------------------------------+
//| The first line, or "".                                           |
//+------------------------------------------------------------------+
string CJournalFile::Head(void) const
  {
   uchar     bytes[];
   const int file=FileOpen(m_name,FILE_READ|FILE_BIN|FILE_SHARE_READ|FILE_SHARE_WRITE);
   if(file==INVALID_HANDLE)
      return("");
   int count=JOURNALFILE_HEAD_MAX;
   if(FileSize(file)<(ulong)count)
      count=(int)FileSize(file);
   const bool is_read=(count>0 && FileReadArray(file,bytes,0,count)==(uint)count);
   FileClose(file);
   for(int i=0; is_read && i<count; i++)
     {
      if(bytes[i]==10)
         return(BytesToText(bytes,0,i));
     }
   return("");
  }
//+------------------------------------------------------------------+
//| All of it; false when it cannot be read.                         |
//+------------------------------------------------------------------+
bool CJournalFile::Read(uchar &bytes[]) const
  {
   return(ReadWholeFile(m_name,bytes));
  }
//+------------------------------------------------------------------+
//| Begins a new content.                                            |
//+------------------------------------------------------------------+
void CJournalFile::Begin(void)
  {
   m_queue.Init(FILES_SIZE_MAX);
  }
//+------------------------------------------------------------------+
//| Adds a line to it; false when there is no memory.                |
//+------------------------------------------------------------------+
bool CJournalFile::Add(const string line)
  {
   uchar     bytes[];
   const int count=TextToBytes(line,bytes);
   return(m_queue.Append(bytes,count));
  }
//+------------------------------------------------------------------+
//| Replaces the file by the new content, and holds it.              |
//+------------------------------------------------------------------+
bool CJournalFile::Replace(void)
  {
   uchar bytes[];
   Close();
   const int size=m_queue.Copy(0,m_queue.Size(),bytes);
   Begin();
   return(ReplaceFile(m_name,bytes,size) && Hold());
  }
//+------------------------------------------------------------------+
//| Opens the file that has the name now, for adding lines.          |
//+------------------------------------------------------------------+
bool CJournalFile::Hold(void)
  {
   Close();
   m_file=FileOpen(m_name,FILE_READ|FILE_WRITE|FILE_BIN|FILE_SHARE_READ);
   if(m_file==INVALID_HANDLE)
      return(false);
   return(FileSeek(m_file,0,SEEK_END));
  }
//+------------------------------------------------------------------+
//| Whether another Expert Advisor holds it now; it is not held here |
//| after that, unless nobody else has written it.                   |
//+------------------------------------------------------------------+
bool CJournalFile::IsOfAnother(void)
  {
   if(IsOwn() || !IsThere())
      return(false);
   const bool is_free=Hold();
   Close();
   return(!is_free);
  }
//+------------------------------------------------------------------+
//| Adds a line; after a failure the file may end within one.        |
//+------------------------------------------------------------------+
bool CJournalFile::Append(const string line)
  {
   if(m_file==INVALID_HANDLE)
      return(false);
   uchar      bytes[];
   const int  count=TextToBytes(line,bytes);
   const uint written=FileWriteArray(m_file,bytes,0,count);
   FileFlush(m_file);
   return(written==(uint)count);
  }
//+------------------------------------------------------------------+
//| Lets the file go.                                                |
//+------------------------------------------------------------------+
void CJournalFile::Close(void)
  {
   if(m_file!=INVALID_HANDLE)
      FileClose(m_file);
   m_file=INVALID_HANDLE;
  }
#endif
//+------------------------------------------------------------------+
