/**
 * The messages between the Expert Advisor and its node: JSON, one object per ZeroMQ message, 64-bit
 * numbers as strings, prices and lots as decimal strings, times in milliseconds.
 * docs/ea-protocol.md describes the exchange; this file is its schema and its types.
 */
import { z } from 'zod';
import { isMagic, isTicket } from '../domain/ids.ts';
import { isDecimal } from '../domain/symbol-spec.ts';

/** Spoken by both ends; another version is refused at HELLO. */
export const EA_PROTOCOL_VERSION = 1;
/** Largest message in either direction, bytes. */
export const EA_MESSAGE_MAX_BYTES = 1024 * 1024;

const ticket = z.string().refine(isTicket, 'must be a positive 64-bit integer as a string');
const magic = z.string().refine(isMagic, 'must be a 64-bit integer as a string');
const decimal = z.string().refine(isDecimal, 'must be a plain decimal as a string');
/** A volume or a price: greater than zero. */
const positive = decimal.refine((value) => /[1-9]/.test(value), 'must be greater than 0');
const signedDecimal = z.string().regex(/^-?\d{1,15}(\.\d{1,8})?$/, 'must be a decimal as a string');
const ms = z.number().int().nonnegative();
const name = z.string().min(1).max(64);
const text = z.string().max(256);
/** Lower-case hex of 32 bytes: a nonce or an HMAC-SHA-256. */
const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits');

const position = z.strictObject({
  ticket,
  identifier: ticket,
  symbol: name,
  type: z.enum(['BUY', 'SELL']),
  volume: positive,
  priceOpen: positive,
  /** `0` is none, as in MT5. */
  sl: decimal,
  tp: decimal,
  /** POSITION_TIME_MSC, server time. */
  timeMsc: ms,
  magic,
  comment: text,
});

const order = z.strictObject({ ticket, symbol: name, type: text, volume: decimal, magic });

const closingDeal = z.strictObject({
  deal: ticket,
  order: ticket,
  identifier: ticket,
  symbol: name,
  entry: z.enum(['OUT', 'OUT_BY', 'INOUT']),
  volume: positive,
  price: positive,
  timeMsc: ms,
  reason: text,
  magic,
});

const deal = z.strictObject({
  deal: ticket,
  order: ticket,
  identifier: ticket,
  entry: z.enum(['IN', 'OUT', 'OUT_BY', 'INOUT']),
  volume: positive,
  price: positive,
  timeMsc: ms,
  reason: text,
  magic,
});

/** One read of the account. `readMs` is the EA's GetTickCount64 at the read. */
export const eaBook = z.strictObject({
  read: z.number().int().positive(),
  readMs: ms,
  serverNow: ms,
  connected: z.boolean(),
  synced: z.boolean(),
  complete: z.boolean(),
  positions: z.array(position).max(10_000),
  orders: z.array(order).max(10_000),
  recentlyClosed: z.array(closingDeal).max(256),
  /** Why opens are refused: `kill`, `journal`, `algo`, … */
  blocked: z.array(text).max(16),
  account: z.strictObject({
    balance: signedDecimal,
    equity: signedDecimal,
    margin: signedDecimal,
    freeMargin: signedDecimal,
    currency: text,
  }),
});
/** See {@link eaBook}. */
export type EaBook = z.infer<typeof eaBook>;

/** The first message of an EA; answered by CHALLENGE or REFUSED. */
export const hello = z.strictObject({
  type: z.literal('HELLO'),
  protocol: z.number().int(),
  login: ticket,
  server: name,
  nonceEa: hex32,
  role: z.enum(['master', 'slave']),
  version: text,
  company: text,
  currency: text,
  leverage: z.number().int().nonnegative(),
  marginMode: z.enum(['HEDGING', 'NETTING', 'EXCHANGE']),
  build: z.number().int().nonnegative(),
  tradeAllowed: z.boolean(),
  serverNow: ms,
});
/** See {@link hello}. */
export type Hello = z.infer<typeof hello>;

const auth = z.strictObject({
  type: z.literal('AUTH'),
  mac: hex32,
  /** The highest lease number this EA has ever accepted for this login; 0 is none. */
  highestLease: z.number().int().nonnegative(),
  journalId: name,
});

const heartbeat = z.strictObject({
  type: z.literal('HEARTBEAT'),
  /** GetMicrosecondCount. */
  us: z.number().int().nonnegative(),
  /** GetTickCount64. */
  ms,
  /** The `seq` of the node's heartbeat that this one answers; 0 when it answers none. */
  seq: z.number().int().nonnegative(),
});

const bookStream = z.strictObject({ type: z.literal('BOOK'), book: eaBook });

const quote = z.strictObject({
  type: z.literal('DATA'),
  symbol: name,
  bid: positive,
  ask: positive,
  /** Time of the tick, server time. */
  time: ms,
});

/** A reply that carries out or answers a request. */
const success = z.looseObject({ id: z.string().min(1).max(512), ok: z.literal(true) });

/** A reply that does not. `retcode` is there when the broker was asked. */
const failure = z.strictObject({
  id: z.string().min(1).max(512),
  error: z.string().min(1).max(64),
  retcode: z.number().int().nonnegative().exactOptional(),
  message: z.string().max(512).exactOptional(),
});

/** Everything an EA may send that carries a `type`. */
export const eaStream = z.discriminatedUnion('type', [hello, auth, heartbeat, bookStream, quote]);
/** See {@link eaStream}. */
export type EaStream = z.infer<typeof eaStream>;
/** The EA's answers to requests. */
export const eaReply = z.union([success, failure]);
/** See {@link eaReply}. */
export type EaReply = z.infer<typeof eaReply>;

/** What the terminal made of an order request. */
export const tradeResult = z.looseObject({
  retcode: z.number().int().nonnegative(),
  order: z.string(),
  deal: z.string(),
  /** POSITION_IDENTIFIER of the position that was opened or closed. */
  position: z.string(),
  ticket: z.string(),
  volume: decimal,
  price: decimal,
});
/** See {@link tradeResult}. */
export type TradeResult = z.infer<typeof tradeResult>;

/** Answer to GET_POSITIONS. */
export const positionsResult = z.looseObject({ book: eaBook });

/** Answer to GET_SYMBOL. */
export const symbolResult = z.looseObject({
  symbol: name,
  digits: z.number().int().min(0).max(8),
  tickSize: decimal,
  contractSize: decimal,
  volumeMin: positive,
  volumeMax: positive,
  volumeStep: positive,
  volumeLimit: decimal,
  /** SYMBOL_FILLING_MODE bits: FOK 1, IOC 2, BOC 4. */
  fillingMode: z.number().int().nonnegative(),
  stopsLevel: z.number().int().nonnegative(),
});
/** See {@link symbolResult}. */
export type SymbolResult = z.infer<typeof symbolResult>;

/** Answer to FIND: everything at the broker and in the journal about a request, a magic or a position. */
export const findResult = z.looseObject({
  journal: z.enum(['absent', 'accepted', 'sent', 'result']),
  journalId: name,
  /** The stored reply to the request, when there is one. */
  result: eaReply.exactOptional(),
  connected: z.boolean(),
  synced: z.boolean(),
  positions: z.array(position).max(1_000),
  orders: z.array(order).max(1_000),
  historyOrders: z.array(ticket).max(10_000),
  deals: z.array(deal).max(10_000),
});
/** See {@link findResult}. */
export type FindResult = z.infer<typeof findResult>;
