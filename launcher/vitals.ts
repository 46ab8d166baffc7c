/**
 * Whether a child still lives, by what it says. Pure: time is given, from a monotonic clock.
 *
 * Invariants:
 * 1. A ready child that missed 5 heartbeats is hung; before it is ready it has longer, as it loads, and a
 *    simulated terminal compiles.
 * 2. A ready child whose main loop stood still for 30 s is hung, whatever it says.
 * 3. While the launcher itself did not run (the computer slept), nobody is blamed.
 */
import { HEARTBEAT_MS } from '../messaging/ipc/node-ipc.ts';

/** So long a ready child may be silent. */
export const SILENCE_MS = 5 * HEARTBEAT_MS;
/**
 * So long it may be silent before it is ready: on a machine that is busy with starting everything at once,
 * ending who is nearly there makes it busier.
 */
export const LOADING_MS = 60_000;
/** So long its main loop may stand still. */
export const STANDSTILL_MS = 30_000;

/** What is known of one run. */
export interface Vitals {
  readonly heardAtMs: number;
  readonly progress: number;
  readonly progressAtMs: number;
}

/** A child that has just been started. */
export function newVitals(nowMs: number): Vitals {
  return { heardAtMs: nowMs, progress: -1, progressAtMs: nowMs };
}

/** After a heartbeat. */
export function heard(before: Vitals, progress: number, nowMs: number): Vitals {
  return progress === before.progress
    ? { ...before, heardAtMs: nowMs }
    : { heardAtMs: nowMs, progress, progressAtMs: nowMs };
}

/** After the launcher itself stood still for `pausedMs` (invariant 3). */
export function excused(before: Vitals, pausedMs: number): Vitals {
  return {
    ...before,
    heardAtMs: before.heardAtMs + pausedMs,
    progressAtMs: before.progressAtMs + pausedMs,
  };
}

/** Why the child counts as hung, in words for the log; null while it lives. */
export function hungReason(vitals: Vitals, isReady: boolean, nowMs: number): string | null {
  const silentMs = nowMs - vitals.heardAtMs;
  if (silentMs >= (isReady ? SILENCE_MS : LOADING_MS)) {
    return `silent for ${String(Math.round(silentMs / 1_000))} s`;
  }
  const stoodMs = nowMs - vitals.progressAtMs;
  if (isReady && stoodMs >= STANDSTILL_MS) {
    return `no progress for ${String(Math.round(stoodMs / 1_000))} s`;
  }
  return null;
}
