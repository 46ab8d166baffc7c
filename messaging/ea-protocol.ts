/**
 * The messages between the Expert Advisor and its node: JSON, one object per ZeroMQ message, 64-bit
 * numbers as strings, prices and lots as decimal strings, times in milliseconds.
 * docs/ea-protocol.md describes the exchange; this file is its schema and its types.
 */
import { z } from 'zod';
import {
  closingDeal,
  deal,
  decimal,
  hex32,
  ms,
  name,
  order,
  permissions,
  position,
  positive,
  requestId,
  signedDecimal,
  text,
  ticket,
  whole,
} from './ea-protocol-parts.ts';

/**
 * Spoken by both ends; another version is refused at HELLO. A test freezes the schemas against it.
 * History: 1 = first version; since then, and optional: `sentUs` and `answeredUs` of an order's result;
 * `closedAfter` of GET_POSITIONS and a book's `closings`; `alsoIds` of POLICY may be left out.
 */
export const EA_PROTOCOL_VERSION = 1;
/** Largest message in either direction, bytes. */
export const EA_MESSAGE_MAX_BYTES = 1024 * 1024;

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
  /** Of an EA that was asked with `closedAfter`: what the list is (kept-closings.ts). */
  closings: z
    .strictObject({
      /** 0: the list is whole; else it has the deals that changed after this revision. */
      after: whole,
      /** The revision that the list leads to. */
      upTo: whole,
      /** Older ones are in it no more; server time. */
      since: ms,
    })
    .exactOptional(),
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
  leverage: whole,
  marginMode: z.enum(['HEDGING', 'NETTING', 'EXCHANGE']),
  build: whole,
  /** Whether all four permissions are there. */
  tradeAllowed: z.boolean(),
  permissions: permissions.exactOptional(),
  /** Whether the broker closes the oldest position first (FIFO). */
  fifoClose: z.boolean().exactOptional(),
  /** Whether requests wait for the EA's next timer event instead of waking it. */
  polling: z.boolean().exactOptional(),
  serverNow: ms,
});
/** See {@link hello}. */
export type Hello = z.infer<typeof hello>;

const auth = z.strictObject({
  type: z.literal('AUTH'),
  mac: hex32,
  /** The highest lease number this EA has ever accepted for this login; 0 is none. */
  highestLease: whole,
  journalId: name,
});

const heartbeat = z.strictObject({
  type: z.literal('HEARTBEAT'),
  /** GetMicrosecondCount. */
  us: whole,
  /** GetTickCount64. */
  ms,
  /** The `seq` of the node's heartbeat that this one answers; 0 when it answers none. */
  seq: whole,
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

/** A deal as soon as the EA knows it; the book that contains it follows. */
const dealStream = z.strictObject({
  type: z.literal('DEAL'),
  deal: deal.extend({ symbol: name }),
  /** GetMicrosecondCount and GetTickCount64 when the EA was told. */
  us: whole,
  ms,
});

/** A reply that carries out or answers a request. */
const success = z.looseObject({ id: requestId, ok: z.literal(true) });

/** A reply that does not. `retcode` is there when the broker was asked. */
const failure = z.strictObject({
  id: requestId,
  error: z.string().min(1).max(64),
  retcode: whole.exactOptional(),
  message: z.string().max(512).exactOptional(),
});

/** Everything an EA may send that carries a `type`. */
export const eaStream = z.discriminatedUnion('type', [
  hello,
  auth,
  heartbeat,
  bookStream,
  quote,
  dealStream,
]);
/** See {@link eaStream}. */
export type EaStream = z.infer<typeof eaStream>;
/** The EA's answers to requests. */
export const eaReply = z.union([success, failure]);
/** See {@link eaReply}. */
export type EaReply = z.infer<typeof eaReply>;

/** What the terminal made of an order request. */
export const tradeResult = z.looseObject({
  retcode: whole,
  order: z.string(),
  deal: z.string(),
  /** POSITION_IDENTIFIER of the position that was opened or closed; `0` when it is not known. */
  position: z.string(),
  ticket: z.string(),
  volume: decimal,
  price: decimal,
  /** GetMicrosecondCount when the EA gave the order to its terminal, and when it had the result. */
  sentUs: whole.exactOptional(),
  answeredUs: whole.exactOptional(),
});

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
  fillingMode: whole,
  stopsLevel: whole,
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
