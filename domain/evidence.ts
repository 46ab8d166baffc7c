/**
 * What the planner must remember between two calls: absences, searches and tries. A pure fold, held
 * in memory; a restart begins at nothing, which only delays closes. Masters' books are folded in by
 * master-evidence.ts.
 *
 * Invariants:
 * 1. Only complete, fresh and distinct reads of one connection count as reads without a position.
 * 2. One sight of the position ends its absence.
 */
import { longer, type Absence } from './absence.ts';
import type { Book } from './book.ts';
import type { CopyId, MasterId, PositionId, RequestId } from './ids.ts';
import type { Lots, Price } from './symbol-spec.ts';
import type { Found } from './trade-reply.ts';
import type { Windows } from './windows.ts';

/** A master position when it was last listed. */
export interface Sight {
  readonly volume: Lots;
  /** Its newest closing deal that was known by then; 0 is none. */
  readonly lastDeal: bigint;
  /** The sight before, while this one may be of a position that its newest deals have closed already. */
  readonly earlier?: Omit<Sight, 'earlier'> | undefined;
}

/** Tries of one operation on one copy. */
export interface Tries {
  readonly count: number;
  /** When the last one was answered; a clock that was set back since ends the pause. Absent: not known. */
  readonly atMs?: number | undefined;
  readonly notBeforeMs: number;
  /** When the last one met a closed market; null or absent when it did not. */
  readonly marketClosedAtMs?: number | null | undefined;
}

/** SL and TP; null is none. */
export interface Stops {
  readonly sl: Price | null;
  readonly tp: Price | null;
}

/** SL and TP that were refused. */
export interface RefusedStops extends Stops {
  /** The terminal did not ask the trade server: it had no connection, or too much to do. */
  readonly isUnasked?: boolean | undefined;
}

/** What became of the modifications of one copy. */
export interface ModifyTries {
  /** When the last one was answered. */
  readonly atMs: number;
  /** The target that was refused, and until when it is not tried again. */
  readonly refused: (RefusedStops & Tries) | null;
  /**
   * Requests without a definite answer, newest last: they may be executed long after a later one. `follows`
   * are the master's SL and TP behind them. Absent is none.
   */
  readonly doubtful?: readonly DoubtfulStops[] | undefined;
}

/** See {@link ModifyTries.doubtful}. */
export interface DoubtfulStops {
  readonly target: Stops;
  readonly follows: Stops;
}

/** An opening request that certainly was not executed and may be followed by another. */
export interface OpenRetry {
  /** When that was learnt; see {@link Tries.atMs}. */
  readonly atMs?: number | undefined;
  readonly request: RequestId;
  readonly filling: 'IOC' | 'FOK' | null;
  /** The trade server wants a pause before it; absent is none. */
  readonly notBeforeMs?: number | undefined;
}

/** Since when a copy waits for what the plan wants of it, and what it was like all the time. */
export interface Waiting {
  readonly sinceMs: number;
  readonly shape: string;
}

/** See file header. */
export interface Evidence {
  /** Absences in masters' books, by {@link absenceKey}. */
  readonly masterAbsences: ReadonlyMap<string, Absence>;
  /** Reads in which a master position was smaller than at the copy's intent. */
  readonly masterReductions: ReadonlyMap<string, Absence>;
  readonly masterSights: ReadonlyMap<string, Sight>;
  /** Absences in the slave's own books. */
  readonly slaveAbsences: ReadonlyMap<CopyId, Absence>;
  /** Reads that list a copy's position with one volume, without a gap and since its last partial close. */
  readonly unchanged: ReadonlyMap<CopyId, Absence & { readonly volume: Lots }>;
  /** Searches that found nothing of an open with unknown outcome. */
  readonly searches: ReadonlyMap<CopyId, Absence>;
  readonly closeTries: ReadonlyMap<CopyId, Tries>;
  readonly partTries: ReadonlyMap<CopyId, Tries>;
  readonly modifyTries: ReadonlyMap<CopyId, ModifyTries>;
  readonly openRetries: ReadonlyMap<CopyId, OpenRetry>;
  /** Copies that wait to be closed or changed (overdue.ts). */
  readonly waiting: ReadonlyMap<CopyId, Waiting>;
  /** When each copy was last looked for. */
  readonly lookedAtMs: ReadonlyMap<CopyId, number>;
}

/** No evidence: after a start. */
export const NO_EVIDENCE: Evidence = {
  masterAbsences: new Map(),
  masterReductions: new Map(),
  masterSights: new Map(),
  slaveAbsences: new Map(),
  unchanged: new Map(),
  searches: new Map(),
  closeTries: new Map(),
  partTries: new Map(),
  modifyTries: new Map(),
  openRetries: new Map(),
  waiting: new Map(),
  lookedAtMs: new Map(),
};

/** Whether a book says nothing about now: |now − readAt| is above the window. */
export function isStale(book: Pick<Book, 'readAtMs'>, nowMs: number, windows: Windows): boolean {
  return Math.abs(nowMs - book.readAtMs) > windows.staleBookMs;
}

/** Whether a missing position means anything in this book. */
export function provesAbsence(book: Book, nowMs: number, windows: Windows): boolean {
  return book.complete && provesPresence(book, nowMs, windows);
}

/** Whether a listed position is there now, as it is listed. */
export function provesPresence(book: Book, nowMs: number, windows: Windows): boolean {
  return book.connected && book.synced && !isStale(book, nowMs, windows);
}

/** Under which key a master position's absence is kept. */
export function absenceKey(master: MasterId, position: PositionId | ''): string {
  return `${master}/${position}`;
}

/**
 * Folds a book of the slave's own terminal in.
 * @param watched copies with the identifier of the position they have at the slave; what is known of
 * others is forgotten.
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
  const { staleBookMs: maxGapMs } = windows;
  const slaveAbsences = new Map<CopyId, Absence>();
  const unchanged = new Map<CopyId, Absence & { readonly volume: Lots }>();
  for (const [copy, identifier] of watched) {
    const volume = book.positions.get(identifier)?.volume;
    if (volume === undefined) {
      slaveAbsences.set(copy, longer(evidence.slaveAbsences.get(copy), book, epoch, maxGapMs));
      continue;
    }
    const before = evidence.unchanged.get(copy);
    const row = before?.volume === volume ? before : undefined;
    unchanged.set(copy, { ...longer(row, book, epoch, maxGapMs), volume });
  }
  return { ...evidence, slaveAbsences, unchanged };
}

/** Folds the answer to a search in; only a reliable one that found nothing counts. */
export function observeSearch(evidence: Evidence, copy: CopyId, found: Found): Evidence {
  const lookedAtMs = new Map(evidence.lookedAtMs).set(copy, found.atMs);
  const searches = new Map(evidence.searches);
  // An order in the history without a deal was not executed; one that is active still may be.
  const isEmpty =
    found.positions.length === 0 && found.orders.length === 0 && found.deals.length === 0;
  if (!isEmpty) searches.delete(copy);
  else if (found.isReliable) {
    const before = searches.get(copy);
    const read = (before?.lastRead ?? 0) + 1;
    searches.set(copy, longer(before, { read, readAtMs: found.atMs }, 0));
  }
  return { ...evidence, lookedAtMs, searches };
}

/**
 * What is left when a copy is settled: its tries and searches are over. Each fold costs what is remembered, so
 * a node that runs for months may not remember every copy that it ever had.
 */
export function forgetCopy(evidence: Evidence, copy: CopyId): Evidence {
  const { closeTries, partTries, modifyTries, openRetries, searches, lookedAtMs } = evidence;
  const kept = [closeTries, partTries, modifyTries, openRetries, searches, lookedAtMs];
  if (!kept.some((known) => known.has(copy))) return evidence;
  return {
    ...evidence,
    closeTries: without(closeTries, copy),
    partTries: without(partTries, copy),
    modifyTries: without(modifyTries, copy),
    openRetries: without(openRetries, copy),
    searches: without(searches, copy),
    lookedAtMs: without(lookedAtMs, copy),
  };
}

function without<Known>(
  known: ReadonlyMap<CopyId, Known>,
  copy: CopyId,
): ReadonlyMap<CopyId, Known> {
  if (!known.has(copy)) return known;
  const rest = new Map(known);
  rest.delete(copy);
  return rest;
}
