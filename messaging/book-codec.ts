/**
 * A book as bytes: its head as JSON, a line feed, its content as JSON. The head's hash is the SHA-256
 * of the content's bytes, so that two messages with one hash say the same (a heartbeat repeats it),
 * a damaged message shows, and a record of an order can name the book it came from.
 *
 * Invariants:
 * 1. What is read fits the schemas and its hash, and what no schema can say: the account is the
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
  type BookContent,
  type BookHead,
  type BookMessage,
  type ReceivedBook,
} from './book-message.ts';
import { RepeatedClosings } from './repeated-closings.ts';

// Compiled, the schemas take half of their time; a test compares them with themselves. `strict`: what
// cannot be compiled must not fall back in silence.
const HEAD = z.compile(bookHead, { strict: true });
const CONTENT = z.compile(bookContent, { strict: true });
const CLOSINGS = new RepeatedClosings<BookContent['recentlyClosed'][number]>();
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** JSON as `JSON.stringify` writes it has none within. */
const LINE_FEED = '\n';

/** The message was made by another version of this program. */
export class BookVersionError extends ProtocolError {}

/** The message is larger than {@link BOOK_MESSAGE_MAX_BYTES}. */
export class BookTooLongError extends ProtocolError {}

/** @throws ProtocolError when `bytes` is no book message of this version, or is too long. */
export function decodeBookMessage(bytes: Uint8Array): ReceivedBook {
  if (bytes.byteLength > BOOK_MESSAGE_MAX_BYTES) throw tooLong(bytes);
  const text = textOf(bytes);
  const cut = text.indexOf(LINE_FEED);
  const firstLine = jsonOf(cut < 0 ? text : text.slice(0, cut));
  const version = versionOf(firstLine);
  if (version !== null && version !== BUS_PROTOCOL_VERSION) {
    throw new BookVersionError(
      `book message of protocol version ${String(version)}, this program speaks ${String(BUS_PROTOCOL_VERSION)}: update both hosts to one version`,
    );
  }
  const head = parsed(HEAD, firstLine);
  const start = bytes.indexOf(LINE_FEED.charCodeAt(0)) + 1;
  if (head.hash !== hash('sha256', bytes.subarray(start), 'hex')) {
    throw new ProtocolError('book message does not fit its hash');
  }
  const content = contentOf(text.slice(cut + 1));
  const { masterId: id, login, server, positions } = content;
  if (id !== accountId(login, server)) {
    throw new ProtocolError(`book message of "${id}" carries account ${login}@${server}`);
  }
  if (new Set(positions.map(({ identifier }) => identifier)).size !== positions.length) {
    throw new ProtocolError(`book message of "${id}" has a position twice`);
  }
  // Into the object that was just parsed: a third one of twenty fields costs as much as the hash.
  return Object.assign(content, head);
}

/** The bytes of a message, its hash included. @throws ProtocolError when it is too long. */
export function encodeBookMessage(message: BookMessage): Uint8Array {
  const { version, seq, sentAt, sentUs, ...content } = message;
  const text = JSON.stringify(content);
  const head: BookHead = {
    version,
    seq,
    sentAt,
    ...(sentUs === undefined ? {} : { sentUs }),
    hash: hash('sha256', text, 'hex'),
  };
  const bytes = Buffer.from(JSON.stringify(head) + LINE_FEED + text);
  if (bytes.byteLength > BOOK_MESSAGE_MAX_BYTES) throw tooLong(bytes);
  return bytes;
}

function contentOf(text: string): BookContent {
  const known = CLOSINGS.cut(text);
  if (known !== null) {
    const content = parsed(CONTENT, jsonOf(known.rest));
    if (content.recentlyClosed.length === 0) {
      content.recentlyClosed = known.deals;
      return content;
    }
  }
  const json = jsonOf(text);
  const content = parsed(CONTENT, json);
  const { recentlyClosed } = json as { readonly recentlyClosed: unknown };
  CLOSINGS.learn(text, recentlyClosed, content.recentlyClosed);
  return content;
}

function textOf(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new ProtocolError('book message is no UTF-8', { cause });
  }
}

function jsonOf(text: string): unknown {
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
