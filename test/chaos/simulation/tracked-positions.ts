/** The positions of an account as its deals tell them; volumes in hundredths of a lot. */
import type { Deal } from '../../../simulator/broker/deal.ts';
import { OpenPositions } from '../../../simulator/broker/open-positions.ts';

/** One of them. */
export interface TrackedPosition {
  readonly identifier: string;
  readonly magic: string;
  readonly openedAtMs: number;
  /** The mean of what was paid. */
  price: number;
  left: number;
  /** What people closed of it by hand. */
  readonly byHand: { readonly atMs: number; readonly steps: number }[];
}

/** What a deal did to the position that it is of. */
export interface Effect {
  readonly type: 'opened' | 'grown' | 'reduced';
  readonly position: TrackedPosition;
  /** What was open before it. */
  readonly before: number;
}

/** See file header. */
export class TrackedPositions {
  readonly #rules = new OpenPositions();
  readonly #all = new Map<string, TrackedPosition>();

  /** Those that are open. */
  get open(): readonly TrackedPosition[] {
    return [...this.#all.values()].filter(({ left }) => left > 0);
  }

  /**
   * Null for what is of no position that is known.
   * @throws Error when the deal breaks a rule of accounts.
   */
  apply(deal: Deal): Effect | null {
    this.#rules.apply(deal);
    if (deal.side === 'BALANCE') return null;
    const known = this.#all.get(deal.position);
    const volume = steps(deal.volume);
    if (deal.entry !== 'IN') {
      if (known === undefined) return null;
      known.left -= volume;
      return { type: 'reduced', position: known, before: known.left + volume };
    }
    if (known !== undefined) {
      const paid = known.price * known.left + Number(deal.price) * volume;
      known.left += volume;
      known.price = paid / known.left;
      return { type: 'grown', position: known, before: known.left - volume };
    }
    const position: TrackedPosition = {
      identifier: deal.position,
      magic: deal.magic,
      openedAtMs: deal.timeMsc,
      price: Number(deal.price),
      left: volume,
      byHand: [],
    };
    this.#all.set(deal.position, position);
    return { type: 'opened', position, before: 0 };
  }
}

/** Lots in hundredths. */
export function steps(volume: string): number {
  return Math.round(Number(volume) * 100);
}
