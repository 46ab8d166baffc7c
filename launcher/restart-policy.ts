/**
 * When a dead child is started again, and whether in safe mode. Pure: time and jitter are given.
 *
 * Invariants:
 * 1. The delay doubles from 250 ms with each restart in a row and never exceeds 15 s.
 * 2. A run of 60 s or longer ends the row.
 * 3. More than 5 restarts within 60 s: safe mode, until a run has lasted 10 minutes.
 */

/** The first delay, without jitter. */
export const FIRST_DELAY_MS = 250;
/** No delay is longer. */
export const MAX_DELAY_MS = 15_000;
/** A run this long is stable. */
export const STABLE_MS = 60_000;
/** Restarts are counted over this time for safe mode. */
export const WINDOW_MS = 60_000;
/** So many restarts within the window are still normal. */
export const MAX_RESTARTS_IN_WINDOW = 5;
/** A run this long ends safe mode. */
export const QUIET_MS = 600_000;

/** What is remembered of a child between its runs. */
export interface RestartHistory {
  /** Restarts since the last stable run. */
  readonly inRow: number;
  /** When the restarts of the last window were decided, oldest first, ms. */
  readonly atMs: readonly number[];
  readonly isSafe: boolean;
}

/** A child that was never restarted. */
export const NO_RESTARTS: RestartHistory = { inRow: 0, atMs: [], isSafe: false };

/** The end of one run. */
export interface RunEnd {
  /** How long the child ran, ms. */
  readonly ranForMs: number;
  /** A monotonic clock, ms. */
  readonly nowMs: number;
  /** In [0, 1): spreads the restarts of children that died together. */
  readonly jitter: number;
}

/** What to do about it. */
export interface Restart {
  readonly delayMs: number;
  readonly history: RestartHistory;
}

/** Every dead child is started again; see the invariants. */
export function planRestart(before: RestartHistory, end: RunEnd): Restart {
  const inRow = end.ranForMs >= STABLE_MS ? 1 : before.inRow + 1;
  const inWindow = before.atMs.filter((atMs) => end.nowMs - atMs < WINDOW_MS);
  // No more than decide about safe mode are kept.
  const atMs = [...inWindow, end.nowMs].slice(-MAX_RESTARTS_IN_WINDOW - 1);
  const isSafe = atMs.length > MAX_RESTARTS_IN_WINDOW || (before.isSafe && end.ranForMs < QUIET_MS);
  const full = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(inRow - 1, 16));
  return { delayMs: full * (1 - end.jitter / 4), history: { inRow, atMs, isSafe } };
}
