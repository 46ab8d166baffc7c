/**
 * The bytes of ZMTP 3.1 (https://rfc.zeromq.org/spec/37/) with the NULL mechanism, as far as an EA
 * link needs them: greeting, READY, frames and commands.
 *
 * Invariants:
 * 1. What a peer announces is checked before memory is set aside for it.
 * 2. Bytes that break the protocol throw {@link ProtocolError}; no other error leaves this file.
 */
import { ProtocolError } from '../domain/errors.ts';

const GREETING_BYTES = 64;
const SIGNATURE_START = 0xff;
const MECHANISM = Buffer.from('NULL'.padEnd(20, '\0'), 'latin1');
const FLAG_MORE = 1;
const FLAG_LONG = 2;
const FLAG_COMMAND = 4;
const SHORT_MAX = 255;
/** A READY with its properties, or a PING, is far smaller. */
const COMMAND_MAX_BYTES = 1_024;

/** A message, or a command of the protocol itself. */
export type ZmtpFrame =
  | { readonly type: 'message'; readonly body: Buffer }
  | { readonly type: 'command'; readonly name: string; readonly data: Buffer };

/** The 64 bytes that open a connection. */
export function greeting(): Buffer {
  const bytes = Buffer.alloc(GREETING_BYTES);
  bytes[0] = SIGNATURE_START;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes[11] = 1;
  MECHANISM.copy(bytes, 12);
  return bytes;
}

/** A message of one frame. */
export function messageFrame(text: string): Buffer {
  return frame(0, Buffer.from(text, 'utf8'));
}

/** A command such as `PONG`. */
export function commandFrame(name: string, data: Buffer): Buffer {
  return frame(FLAG_COMMAND, Buffer.concat([Buffer.from([name.length]), Buffer.from(name), data]));
}

/** The READY command of a socket of this type. */
export function readyFrame(socketType: string): Buffer {
  const name = Buffer.from('Socket-Type');
  const size = Buffer.alloc(4);
  size.writeUInt32BE(socketType.length);
  const value = Buffer.from(socketType);
  return commandFrame('READY', Buffer.concat([Buffer.from([name.length]), name, size, value]));
}

/** Says why the connection is closed: a peer may print it. */
export function errorFrame(reason: string): Buffer {
  const text = Buffer.from(reason.slice(0, SHORT_MAX), 'latin1');
  return commandFrame('ERROR', Buffer.concat([Buffer.from([text.length]), text]));
}

/**
 * The properties of a READY command; names in lower case, as they are compared so.
 * @throws ProtocolError when they do not end where the command ends.
 */
export function readyProperties(data: Buffer): ReadonlyMap<string, Buffer> {
  const properties = new Map<string, Buffer>();
  for (let at = 0; at < data.length;) {
    const nameEnd = at + 1 + (data[at] ?? 0);
    if (nameEnd + 4 > data.length) throw new ProtocolError('a property of READY is cut off');
    const valueEnd = nameEnd + 4 + data.readUInt32BE(nameEnd);
    if (valueEnd > data.length) throw new ProtocolError('a property of READY is cut off');
    const name = data.toString('latin1', at + 1, nameEnd).toLowerCase();
    properties.set(name, data.subarray(nameEnd + 4, valueEnd));
    at = valueEnd;
  }
  return properties;
}

/** Takes a connection's bytes apart, however they are cut: the greeting first, then frames. */
export class ZmtpDecoder {
  /** Largest message, bytes; may be raised while the connection lives. */
  maxBytes: number;
  #part: 'greeting' | 'flags' | 'size' | 'body' = 'greeting';
  #flags = 0;
  #target = Buffer.alloc(GREETING_BYTES);
  #filled = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** @throws ProtocolError; the connection is of no use then. */
  *push(chunk: Buffer): Generator<ZmtpFrame> {
    for (let at = 0; ;) {
      const copied = chunk.copy(this.#target, this.#filled, at);
      at += copied;
      this.#filled += copied;
      if (this.#part === 'greeting' && this.#filled > 0) checkGreeting(this.#target, this.#filled);
      if (this.#filled < this.#target.length) return;
      const complete = this.#advance(this.#target);
      if (complete !== null) yield complete;
    }
  }

  #advance(bytes: Buffer): ZmtpFrame | null {
    switch (this.#part) {
      case 'greeting':
        this.#expect('flags', 1);
        return null;
      case 'flags':
        this.#flags = bytes[0] ?? 0;
        checkFlags(this.#flags);
        this.#expect('size', (this.#flags & FLAG_LONG) === 0 ? 1 : 8);
        return null;
      case 'size':
        this.#expect('body', this.#checkedSize(bytes));
        return null;
      case 'body':
        this.#expect('flags', 1);
        return (this.#flags & FLAG_COMMAND) === 0
          ? { type: 'message', body: bytes }
          : command(bytes);
    }
  }

  #expect(part: 'flags' | 'size' | 'body', bytes: number): void {
    this.#part = part;
    this.#target = Buffer.allocUnsafe(bytes);
    this.#filled = 0;
  }

  #checkedSize(bytes: Buffer): number {
    const size = bytes.length === 1 ? BigInt(bytes[0] ?? 0) : bytes.readBigUInt64BE();
    const max = (this.#flags & FLAG_COMMAND) === 0 ? this.maxBytes : COMMAND_MAX_BYTES;
    if (size > BigInt(max)) {
      throw new ProtocolError(`a frame of ${String(size)} bytes is larger than ${String(max)}`);
    }
    return Number(size);
  }
}

function frame(flags: number, body: Buffer): Buffer {
  if (body.length <= SHORT_MAX) return Buffer.concat([Buffer.from([flags, body.length]), body]);
  const head = Buffer.alloc(9);
  head[0] = flags | FLAG_LONG;
  head.writeBigUInt64BE(BigInt(body.length), 1);
  return Buffer.concat([head, body]);
}

/** Checks what has arrived of it: a stranger (a browser, a port scanner) is known by its first byte. */
function checkGreeting(bytes: Buffer, filled: number): void {
  if (bytes[0] !== SIGNATURE_START || (filled > 9 && ((bytes[9] ?? 0) & 1) === 0)) {
    throw new ProtocolError('the peer does not speak ZMTP');
  }
  if (filled > 10 && (bytes[10] ?? 0) < 3) {
    throw new ProtocolError(`the peer speaks ZMTP ${String(bytes[10])}, needed is 3`);
  }
  if (filled >= 32 && !bytes.subarray(12, 32).equals(MECHANISM)) {
    throw new ProtocolError('the peer’s security mechanism is not NULL');
  }
}

function checkFlags(flags: number): void {
  if (flags > (FLAG_MORE | FLAG_LONG | FLAG_COMMAND)) {
    throw new ProtocolError(`the flags 0x${flags.toString(16)} of a frame are reserved`);
  }
  // Nothing bounds the number of frames in a message, and no message of an EA link needs two.
  if ((flags & FLAG_MORE) !== 0) throw new ProtocolError('a message has more than one frame');
}

function command(bytes: Buffer): ZmtpFrame {
  const nameEnd = 1 + (bytes[0] ?? 0);
  if (nameEnd < 2 || nameEnd > bytes.length) throw new ProtocolError('a command has no name');
  const name = bytes.toString('latin1', 1, nameEnd);
  return { type: 'command', name, data: bytes.subarray(nameEnd) };
}
