/** What the oracle looks at, and what it says. */
import type { SlaveAccount } from '../../../domain/account.ts';
import type { Copy } from '../../../domain/copy.ts';
import type { MasterId } from '../../../domain/ids.ts';
import type { QuoteRecord } from '../../../simulator/broker/records.ts';

/** A clause that did not hold. */
export interface Violation {
  readonly clause: string;
  readonly detail: string;
  readonly atMs: number;
}

/** Says that a clause did not hold; of several in a history the first counts. */
export type Fail = (clause: string, detail: string) => void;

/** What the oracle looks at beside deals and orders. */
export interface OracleParts {
  readonly serverNowMs: () => number;
  readonly passedMs: () => number;
  /** What is durable: the database's entries and the spool's. */
  readonly stored: () => Iterable<Copy>;
  readonly spooled: () => Iterable<Copy>;
  /** Whether the database was unwell lately, so that closes need not wait for it. */
  readonly isDatabaseUnwell: () => boolean;
  /** Whether the EA's journal has a definite refusal of this request. */
  readonly isRefused: (request: string) => boolean;
  /** Since when an operator's pause acts without a break, our clock; null: not paused. */
  readonly pausedSinceMs: () => number | null;
  /** Whether an operator ordered this copy closed. */
  readonly isOrderedClosed: (magic: string) => boolean;
  /** The slave's document as it was from this moment of our clock until now. */
  readonly documentsSince: (ms: number) => readonly SlaveAccount[];
  /** A master's name. */
  readonly nameOf: (master: MasterId) => string;
  readonly quote: (symbol: string) => QuoteRecord | null;
  readonly slippage: number;
  readonly minLot: number;
}

/** The stored entry with this magic. */
export function storedWith(parts: OracleParts, magic: string): Copy | null {
  for (const copy of parts.stored()) if (copy.magic === magic) return copy;
  return null;
}
