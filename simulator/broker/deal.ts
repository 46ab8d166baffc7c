/** A deal as the simulated broker records it: one line of the deal list, and what follows from the lines. */
import { z } from 'zod';

const digits = z.string().regex(/^\d+$/);
const money = z.string().regex(/^-?\d+(\.\d+)?$/);
const decimal = z.string().regex(/^\d+(\.\d+)?$/);

/** `reason` of the BALANCE deal with which a broker begins an account anew: what was open is gone. */
export const RESET_REASON = 'RESET';

/** One line of a deal list. */
export const deal = z.strictObject({
  deal: digits,
  order: digits,
  /** POSITION_IDENTIFIER: the ticket of the order that opened the position. */
  position: digits,
  entry: z.enum(['IN', 'OUT', 'INOUT', 'OUT_BY']),
  symbol: z.string(),
  /** The deal's own side, as in MT5: a BUY position is closed by a SELL deal. BALANCE: a deposit. */
  side: z.enum(['BUY', 'SELL', 'BALANCE']),
  volume: decimal,
  /** What its order asked for: one order may be filled in parts. Null: the whole of this deal. */
  orderVolume: decimal.nullable().default(null),
  price: decimal,
  sl: decimal,
  tp: decimal,
  /** In the account's currency; 0 for an IN. */
  profit: money,
  commission: money.default('0'),
  swap: money.default('0'),
  fee: money.default('0'),
  /** The account's balance after this deal; null where its broker does not say. */
  balance: money.nullable().default(null),
  /** Free margin that its opening leaves, before its costs; null where it binds no more margin. */
  marginFree: money.nullable().default(null),
  /** Server time. */
  timeMsc: z.number().int(),
  /** `DEAL_REASON_…` without its prefix: CLIENT (by hand), EXPERT (by the EA). */
  reason: z.string(),
  magic: z.string().regex(/^-?\d+$/),
  comment: z.string(),
  /** The id of the request that led to it; the broker itself never sees it. */
  request: z.string().min(1),
  /** process.hrtime.bigint() when the terminal sent the order: one clock for all processes of a machine. */
  orderSendNs: digits,
  /** The same clock when the broker filled it. */
  filledNs: digits,
});
/** See {@link deal}. */
export type Deal = z.infer<typeof deal>;

/** A position that is open. Its ticket is its identifier: the simulated broker never changes it. */
export interface OpenPosition {
  readonly identifier: string;
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly volume: string;
  readonly priceOpen: string;
  readonly sl: string;
  readonly tp: string;
  readonly timeMsc: number;
  readonly magic: string;
  readonly comment: string;
}
