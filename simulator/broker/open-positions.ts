/**
 * What is open, as it follows from the deals, and the rules that no sequence of deals may break.
 *
 * Invariants; a deal that would break one throws and changes nothing:
 * 1. A deal ticket occurs once, and an order ticket too: but for the two deals of a close-by, and the
 *    further fills of one order (all of the same request, side and symbol, on a hedging account of the
 *    same position), which together are never more than the order asked for.
 * 2. One identifier per position: an IN names its own order or, on a netting account, the symbol's only
 *    open position; an identifier that was closed is never opened by another order.
 * 3. An OUT or OUT_BY closes an open position of its symbol from the other side, and no more than is open;
 *    an INOUT is a netting account's alone and more than is open.
 * 4. No request is executed a second time: all of its deals belong to one order.
 * 5. Volumes lie on the symbol's step where that is known, but for the close of a whole position.
 * 6. Money adds up: a balance that is told is the one before plus profit, commission, swap and fee.
 * 7. No margin is bound that is not there: a told free margin is not negative.
 * 8. A BALANCE deal of reason RESET closes nothing and leaves nothing open.
 */
import { Big } from 'big.js';
import { RESET_REASON, type Deal, type OpenPosition } from './deal.ts';

/** What the rules must know of the account; by default a hedging one whose steps are not known. */
export interface DealRules {
  readonly isHedging: boolean;
  readonly volumeSteps: ReadonlyMap<string, string>;
}

/** See {@link DealRules}. */
export const HEDGING_RULES: DealRules = { isHedging: true, volumeSteps: new Map() };

interface Executed {
  readonly deal: Deal;
  readonly volume: Big;
}

/** See the file's head. */
export class OpenPositions {
  readonly #rules: DealRules;
  readonly #open = new Map<string, OpenPosition>();
  readonly #deals = new Set<string>();
  readonly #orders = new Map<string, Executed>();
  readonly #requests = new Map<string, string>();
  #balance: Big | null = null;

  constructor(rules: DealRules = HEDGING_RULES) {
    this.#rules = rules;
  }

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
    const balance = this.#checkedBalance(next);
    const { side } = next;
    if (this.#deals.has(next.deal)) refuse(next, 'its ticket was used before');
    if (side !== 'BALANCE') {
      this.#checkRequest(next);
      this.#checkStep(next);
      if (next.marginFree?.startsWith('-') === true) {
        refuse(next, `it leaves a free margin of ${next.marginFree}`);
      }
      this.#move(next, side);
      const done = this.#orders.get(next.order)?.volume ?? new Big(0);
      this.#orders.set(next.order, { deal: next, volume: done.plus(next.volume) });
      this.#requests.set(next.request, next.order);
    }
    if (side === 'BALANCE' && next.reason === RESET_REASON) this.#open.clear();
    this.#deals.add(next.deal);
    this.#balance = balance;
  }

  #checkedBalance(next: Deal): Big | null {
    if (next.balance === null) return this.#balance;
    const { commission, fee, profit, swap } = next;
    if (this.#balance !== null) {
      const sum = this.#balance.plus(profit).plus(commission).plus(swap).plus(fee);
      if (!sum.eq(next.balance)) {
        refuse(next, `its balance is ${next.balance}, the money before makes it ${sum.toFixed()}`);
      }
    }
    return new Big(next.balance);
  }

  #checkRequest(next: Deal): void {
    const before = this.#orders.get(next.order);
    if (before !== undefined && !isContinued(before.deal, next, this.#rules)) {
      refuse(next, `order ${next.order} was executed before`);
    }
    const done = (before?.volume ?? new Big(0)).plus(next.volume);
    // A close-by takes its volume from two positions.
    const asked = new Big(next.orderVolume ?? next.volume).times(next.entry === 'OUT_BY' ? 2 : 1);
    if (done.gt(asked)) {
      refuse(next, `order ${next.order} of ${asked.toFixed()} has ${done.toFixed()} executed`);
    }
    const order = this.#requests.get(next.request);
    if (order !== undefined && order !== next.order)
      refuse(next, 'the request was executed before');
  }

  #checkStep(next: Deal): void {
    if (new Big(next.volume).lte(0)) refuse(next, `its volume is ${next.volume}`);
    const step = this.#rules.volumeSteps.get(next.symbol);
    const isWhole = this.#open.get(next.position)?.volume === next.volume;
    if (step !== undefined && !isWhole && !new Big(next.volume).mod(step).eq(0)) {
      refuse(next, `its volume ${next.volume} is not on the step ${step} of ${next.symbol}`);
    }
  }

  #move(next: Deal, side: 'BUY' | 'SELL'): void {
    const position = this.#open.get(next.position);
    if (next.entry === 'IN') {
      if (position === undefined) this.#begin(next, side);
      else this.#grow(next, position);
      return;
    }
    if (position === undefined) return refuse(next, `position ${next.position} is not open`);
    if (position.symbol !== next.symbol) refuse(next, `it closes a position in ${position.symbol}`);
    if (position.side === side) refuse(next, `it closes a ${position.side} from the same side`);
    const rest = new Big(position.volume).minus(next.volume);
    if (next.entry === 'INOUT') {
      if (this.#rules.isHedging) refuse(next, 'a hedging account has no reversal');
      if (rest.gte(0)) refuse(next, `it reverses ${position.volume} with ${next.volume}`);
      const volume = rest.abs().toFixed();
      this.#open.set(next.position, { ...opened(next, side), volume });
    } else {
      if (rest.lt(0)) refuse(next, `it closes ${next.volume} of ${position.volume}`);
      if (rest.eq(0)) this.#open.delete(next.position);
      else this.#open.set(next.position, { ...position, volume: rest.toFixed() });
    }
  }

  #begin(next: Deal, side: 'BUY' | 'SELL'): void {
    // Orders are never used twice, so that an identifier equal to its order is new.
    if (next.position !== next.order) refuse(next, `it opens ${next.position}, not its own order`);
    const isTaken = this.all.some(({ symbol }) => symbol === next.symbol);
    if (!this.#rules.isHedging && isTaken) {
      refuse(next, `a netting account has a position in ${next.symbol} already`);
    }
    this.#open.set(next.position, opened(next, side));
  }

  #grow(next: Deal, position: OpenPosition): void {
    if (this.#rules.isHedging && next.position !== next.order) {
      refuse(next, `it opens ${next.position}, not its own order`);
    }
    if (position.symbol !== next.symbol || position.side !== next.side) {
      refuse(next, `it adds to a ${position.side} in ${position.symbol}`);
    }
    const [before, more] = [new Big(position.volume), new Big(next.volume)];
    const total = before.plus(more);
    const paid = before.times(position.priceOpen).plus(more.times(next.price));
    this.#open.set(next.position, {
      ...position,
      volume: total.toFixed(),
      priceOpen: paid.div(total).toFixed(8),
    });
  }
}

function opened(next: Deal, side: 'BUY' | 'SELL'): OpenPosition {
  return {
    identifier: next.position,
    symbol: next.symbol,
    side,
    volume: next.volume,
    priceOpen: next.price,
    sl: next.sl,
    tp: next.tp,
    timeMsc: next.timeMsc,
    magic: next.magic,
    comment: next.comment,
  };
}

function isContinued(before: Deal, next: Deal, { isHedging }: DealRules): boolean {
  if (before.request !== next.request || before.symbol !== next.symbol) return false;
  if (before.entry === 'OUT_BY') return next.entry === 'OUT_BY' && before.side !== next.side;
  // On a netting account another order may have closed the position between two parts of this one.
  const isSamePosition = !isHedging || before.position === next.position;
  return isSamePosition && before.side === next.side;
}

function refuse(next: Deal, rule: string): never {
  throw new Error(`deal ${next.deal} of request "${next.request}": ${rule}`);
}
