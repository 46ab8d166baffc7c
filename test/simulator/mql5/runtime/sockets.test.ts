import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { compile, instantiate } from '../../../../simulator/mql5/compile.ts';
import type { Host } from '../../../../simulator/mql5/runtime/host.ts';
import { socketLibrary } from '../../../../simulator/mql5/runtime/sockets.ts';
import { source } from '../builders.ts';
import { recordingHost } from '../run.ts';

/** A program that blocks cannot serve itself: the peer is another process. It echoes, and ends on `q`. */
const ECHO = `require('node:net').createServer((s)=>s.on('error',()=>0).on('data',(d)=>d.includes(113)?s.end('bye'):s.write(d))).listen(0,'127.0.0.1',function(){console.log(this.address().port)})`;

async function echoPort(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ECHO], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return Number(line.toString());
}

function runWithSockets(statements: string, phantomByte = false): string[] {
  const lines: string[] = [];
  const host: Host = recordingHost(lines);
  const sockets = socketLibrary({
    isAllowed: (name) => name === '127.0.0.1',
    fail: (code) => {
      host.lastError = code;
    },
    phantomByte,
  });
  onTestFinished(() => sockets.close());
  const { program } = compile(source(`void OnStart(){ ${statements} }`));
  if (program === null) throw new TypeError('the program of the test does not compile');
  const shared = Object.defineProperty({ ...host, functions: sockets.functions }, 'lastError', {
    get: () => host.lastError,
    set: (code: number) => {
      host.lastError = code;
    },
  });
  const instance = instantiate(program, shared);
  instance.start({});
  instance.call('OnStart');
  return lines;
}

test('a socket connects, sends, blocks until data is there, and sees the end', async () => {
  const port = await echoPort();
  const lines = runWithSockets(`
    int s=SocketCreate(); Print(SocketConnect(s,"127.0.0.1",${port},1000),SocketTimeouts(s,250,250));
    uchar o[]={1,2,3}; Print(SocketSend(s,o,3));
    uchar b[]; Print(SocketRead(s,b,3,2000)," ",b[0],b[2]);
    uchar e[]; Print(SocketRead(s,e,1,20)," ",GetLastError()," ",SocketIsConnected(s));
    uchar q[]={113}; Print(SocketSend(s,q,1)); uchar r[];
    Print(SocketRead(s,r,10,2000)," ",CharArrayToString(r)," ",SocketIsConnected(s)," ",SocketIsReadable(s));
    Print(SocketClose(s),SocketClose(s)," ",GetLastError());
  `);
  expect(lines).toEqual([
    'truetrue',
    '3',
    '3 13',
    '-1 5273 true',
    '1',
    '3 bye false 0',
    'truefalse 5270',
  ]);
});

test('what cannot be connected has its error', () => {
  const lines = runWithSockets(`
    int s=SocketCreate(); Print(SocketConnect(s,"10.0.0.1",1,50)," ",GetLastError());
    Print(SocketConnect(s,"127.0.0.1",1,200)," ",GetLastError());
    int n=0; while(SocketCreate()>=0) n++; Print(n," ",GetLastError());
  `);
  expect(lines).toEqual(['false 4014', 'false 5272', '127 5271']);
});

test('a terminal may report a byte that is not there', async () => {
  const port = await echoPort();
  const lines = runWithSockets(
    `int s=SocketCreate(); if(SocketConnect(s,"127.0.0.1",${port},1000)) Print(SocketIsReadable(s));`,
    true,
  );
  expect(lines).toEqual(['1']);
});
