/**
 * A book as bytes: head, content and closing deals, a line of JSON each. The head's hash is the SHA-256
 * of the content's bytes, which have that of the closing deals' (closings-line.ts): two messages with one
 * hash say the same (a heartbeat repeats it), a damaged message shows, and a record of an order can name
 * the book it came from.
 *
 * Invariants:
 * 1. What is read fits the schemas and its hashes, and what no schema can say: the account is the
 *    master's, no position is there twice.
 * 2. Whatever the bytes are, reading throws nothing but ProtocolError.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { ProtocolError } from '../domain/errors.ts';
import { accountId } from '../domain/ids.ts';
import {
  BOOK_MESSAGE_MAX_BYTES,
  BUS_PROTOCOL_VERSION,
  bookContent,
  bookHead,
  type BookHead,
  type BookMessage,
  type ReceivedBook,
} from './book-message.ts';
import { closingsLine, KnownClosings } from './closings-line.ts';

// Compiled, the schemas take half of their time; a test compares them with themselves. `strict`: what
// cannot be compiled must not fall back in silence.
const HEAD = z.compile(bookHead, { strict: true });
const CONTENT = z.compile(bookContent, { strict: true });
const CLOSINGS = new KnownClosings();
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** JSON as `JSON.stringify` writes it has none within. */
const LINE_FEED = 0x0a;

/** The message was made by another version of this program. */
export class BookVersionError extends ProtocolError {}

/** The message is larger than {@link BOOK_MESSAGE_MAX_BYTES}. */
export class BookTooLongError extends ProtocolError {}

/** @throws ProtocolError when `bytes` is no book message of this version, or is too long. */
export function decodeBookMessage(bytes: Uint8Array): ReceivedBook {
  if (bytes.byteLength > BOOK_MESSAGE_MAX_BYTES) throw tooLong(bytes);
  const [line, contentLine, closings] = linesOf(bytes);
  const first = jsonOf(line);
  const version = versionOf(first);
  if (version !== null && version !== BUS_PROTOCOL_VERSION) {
    throw new BookVersionError(
      `book message of protocol version ${String(version)}, this program speaks ${String(BUS_PROTOCOL_VERSION)}: update both hosts to one version`,
    );
  }
  const head = parsed(HEAD, first);
  if (head.hash !== hash('sha256', contentLine, 'hex')) throw notItsHash();
  const { closedHash, ...content } = parsed(CONTENT, jsonOf(contentLine));
  const recentlyClosed = CLOSINGS.read(closings, closedHash, (schema) =>
    parsed(schema, jsonOf(closings)),
  );
  if (recentlyClosed === null) throw notItsHash();
  const { masterId: id, login, server, positions } = content;
  if (id !== accountId(login, server)) {
    throw new ProtocolError(`book message of "${id}" carries account ${login}@${server}`);
  }
  if (new Set(positions.map(({ identifier }) => identifier)).size !== positions.length) {
    throw new ProtocolError(`book message of "${id}" has a position twice`);
  }
  return { ...content, ...head, recentlyClosed };
}

/** The bytes of a message, its hash included. @throws ProtocolError when it is too long. */
export function encodeBookMessage(message: BookMessage): Uint8Array {
  const { version, seq, sentAt, sentUs, recentlyClosed, ...rest } = message;
  const closings = closingsLine(recentlyClosed);
  const text = JSON.stringify({ ...rest, closedHash: closings.hash });
  const head: BookHead = {
    version,
    seq,
    sentAt,
    ...(sentUs === undefined ? {} : { sentUs }),
    hash: hash('sha256', text, 'hex'),
  };
  const lines = Buffer.from(`${JSON.stringify(head)}\n${text}\n`);
  const bytes = Buffer.concat([lines, closings.bytes]);
  if (bytes.byteLength > BOOK_MESSAGE_MAX_BYTES) throw tooLong(bytes);
  return bytes;
}

/** JSON as `JSON.stringify` writes it has no line feed within. What is missing is empty. */
function linesOf(bytes: Uint8Array): readonly [Uint8Array, Uint8Array, Uint8Array] {
  const first = lineEnd(bytes, 0);
  const second = lineEnd(bytes, first + 1);
  return [bytes.subarray(0, first), bytes.subarray(first + 1, second), bytes.subarray(second + 1)];
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LINE_FEED, from);
  return at < 0 ? bytes.byteLength : at;
}

function textOf(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new ProtocolError('book message is no UTF-8', { cause });
  }
}

function jsonOf(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError('book message is no JSON', { cause });
  }
}

function parsed<Output>(schema: z.ZodType<Output>, json: unknown): Output {
  const { data, error } = schema.safeParse(json);
  if (error === undefined) return data;
  throw new ProtocolError(`book message is malformed: ${z.prettifyError(error)}`);
}

function notItsHash(): ProtocolError {
  return new ProtocolError('book message does not fit its hash');
}

function tooLong(bytes: Uint8Array): BookTooLongError {
  return new BookTooLongError(
    `book message of ${String(bytes.byteLength)} bytes is longer than ${String(BOOK_MESSAGE_MAX_BYTES)}`,
  );
}

/** The version of whatever looks like a versioned message, else null. */
function versionOf(json: unknown): number | null {
  if (typeof json !== 'object' || json === null || !('version' in json)) return null;
  return typeof json.version === 'number' ? json.version : null;
}
