/**
 * One symbol as a broker's description writes it: `symbol`, `digits` and `feed` are enough for a
 * currency pair or a metal; everything of the specification can be said.
 */
import { z } from 'zod';
import { isDecimal } from '../../domain/symbol-spec.ts';
import type { SymbolRecord } from '../broker/records.ts';

const decimal = z.string().refine(isDecimal, 'must be a plain decimal as a string');
const signed = z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a decimal as a string');
const count = z.number().int().nonnegative();
const currency = z.string().regex(/^[A-Z0-9]{3,8}$/, 'must be a currency as EUR');

const DAY_S = 86_400;
/** Recordings are repeated for as long as one likes: no weekends, unless they are asked for. */
const ALWAYS = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, fromS: 0, untilS: DAY_S }));

const feed = z.strictObject({
  /** A recording: `time_msc,bid,ask` as .csv or .csv.gz. */
  file: z.string().min(1),
  /** How much later than the recording this broker shows a tick, in recorded milliseconds. */
  delayMs: count.default(0),
  /** Points of this symbol taken from the bid and added to the ask. */
  widenPoints: count.default(0),
});

const session = z
  .strictObject({
    /** 0 is Sunday. */
    day: z.number().int().min(0).max(6),
    fromS: count.max(DAY_S),
    untilS: count.max(DAY_S),
  })
  .refine(({ fromS, untilS }) => fromS < untilS, 'fromS must be before untilS');

/** See the file's head. */
export const symbolDescription = z
  .strictObject({
    symbol: z.string().min(1).max(32),
    description: z.string().max(64).default(''),
    path: z.string().max(128).default(''),
    /** Prices of the recording are rounded to it. */
    digits: z.number().int().min(0).max(8),
    /** Default: one point. */
    tickSize: decimal.exactOptional(),
    contractSize: decimal.default('100000'),
    volumeMin: decimal.default('0.01'),
    volumeMax: decimal.default('100'),
    volumeStep: decimal.default('0.01'),
    volumeLimit: decimal.default('0'),
    fillingMode: count.max(7).default(3),
    executionMode: z.enum(['REQUEST', 'INSTANT', 'MARKET', 'EXCHANGE']).default('MARKET'),
    tradeMode: z.enum(['DISABLED', 'LONGONLY', 'SHORTONLY', 'CLOSEONLY', 'FULL']).default('FULL'),
    orderMode: count.max(127).default(127),
    expirationMode: count.max(15).default(15),
    stopsLevelPoints: count.default(0),
    freezeLevelPoints: count.default(0),
    calcMode: z
      .enum(['FOREX', 'FOREX_NO_LEVERAGE', 'CFD', 'CFDLEVERAGE', 'CFDINDEX', 'FUTURES'])
      .default('FOREX'),
    /** The three currencies: by default from the name, when that begins like EURUSD. */
    currencyBase: currency.exactOptional(),
    currencyProfit: currency.exactOptional(),
    currencyMargin: currency.exactOptional(),
    marginInitial: decimal.default('0'),
    marginMaintenance: decimal.default('0'),
    marginHedged: decimal.default('0'),
    commissionPerLot: decimal.default('0'),
    swapMode: z.enum(['DISABLED', 'POINTS', 'CURRENCY_DEPOSIT']).default('DISABLED'),
    swapLong: signed.default('0'),
    swapShort: signed.default('0'),
    swapRollover3Days: count.max(6).default(3),
    tradeSessions: z.array(session).max(100).default(ALWAYS),
    feed,
  })
  .superRefine(({ symbol, ...given }, context) => {
    for (const field of ['currencyBase', 'currencyProfit'] as const) {
      if (given[field] !== undefined || pairOf(symbol) !== null) continue;
      const message = `"${symbol}" is no currency pair: say its ${field}`;
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });

/** See the file's head; defaults are filled in. */
export type SymbolDescription = z.infer<typeof symbolDescription>;

/** The specification as the broker's engine takes it. */
export function symbolRecord(description: SymbolDescription): SymbolRecord {
  const {
    feed: _feed,
    tickSize,
    currencyBase,
    currencyProfit,
    currencyMargin,
    ...rest
  } = description;
  const [base, profit] = pairOf(description.symbol) ?? ['', ''];
  const ofBase = currencyBase ?? base;
  return {
    ...rest,
    tickSize: tickSize ?? (10 ** -description.digits).toFixed(description.digits),
    currencyBase: ofBase,
    currencyProfit: currencyProfit ?? profit,
    currencyMargin: currencyMargin ?? ofBase,
    // The engine reckons it from the newest prices.
    tickValue: '0',
  };
}

const USUAL_NAMES: Readonly<Record<string, string>> = { GOLD: 'XAUUSD', SILVER: 'XAGUSD' };

function pairOf(symbol: string): readonly [string, string] | null {
  const usual = USUAL_NAMES[symbol] ?? symbol;
  const [, base, profit] = /^([A-Z]{3})([A-Z]{3})(?![A-Z])/.exec(usual) ?? [];
  return base === undefined || profit === undefined ? null : [base, profit];
}
