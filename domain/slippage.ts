/**
 * Whether the slave's price is still near enough to the master's fill, and between which prices an
 * order may be filled.
 *
 * Invariants:
 * 1. A buy is measured by the slave's ask, a sell by its bid, in points of the slave's symbol.
 * 2. The limits given to the terminal never allow more than the tolerance: they are rounded inwards.
 */
import type { SlippageMode } from './account.ts';
import type { Side } from './position.ts';
import { limitPrice, pointsBetween, type Price, type SymbolSpec } from './symbol-spec.ts';

/** The newest prices of a symbol at the slave's broker. */
export interface Quote {
  readonly bid: Price;
  readonly ask: Price;
  /** When this computer received it, epoch ms. */
  readonly receivedAtMs: number;
}

/** What to measure. */
export interface SlippageQuestion {
  readonly side: Side;
  /** The master position's open price. */
  readonly masterPrice: Price;
  readonly quote: Quote;
  readonly spec: SymbolSpec;
  /** In points of the slave's symbol, at least 0. */
  readonly tolerancePoints: number;
  readonly mode: SlippageMode;
}

/** The answer; `movedPoints` is positive when the price moved to the slave's loss. */
export interface Slippage {
  readonly within: boolean;
  readonly current: Price;
  readonly movedPoints: number;
  /** What counts against the tolerance: in absolute mode the distance in either direction. */
  readonly distancePoints: number;
  /** Worse than this nothing may be filled. */
  readonly worstPrice: Price;
  /** Better than this nothing may be filled either; null in adverse mode. */
  readonly bestPrice: Price | null;
}

/** Measures the distance between the slave's current price and the master's fill. */
export function measureSlippage(question: SlippageQuestion): Slippage {
  const { side, masterPrice, quote, spec, tolerancePoints, mode } = question;
  const current = side === 'BUY' ? quote.ask : quote.bid;
  const movedPoints =
    side === 'BUY'
      ? pointsBetween(current, masterPrice, spec)
      : pointsBetween(masterPrice, current, spec);
  const distance = mode === 'absolute' ? Math.abs(movedPoints) : movedPoints;
  return {
    within: distance <= tolerancePoints,
    current,
    movedPoints,
    distancePoints: distance,
    worstPrice: limitPrice(masterPrice, tolerancePoints, side === 'BUY' ? 'above' : 'below', spec),
    bestPrice:
      mode === 'absolute'
        ? limitPrice(masterPrice, tolerancePoints, side === 'BUY' ? 'below' : 'above', spec)
        : null,
  };
}
