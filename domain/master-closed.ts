/**
 * Whether a master position is proved to be closed.
 *
 * Invariants:
 * 1. Proof is the closing deals of its whole volume, or its absence as long as the contract asks (S3).
 *    A deal that closed only a part, or that the copy's intent already knew of, proves nothing.
 * 2. No data is never "flat", and a position that is listed is not closed.
 * 3. A reversal is a close: by its INOUT deal since the intent, or by one together with the other side.
 */
import { isProof } from './absence.ts';
import { closingDealsOf, type MasterBook } from './book.ts';
import type { CloseCause } from './copy.ts';
import { absenceKey, provesAbsence, type Evidence, type Sight } from './evidence.ts';
import type { PositionId } from './ids.ts';
import type { ClosingDeal, Position, Side } from './position.ts';
import { compareLots, sumLots, type Lots } from './symbol-spec.ts';
import type { Windows } from './windows.ts';

/** What is asked. */
export interface MasterClosedQuestion {
  readonly book: MasterBook;
  readonly identifier: PositionId;
  readonly side: Side;
  /** The position's volume at the copy's intent; null when it is not known: no deal is the whole then. */
  readonly volume: Lots | null;
  /** When the copy's intent was decided, epoch ms. */
  readonly sinceMs: number;
  readonly evidence: Evidence;
  readonly windows: Windows;
  readonly nowMs: number;
}

/** The trade server's clock is known to about this much. */
const CLOCK_ERROR_MS = 1_000;

/** Why the position counts as closed, or null when it does not. */
export function masterClosed(question: MasterClosedQuestion): CloseCause | null {
  const { book, identifier, side, evidence, windows } = question;
  const deals = closingDealsOf(book, identifier);
  const listed = book.positions.get(identifier);
  const isReversed = listed !== undefined && listed.side !== side;
  if (deals.some((deal) => deal.entry === 'INOUT' && (isReversed || isSince(deal, question)))) {
    return 'REVERSED';
  }
  if (listed?.side === side) return null;
  if (listed === undefined && isClosedWhole(deals, question)) return 'MASTER_CLOSED';
  const absence = evidence.masterAbsences.get(absenceKey(book.accountId, identifier));
  if (absence?.epoch !== book.epoch) return null;
  if (!isProof(absence, windows.absenceReads, windows.absenceMs)) return null;
  return isReversed ? 'REVERSED' : 'MASTER_GONE';
}

/**
 * Whether a listed position may be closed already: it stays listed for a moment after its deal. A
 * reversed one counts as closed.
 */
export function mayBeClosed(position: Position, book: MasterBook, windows: Windows): boolean {
  return closingDealsOf(book, position.identifier).some(
    ({ entry, timeServerMs }) =>
      entry === 'INOUT' || book.serverNowMs - timeServerMs <= windows.lingerMs,
  );
}

function isClosedWhole(deals: readonly ClosingDeal[], question: MasterClosedQuestion): boolean {
  const { book, identifier, volume, evidence, nowMs, windows } = question;
  if (volume === null) return false;
  const sight = evidence.masterSights.get(absenceKey(book.accountId, identifier));
  // What was closed before the intent is not in its volume.
  const since = deals.filter((deal) => isSince(deal, question));
  const isAllSince = isAtLeast(since, volume);
  const isAllSeen = sight !== undefined && isClosedAfter(sight, deals);
  // A deal may be listed later than the smaller volume that it left, so the sum of all has to suffice;
  // and a netting master may have added to the position, so what was last seen has to be closed since.
  if (!provesAbsence(book, nowMs, windows)) return isAllSince && isAllSeen;
  // Where the list proves that it is gone, a sight of after its last deal was one of a lagging list.
  const isLagged = sight?.earlier !== undefined && isClosedAfter(sight.earlier, deals);
  return isAllSince || isAllSeen || isLagged;
}

function isClosedAfter({ volume, lastDeal }: Sight, deals: readonly ClosingDeal[]): boolean {
  return isAtLeast(
    deals.filter(({ deal }) => BigInt(deal) > lastDeal),
    volume,
  );
}

/** Whether deals closed a volume, or more. */
export function isAtLeast(deals: readonly ClosingDeal[], volume: Lots): boolean {
  return deals.length > 0 && compareLots(sumLots(deals.map((deal) => deal.volume)), volume) >= 0;
}

/** Whether a deal was certainly made after the intent, which knew all earlier ones. */
function isSince(deal: ClosingDeal, { book, sinceMs }: MasterClosedQuestion): boolean {
  const dealAtMs = book.readAtMs - (book.serverNowMs - deal.timeServerMs);
  return dealAtMs > sinceMs + CLOCK_ERROR_MS;
}
