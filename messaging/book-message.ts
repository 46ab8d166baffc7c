/**
 * The one message on the bus: a master's whole book (docs/bus.md). These schemas are the wire format;
 * a change of them needs a new BUS_PROTOCOL_VERSION and a line in its history. book-codec.ts makes
 * bytes of it.
 */
import { z } from 'zod';
import { isMagic, isTicket } from '../domain/ids.ts';
import { isDecimal } from '../domain/symbol-spec.ts';

/**
 * History: 1 = first version, one JSON object; 2 = head and content are a line each, and the hash is
 * that of the content's bytes; 3 = topic and book
 * are one frame; `sentUs`, `sawUs`, `gotUs`; 4 = the closing deals are a line of their own, the third.
 * In every version the first line is a JSON object with `version`.
 */
export const BUS_PROTOCOL_VERSION = 4;
/** Larger messages are neither sent nor read: 10,000 positions fit. */
export const BOOK_MESSAGE_MAX_BYTES = 4 * 1024 * 1024;

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
const counter = z.number().int().positive();
/** Epoch microseconds: to time the steps of a copy, not to decide anything by. */
const us = z.number().int().nonnegative().exactOptional();
const text = z.string().max(256);
const name = z.string().min(1).max(64);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The first line: what differs between messages of one content, and the content's hash. */
export const bookHead = z.strictObject({
  version: z.literal(BUS_PROTOCOL_VERSION),
  seq: counter,
  sentAt: ms,
  sentUs: us,
  hash: sha256,
});
/** See {@link bookHead}. */
export type BookHead = z.infer<typeof bookHead>;

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

/** The second line. */
export const bookContent = z.strictObject({
  masterId: z.string().min(3).max(128),
  name,
  login: ticketText,
  server: name,
  epoch: counter,
  read: counter,
  readAt: ms,
  serverNow: ms,
  /** When the EA was told of what this read is about; when the node had the read. */
  sawUs: us,
  gotUs: us,
  connected: z.boolean(),
  synced: z.boolean(),
  complete: z.boolean(),
  positions: z.array(position).max(10_000),
  orders: z.array(ticketText).max(10_000),
  /** Of the third line. */
  closedHash: sha256,
  account: z.strictObject({ balance: signedDecimal, equity: signedDecimal, currency: text }),
});

/** The third line: the closing deals of the last ten minutes. */
export const bookClosings = z.array(closingDeal).max(256);

type Content = Omit<z.infer<typeof bookContent>, 'closedHash'>;

/** A book that has passed `decodeBookMessage`. */
export type ReceivedBook = BookHead & Content & { recentlyClosed: z.infer<typeof bookClosings> };
/** A book as its publisher composes it: the hashes come with the bytes. */
export type BookMessage = Omit<ReceivedBook, 'hash'>;
