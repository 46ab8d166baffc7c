/**
 * What the EA answers to each action when it was carried out: one table, so that the protocol's test
 * and whoever asks see the same.
 */
import { z } from 'zod';
import {
  decimal,
  ms,
  name,
  permissions,
  positive,
  signedDecimal,
  text,
  ticket,
  ticketOrZero,
  whole,
  magic,
} from './ea-protocol-parts.ts';
import { findResult, positionsResult, symbolResult, tradeResult } from './ea-protocol.ts';

const accountResult = z.looseObject({
  account: z.strictObject({
    login: ticket,
    server: name,
    balance: signedDecimal,
    equity: signedDecimal,
    margin: signedDecimal,
    freeMargin: signedDecimal,
    credit: signedDecimal,
    profit: signedDecimal,
    /** Per cent; 0 without positions. */
    marginLevel: signedDecimal,
    currency: text,
    leverage: whole,
    marginMode: z.enum(['HEDGING', 'NETTING', 'EXCHANGE']),
    /** Pending orders that the broker allows at once; 0 is no limit. */
    limitOrders: whole,
    connected: z.boolean(),
    /** TERMINAL_PING_LAST, microseconds. */
    pingUs: z.number().int(),
    permissions,
  }),
});

const symbolsResult = z.looseObject({
  /** How many symbols the broker has; ask again from `offset` + the length of `symbols`. */
  total: whole,
  symbols: z.array(name).max(5_000),
});

/** Trading sessions, in seconds of the trade server's day; Sunday is 0. */
export const symbolSessions = z
  .array(z.strictObject({ day: z.number().int().min(0).max(6), from: whole, to: whole }))
  .max(56);

/** More than {@link symbolResult} asks for; all of it is there in this EA's answers. */
const wholeSymbolResult = symbolResult.extend({
  point: decimal,
  tickValue: decimal,
  tickValueLoss: decimal,
  freezeLevel: whole,
  /** SYMBOL_TRADE_MODE_…: disabled 0, long only 1, short only 2, close only 3, full 4. */
  tradeMode: whole,
  /** SYMBOL_TRADE_EXECUTION_…: request 0, instant 1, market 2, exchange 3. */
  execution: whole,
  /** SYMBOL_ORDER_… and SYMBOL_EXPIRATION_… bits. */
  orderMode: whole,
  expirationMode: whole,
  currencyBase: text,
  currencyProfit: text,
  currencyMargin: text,
  sessions: symbolSessions,
});

/** `type` is DEAL_TYPE: buy 0, sell 1, balance 2, … */
const historyDeal = z.strictObject({
  deal: ticket,
  order: ticketOrZero,
  identifier: ticketOrZero,
  symbol: z.string().max(64),
  type: whole,
  entry: text,
  volume: decimal,
  /** Negative at times: oil has been, and spreads are. */
  price: signedDecimal,
  profit: signedDecimal,
  swap: signedDecimal,
  commission: signedDecimal,
  timeMsc: ms,
  reason: text,
  magic,
  comment: text,
});

/** Deals of every kind, oldest first. */
const historyResult = z.looseObject({
  deals: z.array(historyDeal).max(1_000),
  /** Whether there are later ones: ask again from the time of the last deal. */
  more: z.boolean(),
});

/** The same with deals that may be anything. */
const historyEnvelope = historyResult.extend({ deals: z.array(z.unknown()).max(1_000) });
const numbered = z.object({ deal: ticket });

/** A page of the account's history. */
export interface HistoryPage {
  readonly deals: readonly Readonly<z.infer<typeof historyDeal>>[];
  readonly more: boolean;
  /** What is wrong with each deal that is left out. */
  readonly refused: readonly string[];
}

/** The page that an answer to GET_HISTORY holds, without deals that cannot be used; null: it is none. */
export function toHistoryPage(reply: unknown): HistoryPage | null {
  const envelope = historyEnvelope.safeParse(reply);
  if (!envelope.success) return null;
  const deals: HistoryPage['deals'][number][] = [];
  const refused: string[] = [];
  for (const item of envelope.data.deals) {
    const { data, error } = historyDeal.safeParse(item);
    if (data !== undefined) deals.push(data);
    else refused.push(`deal ${numbered.safeParse(item).data?.deal ?? '?'}: ${reasonsOf(error)}`);
  }
  return { deals, more: envelope.data.more, refused };
}

function reasonsOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; ');
}

/** Bars, oldest first; `time` is when a bar opened, server time. */
const ratesResult = z.looseObject({
  rates: z
    .array(
      z.strictObject({
        time: ms,
        open: positive,
        high: positive,
        low: positive,
        close: positive,
        tickVolume: whole,
        spread: z.number().int(),
      }),
    )
    .max(2_000),
});

const done = z.looseObject({});

/** By action. A failure looks the same for all of them (`eaReply`). */
export const eaResults = {
  GET_ACCOUNT: accountResult,
  GET_POSITIONS: positionsResult,
  GET_SYMBOLS: symbolsResult,
  GET_SYMBOL: wholeSymbolResult,
  GET_HISTORY: historyResult,
  GET_RATES: ratesResult,
  SUBSCRIBE: done,
  UNSUBSCRIBE: done,
  FIND: findResult,
  TRUST: done,
  POLICY: done,
  TRADE: tradeResult,
  CLOSE: tradeResult,
  MODIFY: tradeResult,
  REMOVE: tradeResult,
  /** How many positions the EA has asked the broker to close; the books say what came of it. */
  CLOSE_ALL: z.looseObject({ requested: whole }),
} as const;
