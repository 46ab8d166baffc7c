/**
 * The socket functions of MQL5 over real TCP. A call blocks its thread, as in MT5: a second thread owns
 * the connections, and this one waits for its answer.
 * Invariants: 1. at most 128 sockets (5271); 2. SocketRead waits until everything asked for is there, or
 * its time is over: timeout 0 means 120 s; 3. what arrived is handed over even when −1 is answered.
 */
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import type { Arr } from './arr.ts';
import type { LibraryFunction } from './host.ts';
import type { SocketAnswer, SocketCall } from './socket-thread.ts';

const ERROR = { notAllowed: 4014, handle: 5270, tooMany: 5271, connect: 5272, io: 5273 };
const MAX_SOCKETS = 128;
const ZERO_MEANS_MS = 120_000;
/** An answer later than its own timeout by this much means that the thread is gone. */
const GRACE_MS = 5_000;

/** Node 20 runs no TypeScript by itself, and a thread does not inherit the loader of its parent. */
const RUN_SOURCE = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(require('node:worker_threads').workerData.url);
});`;

export interface SocketOptions {
  /** The list of allowed addresses, for example `127.0.0.1`. */
  readonly isAllowed: (host: string) => boolean;
  /** Sets `_LastError`. */
  readonly fail: (code: number) => void;
  /** Lets SocketIsReadable say 1 when nothing is there, as a terminal may. */
  readonly phantomByte?: boolean;
}

interface Entry {
  connected: boolean;
  sendMs: number;
}

export interface SocketLibrary {
  readonly functions: Record<string, LibraryFunction>;
  /** Ends all connections and the thread. */
  readonly close: () => Promise<void>;
}

export function socketLibrary(options: SocketOptions): SocketLibrary {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const url = new URL(import.meta.url.replace(/sockets(\.[jt]s)/, 'socket-thread$1'));
  const data = { port: port2, signal, url: url.href };
  const worker = url.pathname.endsWith('.ts')
    ? new Worker(RUN_SOURCE, { eval: true, workerData: data, transferList: [port2] })
    : new Worker(url, { workerData: data, transferList: [port2] });
  worker.unref();
  port1.unref();
  const entries = new Map<number, Entry>();
  let nextId = 1;

  const ask = (call: SocketCall, ms: number): SocketAnswer => {
    const before = Atomics.load(signal, 0);
    port1.postMessage(call);
    Atomics.wait(signal, 0, before, ms + GRACE_MS);
    const received = receiveMessageOnPort(port1);
    return (
      (received?.message as SocketAnswer | undefined) ?? {
        ok: false,
        bytes: new Uint8Array(),
        readable: 0,
      }
    );
  };
  const failed = <T>(code: number, value: T): T => {
    options.fail(code);
    return value;
  };
  const use = <T>(id: number, otherwise: T, act: (entry: Entry) => T): T => {
    const entry = entries.get(id);
    return entry === undefined ? failed(ERROR.handle, otherwise) : act(entry);
  };
  const state = (id: number, entry: Entry): SocketAnswer => {
    const answer = ask({ op: 'state', id }, 0);
    if (!answer.ok) entry.connected = false;
    return answer;
  };
  const functions: Record<string, LibraryFunction> = {
    SocketCreate: (): number => {
      if (entries.size >= MAX_SOCKETS) return failed(ERROR.tooMany, -1);
      entries.set(nextId, { connected: false, sendMs: ZERO_MEANS_MS });
      return nextId++;
    },
    SocketClose: (id: number): boolean =>
      use(id, false, () => {
        ask({ op: 'close', id }, 0);
        return entries.delete(id);
      }),
    SocketConnect: (id: number, host: string, port: number, ms: number): boolean =>
      use(id, false, (entry) => {
        if (!options.isAllowed(host)) return failed(ERROR.notAllowed, false);
        entry.connected = ask({ op: 'connect', id, host, port, ms: ms || ZERO_MEANS_MS }, ms).ok;
        return entry.connected || failed(ERROR.connect, false);
      }),
    SocketIsConnected: (id: number): boolean => entries.get(id)?.connected ?? false,
    SocketIsReadable: (id: number): number =>
      use(id, 0, (entry) => {
        const { readable } = state(id, entry);
        return readable === 0 && options.phantomByte === true && entry.connected ? 1 : readable;
      }),
    SocketIsWritable: (id: number): boolean => use(id, false, (entry) => state(id, entry).ok),
    SocketTimeouts: (id: number, sendMs: number): boolean =>
      use(id, false, (entry) => {
        entry.sendMs = sendMs || ZERO_MEANS_MS;
        return true;
      }),
    SocketRead: (id: number, buffer: Arr, count: number, timeoutMs: number): number =>
      use(id, -1, (entry) => {
        const ms = timeoutMs || ZERO_MEANS_MS;
        const answer = ask({ op: 'read', id, count, ms }, ms);
        const at = buffer.isDynamic ? buffer.data.length : 0;
        if (buffer.isDynamic) buffer.resize(at + answer.bytes.length);
        for (const [index, byte] of answer.bytes.entries()) buffer.data[at + index] = byte;
        if (!answer.ok) entry.connected = false;
        return answer.bytes.length > 0 ? answer.bytes.length : failed(ERROR.io, -1);
      }),
    SocketSend: (id: number, buffer: Arr, count: number): number =>
      use(id, -1, (entry) => {
        const bytes = Uint8Array.from(buffer.data.slice(0, count) as number[]);
        if (ask({ op: 'send', id, bytes, ms: entry.sendMs }, entry.sendMs).ok) return bytes.length;
        entry.connected = false;
        return failed(ERROR.io, -1);
      }),
  };
  const close = async (): Promise<void> => {
    port1.close();
    await worker.terminate();
  };
  return { functions, close };
}
