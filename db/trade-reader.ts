/** Port: the ledgers of all slaves as rows to show, the Python copier's documents among them. */
import type { CopyLatency } from '../domain/copy-latency.ts';
import type { DocumentProblem } from './document-problem.ts';

/** One document of `trades`, for display; what a document does not have is null. */
export interface TradeRow {
  /** Null: a trade of the Python copier. */
  readonly copyId: string | null;
  readonly masterId: string | null;
  readonly slaveId: string | null;
  readonly slaveName: string;
  readonly masterTicket: string;
  readonly slaveTicket: string | null;
  /** As on the slave. */
  readonly symbol: string;
  readonly direction: 'BUY' | 'SELL';
  /** OPEN, CLOSED, OPENING, CLOSING, REFUSED, UNKNOWN or DETACHED. */
  readonly status: string;
  /** In lots, as intended. */
  readonly volume: string | null;
  /** Of a REFUSED one: its code. */
  readonly code: string | null;
  /** Why it was closed, refused or detached, or what is unknown. */
  readonly reason: string | null;
  /** Epoch ms of the intent. */
  readonly intendedAtMs: number | null;
  readonly openedAtMs: number | null;
  readonly closedAtMs: number | null;
  /** Null: nobody timed it. */
  readonly latency: CopyLatency | null;
}

/** Which rows are wanted. */
export interface TradeFilter {
  /** Only those that may have a position at the slave's broker: OPENING, OPEN, CLOSING, UNKNOWN. */
  readonly open?: boolean;
  /** Only those of the slave of this name. */
  readonly slave?: string;
}

/** Rows in the order of their times, oldest first; a bad document hides no good one. */
export interface TradeListing {
  readonly rows: readonly TradeRow[];
  readonly problems: readonly DocumentProblem[];
}

/** Throws `StoreUnavailableError` when the database does not answer. */
export interface TradeReader {
  list(filter?: TradeFilter): Promise<TradeListing>;
}
