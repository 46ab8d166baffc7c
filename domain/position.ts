/** A position and the deals that close it, as the terminal reports them. */
import type { Magic, PositionId, Ticket } from './ids.ts';
import type { Lots, Price } from './symbol-spec.ts';

/** `POSITION_TYPE_BUY` or `POSITION_TYPE_SELL`; also the ledger's `direction`. */
export type Side = 'BUY' | 'SELL';

/** One open position. Keyed by its identifier, traded by its current ticket (reference: MT5, `POSITION_IDENTIFIER`). */
export interface Position {
  readonly identifier: PositionId;
  readonly ticket: Ticket;
  readonly symbol: string;
  readonly side: Side;
  readonly volume: Lots;
  readonly priceOpen: Price;
  /** Stop loss, or null when none is set. */
  readonly sl: Price | null;
  /** Take profit, or null when none is set. */
  readonly tp: Price | null;
  /** `POSITION_TIME_MSC`: milliseconds in the trade server's time. */
  readonly openedAtServerMs: number;
  readonly magic: Magic;
  readonly comment: string;
}

/** How a closing deal left its position: `DEAL_ENTRY_OUT`, `_OUT_BY` or `_INOUT`. */
export type ClosingEntry = 'OUT' | 'OUT_BY' | 'INOUT';

/** A deal that closed a position or a part of it: the proof of a close. */
export interface ClosingDeal {
  readonly deal: Ticket;
  readonly order: Ticket;
  readonly identifier: PositionId;
  readonly entry: ClosingEntry;
  readonly volume: Lots;
  readonly price: Price;
  /** `DEAL_TIME_MSC`: milliseconds in the trade server's time. */
  readonly timeServerMs: number;
  /** `DEAL_REASON_…` without its prefix, for example `CLIENT`, `SL`, `EXPERT`. */
  readonly reason: string;
  readonly magic: Magic;
}
