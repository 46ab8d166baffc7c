/**
 * The hash chain of an event log: pure.
 *
 * Invariants:
 * 1. A record that was changed, removed (but from the end), inserted or moved breaks the chain.
 * 2. The hash depends on the values alone, not on the order of an object's fields in a store.
 */
import { createHash } from 'node:crypto';
import type { EventEntry, EventRecord } from './event-log.ts';
import type { JsonValue } from './json-value.ts';

/** Where the next record is linked to: the last record's number and hash. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** The end of an empty chain. */
export const CHAIN_START: ChainEnd = { seq: 0, hash: '0'.repeat(64) };

/** The records that `entries` become after `end`. */
export function link(
  account: string,
  end: ChainEnd,
  entries: readonly EventEntry[],
): readonly EventRecord[] {
  let last = end;
  return entries.map(({ at, kind, data }) => {
    const unsealed = { account, seq: last.seq + 1, at, kind, data, prev: last.hash };
    const record = { ...unsealed, hash: hashOf(unsealed) };
    last = record;
    return record;
  });
}

/** Where a chain breaks. */
export interface ChainBreak {
  /** The number that the first wrong record has or should have. */
  readonly seq: number;
  readonly reason: string;
}

/**
 * Checks records that follow `end`; null when the chain is whole. What was cut off at the end of a
 * chain shows only against an end that was noted elsewhere.
 */
export function verifyChain(
  records: readonly EventRecord[],
  end: ChainEnd = CHAIN_START,
): ChainBreak | null {
  let last = end;
  for (const record of records) {
    const seq = last.seq + 1;
    if (record.seq !== seq) {
      return { seq, reason: `record ${String(seq)} is missing: ${String(record.seq)} follows` };
    }
    if (record.prev !== last.hash) return { seq, reason: 'it does not follow the record before' };
    if (record.hash !== hashOf(record)) return { seq, reason: 'it was changed' };
    last = record;
  }
  return null;
}

function hashOf(record: Omit<EventRecord, 'hash'>): string {
  const { account, seq, at, kind, data, prev } = record;
  const text = canonicalJson({ account, at, data, kind, prev, seq });
  return createHash('sha256').update(text).digest('hex');
}

/** JSON with sorted field names: one text per value (invariant 2). */
export function canonicalJson(value: JsonValue): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
