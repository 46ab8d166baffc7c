/**
 * Faults that happen at the broker or on the way to it. Those with a request matcher wait for requests;
 * the others begin at once. Durations are real milliseconds; `null` lasts until the faults are cleared.
 */
import { z } from 'zod';
import { loginText, requestMatcher } from './matcher.ts';

const duration = z.number().int().positive().max(86_400_000).nullable();
const delayMs = z.number().int().nonnegative().max(86_400_000);
const symbol = z.string().min(1);
const decimal = z.string().regex(/^\d+(\.\d+)?$/, 'must be a plain decimal as a string');

/** One position by its identifier, the account's oldest or newest, or all of them. */
const positions = z.union([z.enum(['all', 'oldest', 'newest']), z.string().regex(/^[1-9]\d*$/)]);

/** See the file's head. */
export const brokerFault = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('retcode'),
    retcode: z.number().int().min(10_000).max(19_999),
    /**
     * `arrival`: refused before anything is placed; `execution`: the accepted order is rejected;
     * `answer`: executed, and then answered with this.
     */
    stage: z.enum(['arrival', 'execution', 'answer']).default('arrival'),
    ...requestMatcher,
  }),
  /** Executed; the answer never comes. */
  z.strictObject({ type: z.literal('lost-reply'), ...requestMatcher }),
  /** Executed; the answer comes so much later than the changes. */
  z.strictObject({ type: z.literal('late-reply'), delayMs, ...requestMatcher }),
  /** Executed so long after its acceptance. */
  z.strictObject({ type: z.literal('late-execution'), delayMs, ...requestMatcher }),
  /** Only this share of the volume is to be had, rounded down to the step. */
  z.strictObject({
    type: z.literal('partial-fill'),
    share: z.number().min(0).max(1),
    ...requestMatcher,
  }),
  /**
   * A first deal fills this share, rounded down to the step; further ones fill the rest with the symbol's
   * next ticks. The answer, 10010, comes with the first.
   */
  z.strictObject({
    type: z.literal('split-fill'),
    share: z.number().gt(0).lt(1),
    ...requestMatcher,
  }),
  /** 10004 with prices that are so many points worse for the sender. */
  z.strictObject({ type: z.literal('requote'), points: z.number().int(), ...requestMatcher }),
  /** Filled so many points worse than the quote. */
  z.strictObject({ type: z.literal('slippage'), points: z.number().int(), ...requestMatcher }),
  /** What the broker stores instead of the comment; `{comment}` stands for what was sent. */
  z.strictObject({
    type: z.literal('comment'),
    text: z.string().max(64),
    account: loginText.exactOptional(),
  }),
  /** Another ticket, the same identifier, as after a swap by reopening. */
  z.strictObject({ type: z.literal('ticket-change'), account: loginText, positions }),
  /**
   * The connections of the account's terminals break and no login succeeds for so long. With `after`
   * they break when that request was executed, before its answer.
   */
  z.strictObject({
    type: z.literal('disconnect'),
    /** Absent: all accounts. */
    account: loginText.exactOptional(),
    forMs: duration,
    after: z.strictObject(requestMatcher).exactOptional(),
  }),
  /** Bid and ask are moved by so many points (negative: down). */
  z.strictObject({
    type: z.literal('price-gap'),
    symbol,
    points: z.number().int(),
    forMs: duration.default(null),
  }),
  /** The spread is so many times as wide, around the same middle. */
  z.strictObject({
    type: z.literal('spread'),
    symbol,
    factor: z.number().positive().max(1_000),
    forMs: duration.default(null),
  }),
  /** No new ticks; absent symbol: of all. */
  z.strictObject({
    type: z.literal('silent-feed'),
    symbol: symbol.exactOptional(),
    forMs: duration.default(null),
  }),
  z.strictObject({
    type: z.literal('market-closed'),
    /** Absent: all. */
    symbol: symbol.exactOptional(),
    forMs: duration.default(null),
  }),
  /** The server forbids experts (ACCOUNT_TRADE_EXPERT, 10026). */
  z.strictObject({
    type: z.literal('algo-trading-off'),
    account: loginText,
    forMs: duration.default(null),
  }),
  /** The server forbids trading (ACCOUNT_TRADE_ALLOWED, 10017). */
  z.strictObject({
    type: z.literal('trading-off'),
    account: loginText,
    forMs: duration.default(null),
  }),
  /** By hand, from the broker's own desk or a phone. */
  z.strictObject({
    type: z.literal('manual-close'),
    account: loginText,
    positions,
    /** Lots of each; absent: the whole. */
    volume: decimal.exactOptional(),
  }),
  /** By hand: against an opposite position of the same symbol. */
  z.strictObject({
    type: z.literal('manual-close-by'),
    account: loginText,
    position: z.string().regex(/^[1-9]\d*$/),
    by: z.string().regex(/^[1-9]\d*$/),
  }),
  /** SL and TP changed by hand; `0` removes. */
  z.strictObject({
    type: z.literal('manual-modify'),
    account: loginText,
    positions,
    sl: decimal,
    tp: decimal,
  }),
  /**
   * One tick at the position's SL (or TP), then the true price again; with `disconnectedMs` the
   * account's terminals are cut off before it and for so long. Other positions see the tick too.
   */
  z.strictObject({
    type: z.literal('stop-hit'),
    account: loginText,
    positions,
    level: z.enum(['SL', 'TP']).default('SL'),
    disconnectedMs: duration.default(null),
  }),
  /** Money in, or with a minus out. */
  z.strictObject({
    type: z.literal('deposit'),
    account: loginText,
    amount: z.string().regex(/^-?\d+(\.\d+)?$/, 'must be a decimal as a string'),
    comment: z.string().max(31).default('Deposit'),
  }),
  /**
   * The account begins anew, as at a prop firm: no position, no order, no history, this balance. Refused
   * while an order is in flight.
   */
  z.strictObject({
    type: z.literal('account-reset'),
    account: loginText,
    balance: decimal,
    comment: z.string().max(31).default('Reset'),
  }),
  /** The symbol's specification changes while everything runs. */
  z.strictObject({
    type: z.literal('specification'),
    symbol,
    change: z.strictObject({
      tradeMode: z.enum(['DISABLED', 'LONGONLY', 'SHORTONLY', 'CLOSEONLY', 'FULL']).exactOptional(),
      fillingMode: z.number().int().nonnegative().exactOptional(),
      stopsLevelPoints: z.number().int().nonnegative().exactOptional(),
      freezeLevelPoints: z.number().int().nonnegative().exactOptional(),
      volumeMin: decimal.exactOptional(),
      volumeMax: decimal.exactOptional(),
      volumeStep: decimal.exactOptional(),
      volumeLimit: decimal.exactOptional(),
      contractSize: decimal.exactOptional(),
    }),
  }),
]);

/** See the file's head. */
export type BrokerFault = z.infer<typeof brokerFault>;
