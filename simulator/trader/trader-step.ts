/**
 * What a trader does, step by step. A step names the position or order that it is about by a `key` of its
 * own: the broker's numbers are known only when it trades.
 */
import { z } from 'zod';

const decimal = z.string().regex(/^\d+(\.\d+)?$/, 'must be a plain decimal as a string');
const points = z.number().int().positive();
const common = {
  /** Since the trader's begin. Steps of the same time are sent at once. */
  atMs: z.number().int().nonnegative(),
  key: z.string().min(1).max(64),
};
/** Absent: none. Points are counted from the price at that moment, away from it. */
const stops = {
  sl: decimal.exactOptional(),
  tp: decimal.exactOptional(),
  slPoints: points.exactOptional(),
  tpPoints: points.exactOptional(),
};

/** See the file's head. */
export const traderStep = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    symbol: z.string().min(1),
    side: z.enum(['BUY', 'SELL']),
    volume: decimal,
    ...stops,
    ...common,
  }),
  /** Closes the position, or so many lots of it. */
  z.strictObject({ type: z.literal('close'), volume: decimal.exactOptional(), ...common }),
  /** Gives the position these SL and TP; what is absent is taken away. */
  z.strictObject({ type: z.literal('modify'), ...stops, ...common }),
  /** A limit or stop order, so many points away from the price. */
  z.strictObject({
    type: z.literal('place'),
    symbol: z.string().min(1),
    order: z.enum(['BUY_LIMIT', 'SELL_LIMIT', 'BUY_STOP', 'SELL_STOP']),
    volume: decimal,
    distancePoints: points,
    ...common,
  }),
  /** Takes the pending order back; when it was filled, its position is closed. */
  z.strictObject({ type: z.literal('remove'), ...common }),
]);

/** See the file's head. */
export type TraderStep = z.infer<typeof traderStep>;

/**
 * The request under which a step stands in the deal list. A key is opened, placed, closed whole and
 * removed once; partial closes and modifications are told apart by their time.
 */
export function stepRequest(step: TraderStep): string {
  const isRepeated = step.type === 'modify' || (step.type === 'close' && step.volume !== undefined);
  return `history/${step.key}/${step.type}${isRepeated ? `/${String(step.atMs)}` : ''}`;
}
