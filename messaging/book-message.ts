/**
 * The one message on the bus: a master's whole book (docs/bus.md). The schema is the wire format;
 * a change of it needs a new PROTOCOL_VERSION and a line in its history.
 */
import { z } from 'zod';
import { ProtocolError } from '../domain/errors.ts';
import { accountId, isMagic, isTicket } from '../domain/ids.ts';
import { isDecimal } from '../domain/symbol-spec.ts';
import { bookHash } from './book-hash.ts';

/** History: 1 = first version. */
export const BUS_PROTOCOL_VERSION = 1;
/** Larger messages are neither sent nor read: 10,000 positions fit. */
export const BOOK_MESSAGE_MAX_BYTES = 4 * 1024 * 1024;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Nearly all numbers are far from 64 bit: only those near it pay for the exact check. */
const isTicketText = (value: string): boolean => /^[1-9]\d{0,17}$/.test(value) || isTicket(value);
const isMagicText = (value: string): boolean =>
  /^(?:0|-?[1-9]\d{0,17})$/.test(value) || isMagic(value);

const ticketText = z.string().refine(isTicketText, 'must be a positive 64-bit integer as a string');
const magicText = z.string().refine(isMagicText, 'must be a 64-bit integer as a string');
const decimal = z.string().refine(isDecimal, 'must be a plain decimal as a string');
/** A volume or a price: greater than zero. */
const positive = decimal.refine((text) => /[1-9]/.test(text), 'must be greater than 0');
const signedDecimal = z.string().regex(/^-?\d{1,15}(\.\d{1,8})?$/, 'must be a decimal as a string');
const ms = z.number().int().nonnegative();
const text = z.string().max(256);
const name = z.string().min(1).max(64);

const position = z.strictObject({
  identifier: ticketText,
  ticket: ticketText,
  symbol: name,
  side: z.enum(['BUY', 'SELL']),
  volume: positive,
  priceOpen: positive,
  sl: positive.nullable(),
  tp: positive.nullable(),
  openedAtServerMs: ms,
  magic: magicText,
  comment: text,
});

const closingDeal = z.strictObject({
  deal: ticketText,
  order: ticketText,
  identifier: ticketText,
  entry: z.enum(['OUT', 'OUT_BY', 'INOUT']),
  volume: positive,
  price: positive,
  timeServerMs: ms,
  reason: text,
  magic: magicText,
});

const bookFields = z.strictObject({
  version: z.literal(BUS_PROTOCOL_VERSION),
  masterId: z.string().min(3).max(128),
  name: z.string().min(1).max(64),
  login: ticketText,
  server: name,
  epoch: z.number().int().positive(),
  seq: z.number().int().positive(),
  read: z.number().int().positive(),
  readAt: ms,
  sentAt: ms,
  serverNow: ms,
  connected: z.boolean(),
  synced: z.boolean(),
  complete: z.boolean(),
  positions: z.array(position).max(10_000),
  orders: z.array(ticketText).max(10_000),
  recentlyClosed: z.array(closingDeal).max(256),
  account: z.strictObject({ balance: signedDecimal, equity: signedDecimal, currency: text }),
});
/** A book as its publisher composes it. */
export type BookMessage = z.infer<typeof bookFields>;

/** The wire format: the book and its hash (book-hash.ts). */
export const bookMessage = bookFields.extend({ hash: z.string().regex(/^[0-9a-f]{64}$/) });
/** A book that has passed {@link decodeBookMessage}. */
export type ReceivedBook = z.infer<typeof bookMessage>;

/** The message was made by another version of this program. */
export class BookVersionError extends ProtocolError {}

/** The message is larger than {@link BOOK_MESSAGE_MAX_BYTES}. */
export class BookTooLongError extends ProtocolError {}

/** @throws ProtocolError when `bytes` is no book message of this version, or is too long. */
export function decodeBookMessage(bytes: Uint8Array): ReceivedBook {
  if (bytes.byteLength > BOOK_MESSAGE_MAX_BYTES) throw tooLong(bytes);
  let json: unknown;
  try {
    json = JSON.parse(UTF8.decode(bytes));
  } catch (cause) {
    throw new ProtocolError('book message is no JSON', { cause });
  }
  const version = versionOf(json);
  if (version !== null && version !== BUS_PROTOCOL_VERSION) {
    throw new BookVersionError(
      `book message of protocol version ${String(version)}, this program speaks ${String(BUS_PROTOCOL_VERSION)}: update both hosts to one version`,
    );
  }
  const parsed = bookMessage.safeParse(json);
  if (!parsed.success) {
    throw new ProtocolError(`book message is malformed: ${z.prettifyError(parsed.error)}`);
  }
  const { masterId: id, login, server, positions } = parsed.data;
  if (id !== accountId(login, server)) {
    throw new ProtocolError(`book message of "${id}" carries account ${login}@${server}`);
  }
  if (new Set(positions.map(({ identifier }) => identifier)).size !== positions.length) {
    throw new ProtocolError(`book message of "${id}" has a position twice`);
  }
  if (parsed.data.hash !== bookHash(parsed.data)) {
    throw new ProtocolError(`book message of "${id}" does not fit its hash`);
  }
  return parsed.data;
}

/** The bytes of a message, its hash included. @throws ProtocolError when it is too long. */
export function encodeBookMessage(message: BookMessage): Uint8Array {
  const sealed: ReceivedBook = { ...message, hash: bookHash(message) };
  const bytes = Buffer.from(JSON.stringify(sealed));
  if (bytes.byteLength > BOOK_MESSAGE_MAX_BYTES) throw tooLong(bytes);
  return bytes;
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
