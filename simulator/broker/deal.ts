/** A deal as the simulated broker records it: one line of the deal list, and what follows from the lines. */
import { Big } from 'big.js';
import { z } from 'zod';

const digits = z.string().regex(/^\d+$/);
const decimal = z.string().regex(/^\d+(\.\d+)?$/);

/** One line of a deal list. */
export const deal = z.strictObject({
  deal: digits,
  order: digits,
  /** POSITION_IDENTIFIER: the ticket of the order that opened the position. */
  position: digits,
  entry: z.enum(['IN', 'OUT']),
  symbol: z.string(),
  /** The deal's own side, as in MT5: a BUY position is closed by a SELL deal. */
  side: z.enum(['BUY', 'SELL']),
  volume: decimal,
  price: decimal,
  sl: decimal,
  tp: decimal,
  /** In the account's currency; 0 for an IN. */
  profit: z.string().regex(/^-?\d+(\.\d+)?$/),
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

/**
 * What is open, as it follows from the deals, and the rules that no sequence of deals may break.
 *
 * Invariants; a deal that would break one throws and changes nothing:
 * 1. A deal ticket and an order ticket occur once.
 * 2. One identifier per position: an IN names its own order, which was never a position before.
 * 3. An OUT closes an open position of its symbol from the other side, and no more than is open.
 * 4. No request is executed a second time.
 */
export class OpenPositions {
  readonly #open = new Map<string, OpenPosition>();
  readonly #deals = new Set<string>();
  readonly #orders = new Set<string>();
  readonly #requests = new Set<string>();

  /** Open positions, oldest first. */
  get all(): readonly OpenPosition[] {
    return [...this.#open.values()];
  }

  /** The open position of this identifier, or null. */
  find(identifier: string): OpenPosition | null {
    return this.#open.get(identifier) ?? null;
  }

  /** Adds the next deal. @throws Error naming the deal and the broken rule. */
  apply(next: Deal): void {
    const refuse = (rule: string): never => {
      throw new Error(`deal ${next.deal} of request "${next.request}": ${rule}`);
    };
    if (this.#deals.has(next.deal)) refuse('its ticket was used before');
    if (this.#orders.has(next.order)) refuse(`order ${next.order} was executed before`);
    if (this.#requests.has(next.request)) refuse('the request was executed before');
    if (new Big(next.volume).lte(0)) refuse(`its volume is ${next.volume}`);
    const position = this.#open.get(next.position);
    if (next.entry === 'IN') {
      // Orders are never used twice, so that an identifier equal to its order is new.
      if (next.position !== next.order) refuse(`it opens ${next.position}, not its own order`);
      this.#open.set(next.position, {
        identifier: next.position,
        symbol: next.symbol,
        side: next.side,
        volume: next.volume,
        priceOpen: next.price,
        sl: next.sl,
        tp: next.tp,
        timeMsc: next.timeMsc,
        magic: next.magic,
        comment: next.comment,
      });
    } else {
      if (position === undefined) return refuse(`position ${next.position} is not open`);
      if (position.symbol !== next.symbol) refuse(`it closes a position in ${position.symbol}`);
      if (position.side === next.side) refuse(`it closes a ${position.side} from the same side`);
      const rest = new Big(position.volume).minus(next.volume);
      if (rest.lt(0)) refuse(`it closes ${next.volume} of ${position.volume}`);
      if (rest.eq(0)) this.#open.delete(next.position);
      else this.#open.set(next.position, { ...position, volume: rest.toFixed() });
    }
    this.#deals.add(next.deal);
    this.#orders.add(next.order);
    this.#requests.add(next.request);
  }
}
