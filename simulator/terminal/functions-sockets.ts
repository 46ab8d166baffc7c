/**
 * The socket functions of MQL5. The network itself is the terminal's other thread: what it receives lies
 * in this thread's port before the program asks, so that looking costs nothing and a read that waits
 * wakes with the first byte.
 *
 * Invariants: 1. at most 128 sockets (5271); 2. SocketRead waits until everything asked for is there, the
 * peer is gone or its time is over, by the clock's ticks: timeout 0 means 120 s; 3. what arrived is handed over even when the
 * connection is lost, and stays readable after it; 4. a lost connection is noticed by the next call that
 * touches it, not by SocketIsConnected; 5. no more than a window of bytes waits to be sent: SocketSend
 * takes what fits within its timeout.
 */
import { performance } from 'node:perf_hooks';
import type { Arr } from '../mql5/runtime/arr.ts';
import type { LibraryFunction } from '../mql5/runtime/host.ts';
import { SEND_WINDOW_BYTES, type ToExpert } from './terminal-message.ts';
import type { TerminalContext } from './terminal-context.ts';

const ERROR = { notAllowed: 4014, handle: 5270, tooMany: 5271, connect: 5272, io: 5273 };
const MAX_SOCKETS = 128;
const ZERO_MEANS_MS = 120_000;
/** The network thread is told of bytes that were read in such portions. */
const TAKEN_BYTES = 262_144;

interface Entry {
  /** What the program knows. */
  isConnected: boolean;
  /** What the network has said. */
  isGone: boolean;
  opened: boolean | null;
  chunks: Uint8Array[];
  readable: number;
  untold: number;
  unsent: number;
  sendMs: number;
}

/** The functions, and where the network's messages go. */
export interface SocketLibrary {
  readonly functions: Record<string, LibraryFunction>;
  readonly take: (message: Extract<ToExpert, { readonly socket: number }>) => void;
}

/** See the file's head. */
export function socketLibrary({ gate, fail, start, waitMs }: TerminalContext): SocketLibrary {
  const { phantomByte, readTimeoutDrops, allowedHosts } = start.options;
  const entries = new Map<number, Entry>();
  let lastId = 0;
  const failed = <T>(code: number, value: T): T => {
    fail(code);
    return value;
  };
  const find = (id: number): Entry | null => {
    gate.drain();
    return entries.get(id) ?? failed(ERROR.handle, null);
  };
  const use = <T>(id: number, otherwise: T, act: (entry: Entry) => T): T => {
    const entry = find(id);
    return entry === null ? otherwise : act(entry);
  };
  const notice = (entry: Entry): void => {
    if (entry.isGone) entry.isConnected = false;
  };
  const drop = (id: number, entry: Entry): void => {
    entry.isConnected = false;
    entry.isGone = true;
    gate.post({ type: 'close', socket: id });
  };
  const functions: Record<string, LibraryFunction> = {
    SocketCreate: () => {
      if (entries.size >= MAX_SOCKETS) return failed(ERROR.tooMany, -1);
      lastId += 1;
      entries.set(lastId, newEntry());
      return lastId;
    },
    SocketClose: (id: number) =>
      use(id, false, () => {
        gate.post({ type: 'close', socket: id });
        return entries.delete(id);
      }),
    SocketConnect: (id: number, host: string, port: number, ms: number) =>
      use(id, false, (entry) => {
        if (!allowedHosts.includes(host)) return failed(ERROR.notAllowed, false);
        // A handle may be tried again.
        if (entry.opened === false) entry.opened = null;
        gate.post({ type: 'connect', socket: id, host, port });
        gate.waitUntil(() => entry.opened !== null, ms === 0 ? ZERO_MEANS_MS : ms);
        if (entry.opened === true) {
          entry.isConnected = true;
          return true;
        }
        gate.post({ type: 'close', socket: id });
        return failed(ERROR.connect, false);
      }),
    SocketIsConnected: (id: number) => entries.get(id)?.isConnected ?? false,
    SocketIsReadable: (id: number) => {
      const entry = find(id);
      if (entry === null) return 0;
      notice(entry);
      return entry.readable === 0 && phantomByte && entry.isConnected ? 1 : entry.readable;
    },
    SocketIsWritable: (id: number) =>
      use(id, false, (entry) => {
        notice(entry);
        return entry.isConnected && entry.unsent < SEND_WINDOW_BYTES;
      }),
    SocketTimeouts: (id: number, sendMs: number) =>
      use(id, false, (entry) => {
        entry.sendMs = sendMs === 0 ? ZERO_MEANS_MS : sendMs;
        return true;
      }),
    SocketRead: (id: number, buffer: Arr, count: number, timeoutMs: number) =>
      use(id, -1, (entry) => {
        const ms = timeoutMs === 0 ? ZERO_MEANS_MS : timeoutMs;
        const isThere = (): boolean => entry.readable >= count || entry.isGone || gate.isStopped;
        const isInTime = isThere() || gate.waitUntil(isThere, waitMs(ms));
        const read = readInto(buffer, entry, count);
        entry.untold += read;
        if (entry.untold >= TAKEN_BYTES) {
          gate.post({ type: 'taken', socket: id, count: entry.untold });
          entry.untold = 0;
        }
        notice(entry);
        if (!isInTime && readTimeoutDrops) drop(id, entry);
        return read > 0 ? read : failed(ERROR.io, -1);
      }),
    SocketSend: (id: number, buffer: Arr, count: number) =>
      use(id, -1, (entry) => {
        notice(entry);
        const wanted = Math.min(count, buffer.data.length);
        let sent = 0;
        const until = performance.now() + entry.sendMs;
        while (sent < wanted && entry.isConnected) {
          const room = Math.min(SEND_WINDOW_BYTES - entry.unsent, wanted - sent);
          if (room > 0) {
            const bytes = buffer.bytes(sent, sent + room);
            entry.unsent += room;
            sent += room;
            gate.post({ type: 'send', socket: id, bytes });
          }
          if (sent === wanted) break;
          const hasRoom = (): boolean => entry.unsent < SEND_WINDOW_BYTES || entry.isGone;
          if (!gate.waitUntil(hasRoom, until - performance.now())) break;
          notice(entry);
        }
        if (sent > 0 || wanted === 0) return sent;
        drop(id, entry);
        return failed(ERROR.io, -1);
      }),
  };
  return {
    functions,
    take: (message) => {
      const entry = entries.get(message.socket);
      if (entry === undefined) return;
      if (message.type === 'opened') entry.opened = message.ok;
      if (message.type === 'gone') entry.isGone = true;
      if (message.type === 'sent') entry.unsent -= message.count;
      if (message.type !== 'bytes') return;
      entry.chunks.push(message.bytes);
      entry.readable += message.bytes.length;
    },
  };
}

function newEntry(): Entry {
  return {
    isConnected: false,
    isGone: false,
    opened: null,
    chunks: [],
    readable: 0,
    untold: 0,
    unsent: 0,
    sendMs: ZERO_MEANS_MS,
  };
}

/** Appends to a dynamic array, fills a fixed one from its beginning. @returns bytes read */
function readInto(buffer: Arr, entry: Entry, count: number): number {
  if (entry.readable === 0) return 0;
  let at = buffer.isDynamic ? buffer.data.length : 0;
  const wanted = Math.min(count, entry.readable);
  const fitting = buffer.isDynamic ? wanted : Math.min(wanted, buffer.data.length);
  if (buffer.isDynamic) buffer.resize(at + fitting);
  let rest = fitting;
  while (rest > 0) {
    const [chunk] = entry.chunks;
    if (chunk === undefined) break;
    const part = Math.min(rest, chunk.length);
    buffer.setBytes(chunk.subarray(0, part), at);
    at += part;
    if (part === chunk.length) entry.chunks.shift();
    else entry.chunks[0] = chunk.subarray(part);
    rest -= part;
  }
  entry.readable -= fitting;
  return fitting;
}
