import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { Arr } from '../../../simulator/mql5/runtime/arr.ts';
import { AccountView } from '../../../simulator/terminal/account-view.ts';
import { socketLibrary } from '../../../simulator/terminal/functions-sockets.ts';
import { ListFaults } from '../../../simulator/terminal/list-faults.ts';
import { MarketWatch } from '../../../simulator/terminal/market-watch.ts';
import { parseTerminalFile } from '../../../simulator/terminal/terminal-file.ts';
import type { ExpertOptions, ToExpert } from '../../../simulator/terminal/terminal-message.ts';
import { SIGNAL, SIGNAL_WORDS, ThreadGate } from '../../../simulator/terminal/thread-gate.ts';

const { options: DEFAULTS } = parseTerminalFile(
  { name: 'x', role: 'slave', login: '1', broker: 'b.json', stateFolder: 's' },
  '/x.json',
);

/** The functions as a program calls them, with the terminal's messages laid into its port. */
function program(changes: Partial<ExpertOptions> = {}) {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const signal = new Int32Array(new SharedArrayBuffer(4 * SIGNAL_WORDS));
  const gate = new ThreadGate(port2, signal);
  const errors: number[] = [];
  const { functions, take } = socketLibrary({
    gate,
    view: new AccountView(new ListFaults(() => 0)),
    market: new MarketWatch(() => undefined),
    start: {
      program: '',
      name: 'x',
      inputs: {},
      folder: '',
      commonFolder: '',
      chartSymbol: '',
      options: { ...DEFAULTS, ...changes },
    },
    waitMs: (ms) => ms,
    fail: (code) => errors.push(code),
    isTradeAllowed: () => true,
  });
  gate.serve((message) => {
    if ('socket' in message) take(message);
  });
  const tell = (message: ToExpert): void => {
    port1.postMessage(message);
    Atomics.add(signal, SIGNAL.messages, 1);
  };
  const call = (name: string, ...args: unknown[]): unknown => functions[name]?.(...args);
  return { call, tell, errors };
}

const buffer = (...bytes: number[]): Arr => {
  const array = new Arr(() => 0, [0], true, 'u1');
  array.resize(bytes.length);
  for (const [index, byte] of bytes.entries()) array.data[index] = byte;
  return array;
};

/** A socket that is connected. */
function connected(changes: Partial<ExpertOptions> = {}) {
  const own = program(changes);
  const id = own.call('SocketCreate') as number;
  own.tell({ type: 'opened', socket: id, ok: true });
  // The answer lies in the port before the question: the same order as in a terminal.
  own.call('SocketConnect', id, '127.0.0.1', 1, 300);
  return { ...own, id };
}

test('at most 128 sockets exist (1)', () => {
  const { call, errors } = program();
  for (let count = 0; count < 128; count++) call('SocketCreate');
  expect(call('SocketCreate')).toBe(-1);
  expect(errors).toEqual([5271]);
  expect(call('SocketClose', 7)).toBe(true);
  expect(call('SocketCreate')).toBe(129);
});

test('an address that is not on the list is refused with 4014', () => {
  const { call, errors } = program();
  expect(call('SocketConnect', call('SocketCreate'), 'example.com', 80, 300)).toBe(false);
  expect(errors).toEqual([4014]);
});

test('bytes that came before a loss stay readable after it, and the loss is noticed then (3, 4)', () => {
  const { call, tell, id } = connected();
  tell({ type: 'bytes', socket: id, bytes: Uint8Array.of(1, 2, 3) });
  tell({ type: 'gone', socket: id });
  expect(call('SocketIsConnected', id)).toBe(true);
  expect(call('SocketIsReadable', id)).toBe(3);
  expect(call('SocketIsConnected', id)).toBe(false);
  const read = buffer(9);
  expect(call('SocketRead', id, read, 3, 1)).toBe(3);
  expect([...read.data]).toEqual([9, 1, 2, 3]);
});

test('a read that times out answers −1, and costs the connection only where it is asked for (2)', () => {
  for (const readTimeoutDrops of [false, true]) {
    const { call, id, errors } = connected({ readTimeoutDrops });
    expect(call('SocketRead', id, buffer(), 1, 1)).toBe(-1);
    expect(errors).toEqual([5273]);
    expect(call('SocketIsConnected', id)).toBe(!readTimeoutDrops);
  }
});

test('a read of more than is there hands over what is there when its time is over (2)', () => {
  const { call, tell, id } = connected();
  tell({ type: 'bytes', socket: id, bytes: Uint8Array.of(1, 2) });
  const read = buffer();
  expect(call('SocketRead', id, read, 10, 1)).toBe(2);
  expect([...read.data]).toEqual([1, 2]);
});

test('a phantom byte is readable and cannot be read', () => {
  const { call, id } = connected({ phantomByte: true });
  expect(call('SocketIsReadable', id)).toBe(1);
  expect(call('SocketRead', id, buffer(), 1, 1)).toBe(-1);
  expect(call('SocketIsConnected', id)).toBe(true);
});

test('a send takes what the window has room for, and loses the connection when there is none (5)', () => {
  const { call, tell, id, errors } = connected();
  call('SocketTimeouts', id, 1, 1);
  const bytes = new Arr(() => 0, [70_000], true, 'u1');
  expect(call('SocketSend', id, bytes, 70_000)).toBe(65_536);
  expect(call('SocketIsWritable', id)).toBe(false);
  tell({ type: 'sent', socket: id, count: 65_536 });
  expect(call('SocketIsWritable', id)).toBe(true);
  expect(call('SocketSend', id, bytes, 65_536)).toBe(65_536);
  expect(call('SocketSend', id, bytes, 1)).toBe(-1);
  expect(errors).toEqual([5273]);
  expect(call('SocketIsConnected', id)).toBe(false);
});
