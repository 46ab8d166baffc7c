/**
 * What the planner remembers of its tries: when the next one may be made.
 *
 * Invariants:
 * 1. A close that did not get through is tried again, after at most the window's maximum; while the
 *    market is closed, at its opening and then once a minute (market-session.ts).
 * 2. A refused SL/TP target is not sent again before its pause is over, at most 30 s.
 */
import type { DoubtfulStops, Evidence, OpenRetry, RefusedStops, Stops, Tries } from './evidence.ts';
import type { CopyId } from './ids.ts';
import { classifyRetcode } from './retcodes.ts';
import { isSamePrice } from './symbol-spec.ts';
import type { Windows } from './windows.ts';

const FIRST_PAUSE_MS = 250;
/** So many SL/TP requests without an answer are remembered per copy. */
const DOUBTFUL_MAX = 4;
/** 10024: too many requests. */
const TOO_MANY_REQUESTS_MS = 5_000;

/** Folds a close that did not get through in; `retcode` is null when no server answered. */
export function observeFailedClose(
  evidence: Evidence,
  copy: CopyId,
  nowMs: number,
  windows: Windows,
  retcode: number | null = null,
): Evidence {
  const pauseMs = pauseAfter(evidence.closeTries.get(copy), windows.closeBackoffMaxMs);
  const notBeforeMs = nowMs + atLeast(pauseMs, retcode, windows);
  const tries = next(evidence.closeTries.get(copy), nowMs, notBeforeMs, closedAt(retcode, nowMs));
  return { ...evidence, closeTries: new Map(evidence.closeTries).set(copy, tries) };
}

/**
 * Folds a partial close in, whatever came of it: the terminal's list may lag behind it, so the next
 * one waits until a later read.
 */
export function observePart(
  evidence: Evidence,
  copy: CopyId,
  nowMs: number,
  windows: Windows,
  retcode: number | null = null,
): Evidence {
  const pauseMs = atLeast(windows.lingerMs, retcode, windows);
  const tries = next(
    evidence.partTries.get(copy),
    nowMs,
    nowMs + pauseMs,
    closedAt(retcode, nowMs),
  );
  const unchanged = new Map(evidence.unchanged);
  // Only what is read from now on says whether it was executed.
  unchanged.delete(copy);
  return { ...evidence, unchanged, partTries: new Map(evidence.partTries).set(copy, tries) };
}

/**
 * Folds a modification in; `refused` is the target when it was refused, `doubtful` the request when its
 * outcome is not known.
 */
export function observeModify(
  evidence: Evidence,
  copy: CopyId,
  refused: RefusedStops | null,
  nowMs: number,
  windows: Windows,
  doubtful: DoubtfulStops | null = null,
): Evidence {
  const known = evidence.modifyTries.get(copy)?.doubtful ?? [];
  const before = evidence.modifyTries.get(copy)?.refused ?? undefined;
  const again = before !== undefined && refused !== null && isSameStops(before, refused);
  const earlier = again ? before : undefined;
  const pauseMs = Math.max(1_000, pauseAfter(earlier, windows.modifyBackoffMaxMs) * 4);
  const notBeforeMs = nowMs + Math.min(pauseMs, windows.modifyBackoffMaxMs);
  const tries = {
    atMs: nowMs,
    refused: refused === null ? null : { ...refused, ...next(earlier, nowMs, notBeforeMs) },
    doubtful: doubtful === null ? known : [...known, doubtful].slice(-DOUBTFUL_MAX),
  };
  return { ...evidence, modifyTries: new Map(evidence.modifyTries).set(copy, tries) };
}

/**
 * The SL and TP that the trade server refused of a copy, or null. What the terminal could not ask it for is an
 * alarm only when it lasts (overdue.ts).
 */
export function refusedByBroker(copy: CopyId, { modifyTries }: Evidence): Stops | null {
  const refused = modifyTries.get(copy)?.refused ?? null;
  return refused?.isUnasked === true ? null : refused;
}

/**
 * Whether the pause after a try is over. One that was made later than now was made before the clock was
 * set back: its pause cannot be measured any more, and ends.
 */
export function isDue(
  {
    atMs,
    notBeforeMs = 0,
  }: { readonly atMs?: number | undefined; readonly notBeforeMs?: number | undefined },
  nowMs: number,
): boolean {
  return nowMs >= notBeforeMs || (atMs !== undefined && nowMs < atMs);
}

/** Folds in that an opening request certainly was not executed and may be followed by another. */
export function observeOpenRetry(evidence: Evidence, copy: CopyId, retry: OpenRetry): Evidence {
  return { ...evidence, openRetries: new Map(evidence.openRetries).set(copy, retry) };
}

/** Whether two SL/TP pairs are the same prices. */
export function isSameStops(left: Stops, right: Stops): boolean {
  return isSamePrice(left.sl, right.sl) && isSamePrice(left.tp, right.tp);
}

function next(
  before: Tries | undefined,
  atMs: number,
  notBeforeMs: number,
  marketClosedAtMs: number | null = null,
): Tries {
  return { count: (before?.count ?? 0) + 1, atMs, notBeforeMs, marketClosedAtMs };
}

function closedAt(retcode: number | null, nowMs: number): number | null {
  return retcode !== null && classifyRetcode(retcode) === 'market-state' ? nowMs : null;
}

function pauseAfter(before: Tries | undefined, maxMs: number): number {
  return Math.min(maxMs, FIRST_PAUSE_MS * 2 ** Math.min(before?.count ?? 0, 10));
}

function atLeast(pauseMs: number, retcode: number | null, windows: Windows): number {
  if (retcode === 10024) return Math.max(pauseMs, TOO_MANY_REQUESTS_MS);
  if (retcode !== null && classifyRetcode(retcode) === 'market-state') {
    return windows.marketClosedRetryMs;
  }
  return pauseMs;
}
