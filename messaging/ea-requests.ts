/** What the node sends to the Expert Advisor (ea-protocol.ts has the other direction). */
import { z } from 'zod';
import {
  decimal,
  hex32,
  magic,
  ms,
  name,
  positive,
  requestId,
  text,
  ticket,
  ticketOrZero,
  whole,
} from './ea-protocol-parts.ts';

/** What every opening order has. */
const opening = z.strictObject({
  symbol: name,
  volume: positive,
  /** `0` is none. */
  sl: decimal,
  tp: decimal,
  /** Points; used by the broker in instant and request execution only. */
  deviation: whole,
  magic,
  /** The EA cuts it after 31 characters; brokers may change it. */
  comment: text,
  /** The EA's GetTickCount64 after which nothing is sent (`EXPIRED`). */
  validUntil: ms,
  /** Server time (ms): history is searched for the magic from here (`MAGIC_EXISTS`). */
  magicSince: ms,
});

const marketOrder = opening.extend({
  type: z.enum(['BUY', 'SELL']),
  filling: z.enum(['IOC', 'FOK']),
  /** Beyond this price nothing is sent (`PRICE_MOVED`): above it for a buy, below it for a sell. */
  worstPrice: positive,
  /** In absolute mode: a price better than this is refused too. */
  bestPrice: positive.exactOptional(),
});

/** An opening market order. */
export type TradeParams = Readonly<z.infer<typeof marketOrder>>;

const limitOrStopOrder = opening.extend({
  type: z.enum(['BUY_LIMIT', 'SELL_LIMIT', 'BUY_STOP', 'SELL_STOP']),
  price: positive,
  /** Server time (ms); absent or 0 is never. */
  expiry: ms.exactOptional(),
});

const stopLimitOrder = limitOrStopOrder.extend({
  type: z.enum(['BUY_STOP_LIMIT', 'SELL_STOP_LIMIT']),
  /** Where the limit order is placed once `price` was reached. */
  stopLimit: positive,
});

/** The closing of a position or a part of it. */
const close = z.strictObject({
  ticket,
  identifier: ticket,
  volume: positive,
  /** The volume that the plan saw; when it is another one, nothing is sent (`VOLUME_CHANGED`). */
  ifVolume: positive,
  magic,
  /** Absent: the EA chooses, as for an opening order. After 10030 it takes another one in any case. */
  filling: z.enum(['IOC', 'FOK']).exactOptional(),
});

/** The SL and TP that a position is to have; `0` is none. */
const modifyPosition = z.strictObject({
  ticket,
  identifier: ticket,
  sl: decimal,
  tp: decimal,
  magic,
});

/** What a pending order is to become. */
const modifyOrder = z.strictObject({
  order: ticket,
  price: positive,
  stopLimit: decimal.exactOptional(),
  sl: decimal,
  tp: decimal,
  expiry: ms.exactOptional(),
  magic,
});

/** A look at what became of a request; executes nothing. */
const find = z.strictObject({
  /** The request id to look up in the journal. */
  request: z.string().max(512),
  magic,
  /** POSITION_IDENTIFIER, or `0`. */
  position: ticketOrZero,
  /** Server time (ms). */
  since: ms,
});

/** What the EA is to do when the node is silent. */
const policy = z.strictObject({
  onSilence: z.enum(['hold', 'flatten_copies', 'flatten_all']),
  silenceSeconds: z.number().int().min(1).max(86_400),
  /** The node's lease; one lower than the EA has seen is refused (`LEASE`). */
  lease: whole,
  /** Identifiers of adopted positions, which are treated as copies whatever their magic; absent: as told last. */
  alsoIds: z.array(ticket).max(1_000).readonly().exactOptional(),
});

const symbols = z.array(name).max(128).readonly();
const nothing = z.strictObject({});

/** The parameters of every action. */
export const eaRequestParams = {
  GET_ACCOUNT: nothing,
  /** `closedAfter` is the revision of closing deals that the node knows, 0 none; absent: all, always. */
  GET_POSITIONS: z.strictObject({ closedAfter: whole.exactOptional() }),
  GET_SYMBOLS: z.strictObject({ offset: whole.exactOptional(), limit: whole.exactOptional() }),
  GET_SYMBOL: z.strictObject({ symbol: name }),
  /** `since` is server time (ms). */
  GET_HISTORY: z.strictObject({ since: ms, limit: whole.exactOptional() }),
  GET_RATES: z.strictObject({
    symbol: name,
    timeframe: z.enum(['M1', 'M5', 'M15', 'M30', 'H1', 'H4', 'D1', 'W1', 'MN1']),
    count: whole,
  }),
  SUBSCRIBE: z.strictObject({ symbols }),
  UNSUBSCRIBE: z.strictObject({ symbols }),
  FIND: find,
  TRUST: nothing,
  POLICY: policy,
  TRADE: z.discriminatedUnion('type', [marketOrder, limitOrStopOrder, stopLimitOrder]),
  CLOSE: close,
  MODIFY: z.union([modifyPosition, modifyOrder]),
  REMOVE: z.strictObject({ order: ticket, magic }),
  /** `copies` are the positions with a copy magic, and `POLICY.alsoIds`. */
  CLOSE_ALL: z.strictObject({ scope: z.enum(['copies', 'all']) }),
} as const;

type Action = keyof typeof eaRequestParams;

/** What the node asks of the EA; `id` names the request for ever. */
export type EaRequest = {
  [Name in Action]: {
    readonly action: Name;
    readonly params: Readonly<z.infer<(typeof eaRequestParams)[Name]>>;
  };
}[Action];

/** A request on the wire. */
export const eaRequestFrame = z.strictObject({
  id: requestId,
  action: z.enum(Object.keys(eaRequestParams) as [Action, ...Action[]]),
  params: z.unknown(),
});

/** Messages of the node that are no requests. */
export const nodeMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('CHALLENGE'), nonceNode: hex32, mac: hex32 }),
  z.strictObject({ type: z.literal('WELCOME'), lease: whole }),
  z.strictObject({ type: z.literal('REFUSED'), code: text, message: z.string().max(1_024) }),
  /** Answered at once by one with the same `seq`. */
  z.strictObject({ type: z.literal('HEARTBEAT'), seq: whole }),
  /** An orderly stop: the EA's policy for silence rests until the next WELCOME. */
  z.strictObject({ type: z.literal('GOODBYE') }),
]);
/** See {@link nodeMessage}. */
export type NodeMessage = Readonly<z.infer<typeof nodeMessage>>;
