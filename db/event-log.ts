/**
 * Port: the append-only record of what was asked of a terminal and why: one hash chain per account
 * node, so that a removed or changed record shows (event-chain.ts). Written off the latency path.
 */
import type { JsonValue } from './json-value.ts';

/** What a node has to say. */
export interface EventEntry {
  /** Epoch ms. */
  readonly at: number;
  /** Past tense, kebab-case, for example `order-requested`. */
  readonly kind: string;
  /** At most {@link MAX_EVENT_BYTES} as JSON. No secrets. */
  readonly data: JsonValue;
}

/** An entry in its chain. */
export interface EventRecord extends EventEntry {
  /** The account's name. */
  readonly account: string;
  /** From 1, without gaps. */
  readonly seq: number;
  /** `hash` of the record before; of the first one 64 zeros. */
  readonly prev: string;
  /** SHA-256 over all other fields, hexadecimal. */
  readonly hash: string;
}

/** Largest `data` of one entry. */
export const MAX_EVENT_BYTES = 65_536;

/** Which records are wanted; all when empty. */
export interface EventFilter {
  /** Only records after this one. */
  readonly afterSeq?: number;
  /** At most so many, oldest first. */
  readonly limit?: number;
}

/** The log of one account. Every method throws `StoreUnavailableError` when the database does not answer. */
export interface EventLog {
  /**
   * Appends entries in their order, in one write. After a failure some of them may be stored, without
   * gaps; the next append goes on after them.
   * @throws StaleVersionError when another process appends to this chain at the same moment.
   * @throws RangeError when an entry is too large; nothing is written then.
   */
  append(entries: readonly EventEntry[]): Promise<readonly EventRecord[]>;
  read(filter?: EventFilter): Promise<readonly EventRecord[]>;
  close(): Promise<void>;
}
