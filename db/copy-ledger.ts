/**
 * Port: the ledger of copies (collection `trades`). Written by the slave's own node alone.
 * Everything here is durable when the promise resolves: it survives the death of this process, of
 * the database and of the computer.
 */
import type { Copy } from '../domain/copy.ts';
import type { Stamps, TimedOperation } from '../domain/copy-latency.ts';
import type { CopyId, SlaveId } from '../domain/ids.ts';
import type { DocumentProblem } from './document-problem.ts';

/** What became of one new entry. */
export type IntendOutcome =
  | { readonly type: 'stored'; readonly copy: Copy }
  /** An entry with this copyId exists already; nothing was written, `copy` is the stored one. */
  | { readonly type: 'exists'; readonly copy: Copy }
  /** An entry with this copyId exists but cannot be read; nothing was written. Never send its open. */
  | { readonly type: 'unreadable'; readonly problem: DocumentProblem }
  /** Another copy of this slave has this magic; nothing was written. */
  | { readonly type: 'magic-taken' };

/** What became of one change. */
export type RecordOutcome =
  /** It stands in the ledger exactly as given, also when an earlier try has written it. */
  | { readonly type: 'stored' }
  /**
   * The stored version is not `copy.version - 1`; nothing was written, `copy` is the stored one;
   * null when there is none or it cannot be read.
   */
  | { readonly type: 'stale'; readonly copy: Copy | null };

/** When the steps of one order of a copy were done. */
export interface TimedOrder {
  readonly copyId: CopyId;
  readonly operation: TimedOperation;
  readonly stamps: Stamps;
}

/** See file header. Every method throws `StoreUnavailableError` when the database does not answer. */
export interface CopyLedger {
  /**
   * Stores new entries (intents and refusals; version 1) in one durable write, each independently
   * of the others. Outcomes stand in the order of `copies`. After a failure any of them may be stored.
   */
  intend(copies: readonly Copy[]): Promise<readonly IntendOutcome[]>;
  /** Replaces entries by their next versions (compare-and-set on `version - 1`), in one durable write. */
  record(copies: readonly Copy[]): Promise<readonly RecordOutcome[]>;
  /**
   * Keeps when an order's steps were done, beside its entry and without a new version; replaces what
   * was known of that operation. Not durable at once, unlike all else here: it is no fact that an
   * order depends on. A copy that is not in the ledger is left out.
   */
  note(orders: readonly TimedOrder[]): Promise<void>;
  /**
   * All entries of a slave that this program wrote, by the times of their intents; documents of the Python
   * copier are left out, and so are entries that cannot be read. However many there are, the process does
   * other things in between.
   * @param unreadable told of each entry that cannot be read: one problem per entry, to be reported at start.
   */
  findBySlave(
    slave: SlaveId,
    unreadable?: (problem: DocumentProblem) => void,
  ): Promise<readonly Copy[]>;
  /** The readable entries of a slave that may have a position. */
  findLive(slave: SlaveId): Promise<readonly Copy[]>;
  close(): Promise<void>;
}
