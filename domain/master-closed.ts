/**
 * Whether a master position is proved to be closed.
 *
 * Invariants:
 * 1. Proof is a closing deal for the position's whole volume, or a closing deal together with a
 *    complete fresh book without the position, or its absence as long as the contract asks (S3).
 * 2. No data is never "flat".
 */
import type { MasterBook } from './book.ts';
import { absenceKey, isProof, provesAbsence, type Evidence } from './evidence.ts';
import type { PositionId } from './ids.ts';
import { compareLots, sumLots, type Lots } from './symbol-spec.ts';
import type { Windows } from './windows.ts';
import type { CloseCause } from './copy.ts';

/** What is asked. */
export interface MasterClosedQuestion {
  readonly book: MasterBook;
  readonly identifier: PositionId;
  /** The largest volume that the position is known to have had. */
  readonly volume: Lots;
  readonly evidence: Evidence;
  readonly windows: Windows;
  readonly nowMs: number;
}

/** Why the position counts as closed, or null when it does not. */
export function masterClosed(question: MasterClosedQuestion): CloseCause | null {
  const { book, identifier, volume, evidence, windows, nowMs } = question;
  const deals = book.recentlyClosed.filter((deal) => deal.identifier === identifier);
  if (deals.some((deal) => deal.entry === 'INOUT')) return 'REVERSED';
  if (deals.length > 0) {
    const isWhole = compareLots(sumLots(deals.map((deal) => deal.volume)), volume) >= 0;
    const isGone = provesAbsence(book, nowMs, windows) && !book.positions.has(identifier);
    if (isWhole || isGone) return 'MASTER_CLOSED';
  }
  if (book.positions.has(identifier)) return null;
  const absence = evidence.masterAbsences.get(absenceKey(book.accountId, identifier));
  if (absence?.epoch !== book.epoch) return null;
  return isProof(absence, windows.absenceReads, windows.absenceMs) ? 'MASTER_GONE' : null;
}
