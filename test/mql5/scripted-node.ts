/** The node's end of an EA's socket, in memory: what it says follows at once from what the EA has sent. */
import type { Arr } from '../../simulator/mql5/runtime/arr.ts';
import type { LibraryFunction } from '../../simulator/mql5/runtime/host.ts';
import { GREETING, frame, mac } from '../messaging/raw-zmtp-peer.ts';

const READY = Buffer.from(`\u0005READY\u000bSocket-Type\u0000\u0000\u0000\u0006ROUTER`, 'latin1');
const GREETING_BYTES = 64;
const COMMAND = 4;

export type Message = Readonly<Record<string, unknown>>;

/** What a node says when the EA has said something. */
export type Script = (message: Message) => readonly Message[];

/** Proves that it knows the secret, and answers AUTH. */
export const answering =
  (...answers: readonly Message[]): Script =>
  (message) => {
    if (message['type'] === 'HELLO') return [challenge(message)];
    return message['type'] === 'AUTH' ? answers : [];
  };

/** The node's part of the proof. */
export function challenge(hello: Message): Message {
  const nonceNode = '4e'.repeat(32);
  return { type: 'CHALLENGE', nonceNode, mac: mac('node', hello, nonceNode) };
}

export const refused = (code: string): Message => ({ type: 'REFUSED', code, message: '' });
export const WELCOME: Message = { type: 'WELCOME', lease: 3 };
export const GOODBYE: Message = { type: 'GOODBYE' };
export const HEARTBEAT: Message = { type: 'HEARTBEAT', seq: 1 };

/** See file header. One connection at a time. */
export class ScriptedNode {
  /** Null: nobody listens. */
  script: Script | null = null;
  /** How many times an EA has said HELLO. */
  hellos = 0;
  #isConnected = false;
  #toEa: Buffer = Buffer.alloc(0);
  #fromEa: Buffer = Buffer.alloc(0);
  #isGreeted = false;

  /** To a welcomed EA, read with its next event. */
  say(...messages: readonly Message[]): void {
    const frames = messages.map((message) => frame(JSON.stringify(message)));
    this.#toEa = Buffer.concat([this.#toEa, ...frames]);
  }

  /** Ends the connection; from now on nobody listens. */
  leave(): void {
    this.script = null;
    this.#isConnected = false;
  }

  readonly functions: Readonly<Record<string, LibraryFunction>> = {
    SocketCreate: () => 1,
    SocketConnect: () => {
      this.#isConnected = this.script !== null;
      this.#isGreeted = false;
      this.#toEa = Buffer.alloc(0);
      this.#fromEa = Buffer.alloc(0);
      return this.#isConnected;
    },
    SocketTimeouts: () => true,
    SocketIsConnected: () => this.#isConnected,
    SocketIsReadable: () => this.#toEa.length,
    SocketRead: (_socket: number, buffer: Arr, count: number) => {
      const bytes = this.#toEa.subarray(0, count);
      this.#toEa = this.#toEa.subarray(count);
      const at = buffer.data.length;
      buffer.resize(at + bytes.length);
      buffer.setBytes(bytes, at);
      return bytes.length;
    },
    SocketSend: (_socket: number, buffer: Arr, count: number) => {
      this.#fromEa = Buffer.concat([this.#fromEa, buffer.bytes(0, count)]);
      this.#hear();
      return count;
    },
    SocketClose: () => {
      this.#isConnected = false;
      return true;
    },
  };

  #hear(): void {
    if (!this.#isGreeted) {
      if (this.#fromEa.length < GREETING_BYTES) return;
      this.#isGreeted = true;
      this.#fromEa = this.#fromEa.subarray(GREETING_BYTES);
      this.#toEa = Buffer.concat([GREETING, frame(READY, COMMAND)]);
    }
    for (let next = this.#next(); next !== null; next = this.#next()) {
      if ((next.flags & COMMAND) !== 0) continue;
      const message = JSON.parse(next.body.toString('utf8')) as Message;
      if (message['type'] === 'HELLO') this.hellos += 1;
      this.say(...(this.script?.(message) ?? []));
    }
  }

  #next(): { readonly flags: number; readonly body: Buffer } | null {
    const flags = this.#fromEa[0] ?? 0;
    const isLong = (flags & 2) !== 0;
    const head = isLong ? 9 : 2;
    if (this.#fromEa.length < head) return null;
    const size = isLong ? this.#fromEa.readUInt32BE(5) : this.#fromEa.readUInt8(1);
    if (this.#fromEa.length < head + size) return null;
    const body = this.#fromEa.subarray(head, head + size);
    this.#fromEa = this.#fromEa.subarray(head + size);
    return { flags, body };
  }
}
