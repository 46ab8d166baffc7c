/**
 * The thread that owns the sockets of one MQL5 program. The program's own thread blocks in a call until
 * this one has answered; data that arrives meanwhile is kept here.
 */
import { connect, type Socket } from 'node:net';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';

/** A call of the program, answered by one message on the port and one step of the signal. */
export type SocketCall =
  | {
      readonly op: 'connect';
      readonly id: number;
      readonly host: string;
      readonly port: number;
      readonly ms: number;
    }
  | { readonly op: 'read'; readonly id: number; readonly count: number; readonly ms: number }
  | { readonly op: 'send'; readonly id: number; readonly bytes: Uint8Array; readonly ms: number }
  | { readonly op: 'state' | 'close'; readonly id: number };

export interface SocketAnswer {
  readonly ok: boolean;
  readonly bytes: Uint8Array;
  readonly readable: number;
}

interface Held {
  readonly socket: Socket;
  chunks: Buffer;
  alive: boolean;
  wake: () => void;
}

/** More than this unread stops reading from the peer, so that memory stays bounded. */
const MAX_UNREAD = 16 * 1024 * 1024;
const held = new Map<number, Held>();

function hold(id: number, socket: Socket): void {
  const entry: Held = { socket, chunks: Buffer.alloc(0), alive: true, wake: () => undefined };
  held.set(id, entry);
  socket.setNoDelay(true);
  socket.on('data', (data) => {
    entry.chunks = Buffer.concat([entry.chunks, data]);
    if (entry.chunks.length > MAX_UNREAD) socket.pause();
    entry.wake();
  });
  const end = (): void => {
    entry.alive = false;
    entry.wake();
  };
  socket.on('end', end);
  socket.on('close', end);
  socket.on('error', end);
}

async function open({
  id,
  host,
  port,
  ms,
}: Extract<SocketCall, { op: 'connect' }>): Promise<boolean> {
  const socket = connect({ host, port });
  return new Promise((resolve) => {
    const finish = (ok: boolean): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      if (ok) hold(id, socket);
      else {
        socket.on('error', () => undefined);
        socket.destroy();
      }
      resolve(ok);
    };
    const timer = setTimeout(() => finish(false), ms);
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}

/** Waits until all of `count` is there, the peer is gone or the time is over: a blocking recv. */
async function take(entry: Held, count: number, ms: number): Promise<Uint8Array> {
  const until = performance.now() + ms;
  while (entry.chunks.length < count && entry.alive) {
    const rest = until - performance.now();
    if (rest <= 0) break;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, rest);
      entry.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
  const taken = entry.chunks.subarray(0, count);
  entry.chunks = entry.chunks.subarray(taken.length);
  if (entry.chunks.length <= MAX_UNREAD) entry.socket.resume();
  return Uint8Array.from(taken);
}

async function send(entry: Held, bytes: Uint8Array, ms: number): Promise<boolean> {
  if (!entry.alive) return false;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    entry.socket.write(bytes, (error) => {
      clearTimeout(timer);
      resolve(error === undefined || error === null);
    });
  });
}

async function answer(call: SocketCall): Promise<SocketAnswer> {
  const none = new Uint8Array();
  if (call.op === 'connect') return { ok: await open(call), bytes: none, readable: 0 };
  const entry = held.get(call.id);
  if (entry === undefined) return { ok: false, bytes: none, readable: 0 };
  let ok = entry.alive;
  let bytes: Uint8Array = none;
  if (call.op === 'read') bytes = await take(entry, call.count, call.ms);
  if (call.op === 'send') ok = await send(entry, call.bytes, call.ms);
  if (call.op === 'close') {
    held.delete(call.id);
    entry.socket.destroy();
  }
  return { ok: call.op === 'send' ? ok : entry.alive, bytes, readable: entry.chunks.length };
}

const { port, signal } = workerData as { port: MessagePort; signal: Int32Array };
parentPort?.unref();
async function reply(call: SocketCall): Promise<void> {
  port.postMessage(await answer(call));
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}

port.on('message', (call: SocketCall) => void reply(call));
