/**
 * What the planner must remember between two calls: absences, searches and tries. A pure fold, held
 * in memory; a restart begins at nothing, which only delays closes.
 *
 * Invariants:
 * 1. Only complete, fresh and distinct reads of one epoch count as reads in which a position is absent.
 * 2. One sight of the position ends its absence.
 */
import type { Book, MasterBook } from './book.ts';
import type { CopyId, MasterId, PositionId } from './ids.ts';
import type { Found } from './trade-reply.ts';
import type { Windows } from './windows.ts';

/** A row of reads in which something was not there. */
export interface Absence {
  readonly epoch: number;
  readonly reads: number;
  readonly lastRead: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** Tries to close one copy. */
export interface CloseTries {
  readonly count: number;
  readonly notBeforeMs: number;
}

/** See file header. */
export interface Evidence {
  /** Absences in masters' books, by `masterId/identifier`. */
  readonly masterAbsences: ReadonlyMap<string, Absence>;
  /** Absences in the slave's own books. */
  readonly slaveAbsences: ReadonlyMap<CopyId, Absence>;
  /** Searches that found nothing of an open with unknown outcome. */
  readonly searches: ReadonlyMap<CopyId, Absence>;
  readonly closeTries: ReadonlyMap<CopyId, CloseTries>;
  /** When each copy was last looked for. */
  readonly lookedAtMs: ReadonlyMap<CopyId, number>;
}

/** No evidence: after a start. */
export const NO_EVIDENCE: Evidence = {
  masterAbsences: new Map(),
  slaveAbsences: new Map(),
  searches: new Map(),
  closeTries: new Map(),
  lookedAtMs: new Map(),
};

/** Whether a book says nothing about now: |now − readAt| is above the window. */
export function isStale(book: Pick<Book, 'readAtMs'>, nowMs: number, windows: Windows): boolean {
  return Math.abs(nowMs - book.readAtMs) > windows.staleBookMs;
}

/** Whether a missing position means anything in this book. */
export function provesAbsence(book: Book, nowMs: number, windows: Windows): boolean {
  return book.complete && book.connected && book.synced && !isStale(book, nowMs, windows);
}

/** Under which key a master position's absence is kept. */
export function absenceKey(master: MasterId, position: PositionId): string {
  return `${master}/${position}`;
}

/**
 * Folds a master's book in.
 * @param watched identifiers of the master positions that have a copy.
 */
export function observeMaster(
  evidence: Evidence,
  book: MasterBook,
  watched: Iterable<PositionId>,
  nowMs: number,
  windows: Windows,
): Evidence {
  if (!provesAbsence(book, nowMs, windows)) return evidence;
  const masterAbsences = new Map(evidence.masterAbsences);
  for (const identifier of watched) {
    const key = absenceKey(book.accountId, identifier);
    if (book.positions.has(identifier)) masterAbsences.delete(key);
    else masterAbsences.set(key, longer(masterAbsences.get(key), book, book.epoch));
  }
  return { ...evidence, masterAbsences };
}

/**
 * Folds a book of the slave's own terminal in.
 * @param watched copies with the identifier of the position they have at the slave.
 * @param epoch counts this node's connections to its EA: reads are numbered within one.
 */
export function observeSlave(
  evidence: Evidence,
  book: Book,
  watched: Iterable<readonly [CopyId, PositionId]>,
  epoch: number,
  nowMs: number,
  windows: Windows,
): Evidence {
  if (!provesAbsence(book, nowMs, windows)) return evidence;
  const slaveAbsences = new Map(evidence.slaveAbsences);
  for (const [copy, identifier] of watched) {
    if (book.positions.has(identifier)) slaveAbsences.delete(copy);
    else slaveAbsences.set(copy, longer(slaveAbsences.get(copy), book, epoch));
  }
  return { ...evidence, slaveAbsences };
}

/** Folds the answer to a search in; only a reliable one that found nothing counts. */
export function observeSearch(evidence: Evidence, copy: CopyId, found: Found): Evidence {
  const lookedAtMs = new Map(evidence.lookedAtMs).set(copy, found.atMs);
  const searches = new Map(evidence.searches);
  const isEmpty =
    found.positions.length === 0 && found.orders.length === 0 && found.deals.length === 0;
  if (!isEmpty) searches.delete(copy);
  else if (found.isReliable) {
    const before = searches.get(copy);
    searches.set(copy, {
      epoch: 0,
      reads: (before?.reads ?? 0) + 1,
      lastRead: 0,
      firstAtMs: before?.firstAtMs ?? found.atMs,
      lastAtMs: found.atMs,
    });
  }
  return { ...evidence, lookedAtMs, searches };
}

/** Folds a close that did not get through in: the next try waits, at most the window's maximum. */
export function observeFailedClose(
  evidence: Evidence,
  copy: CopyId,
  nowMs: number,
  windows: Windows,
): Evidence {
  const count = (evidence.closeTries.get(copy)?.count ?? 0) + 1;
  const pauseMs = Math.min(windows.closeBackoffMaxMs, 250 * 2 ** Math.min(count - 1, 10));
  const tries = { count, notBeforeMs: nowMs + pauseMs };
  return { ...evidence, closeTries: new Map(evidence.closeTries).set(copy, tries) };
}

/** Whether an absence is long enough to be a proof. */
export function isProof(
  absence: Absence | undefined,
  reads: number,
  spanMs: number,
): absence is Absence {
  return (
    absence !== undefined &&
    absence.reads >= reads &&
    absence.lastAtMs - absence.firstAtMs >= spanMs
  );
}

function longer(before: Absence | undefined, book: Book, epoch: number): Absence {
  if (before === undefined || before.epoch !== epoch) {
    return {
      epoch,
      reads: 1,
      lastRead: book.read,
      firstAtMs: book.readAtMs,
      lastAtMs: book.readAtMs,
    };
  }
  if (book.read <= before.lastRead) return before;
  return { ...before, reads: before.reads + 1, lastRead: book.read, lastAtMs: book.readAtMs };
}
