import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { compile, instantiate } from '../../../../simulator/mql5/compile.ts';
import type { Host } from '../../../../simulator/mql5/runtime/host.ts';
import { fileFunctions } from '../../../../simulator/mql5/runtime/files.ts';
import { source } from '../builders.ts';
import { recordingHost } from '../run.ts';

/** Runs `OnStart` with the given statements in fresh folders. */
function runWithFiles(statements: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const lines: string[] = [];
  const host: Host = recordingHost(lines);
  const folders = {
    own: join(folder, 'own'),
    common: join(folder, 'common'),
    fail: (code: number) => {
      host.lastError = code;
    },
  };
  const { program } = compile(source(`void OnStart(){ ${statements} }`));
  if (program === null) throw new TypeError('the program of the test does not compile');
  const instance = instantiate(program, {
    ...host,
    functions: fileFunctions(folders),
    get lastError() {
      return host.lastError;
    },
    set lastError(code: number) {
      host.lastError = code;
    },
  });
  instance.start({});
  instance.call('OnStart');
  return lines;
}

test('what was written is read again, appended and replaced', () => {
  const lines = runWithFiles(`
    uchar a[]={1,2,3}; int f=FileOpen("d\\\\x.bin",FILE_WRITE|FILE_BIN);
    Print(FileWriteArray(f,a)," ",FileSize(f)); FileFlush(f); FileClose(f);
    f=FileOpen("d\\\\x.bin",FILE_READ|FILE_WRITE|FILE_BIN); bool ok=FileSeek(f,0,SEEK_END);
    Print(ok,FileWriteArray(f,a,2)); ok=FileSeek(f,1,SEEK_SET);
    uchar b[]; Print(FileReadArray(f,b)," ",b[0],b[2]," ",FileIsEnding(f)); FileClose(f);
    Print(FileMove("d\\\\x.bin",0,"y.bin",0),FileIsExist("y.bin"),FileIsExist("d\\\\x.bin"),FileDelete("y.bin"));
  `);
  expect(lines).toEqual(['3 3', 'true1', '3 23 true', 'truetruefalsetrue']);
});

test('text is written and read by lines', () => {
  const lines = runWithFiles(`
    int f=FileOpen("t.txt",FILE_WRITE|FILE_READ|FILE_TXT|FILE_ANSI);
    Print(FileWriteString(f,"one\\r\\ntwo\\r\\n")); bool ok=FileSeek(f,0,SEEK_SET);
    while(!FileIsEnding(f)) Print(FileReadString(f)); FileClose(f); Print(ok);
  `);
  expect(lines).toEqual(['10', 'one', 'two', 'true']);
});

test('numbers, arrays and structures keep their bytes', () => {
  const lines = runWithFiles(`
    int f=FileOpen("n.bin",FILE_WRITE|FILE_READ|FILE_BIN); MqlTick t={},r={}; t.bid=1.25; t.flags=6; t.time=9;
    Print(FileWriteInteger(f,-2,2),FileWriteInteger(f,300,1),FileWriteInteger(f,-7)," ",FileWriteLong(f,-5),FileWriteDouble(f,0.5),FileWriteFloat(f,2.5));
    double d[]={1.5,2.5}; long l[2]={-1,9}; Print(FileWriteArray(f,d),FileWriteArray(f,l,1)," ",FileWriteStruct(f,t)==sizeof(MqlTick));
    bool ok=FileSeek(f,0,SEEK_SET);
    Print(FileReadInteger(f,2)," ",FileReadInteger(f,1)," ",FileReadInteger(f)," ",FileReadLong(f)," ",FileReadDouble(f)," ",FileReadFloat(f));
    double e[]; long m[1]; Print(FileReadArray(f,e,0,2),e[1]," ",FileReadArray(f,m),m[0]," ",FileReadStruct(f,r)==sizeof(MqlTick),r.bid,r.flags,(long)r.time);
    Print(FileReadStruct(f,r)," ",FileReadLong(f)," ",ok); FileClose(f);
  `);
  expect(lines).toEqual([
    '214 884',
    '21 true',
    '-2 44 -7 -5 0.5 2.5',
    '22.5 19 true1.2569',
    '0 0 true',
  ]);
});

test('FileWrite puts the delimiter between its values', () => {
  const lines = runWithFiles(`
    int f=FileOpen("t.csv",FILE_WRITE|FILE_READ|FILE_CSV|FILE_ANSI,';');
    Print(FileWrite(f,"a",1,0.5,true)); bool ok=FileSeek(f,0,SEEK_SET); Print(FileReadString(f),ok); FileClose(f);
  `);
  expect(lines).toEqual(['14', 'a;1;0.5;truetrue']);
});

test.each([
  ['a file that is not there', 'FileOpen("none.bin",FILE_READ|FILE_BIN)', '-1 5019'],
  ['a name that leaves the folder', 'FileOpen("..\\\\x.bin",FILE_WRITE|FILE_BIN)', '-1 5002'],
  ['a handle that is none', 'FileSize(77)', '0 5007'],
  ['a move of nothing', 'FileMove("a",0,"b",0)', 'false 5019'],
])('%s fails with its error', (_, call, expected) => {
  expect(runWithFiles(`Print(${call}," ",GetLastError());`)).toEqual([expected]);
});
