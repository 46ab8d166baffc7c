/**
 * Ends the process that a lease names before another one takes it over, so that no two act.
 *
 * Invariant: a process is ended only when its id and its start are the recorded ones.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../config/is-running.ts';
import type { LeaseHolder } from '../db/lease-store.ts';
import { isSameStart, processStart, type ProcessStart } from './process-start.ts';

/** A killed process is gone by then. */
const GONE_MS = 2_000;
const LOOK_EVERY_MS = 50;

/** What the operating system does for it. */
export interface Processes {
  readonly startOf: ProcessStart;
  isAlive(pid: number): boolean;
  kill(pid: number): void;
}

/** This computer's. */
export const processes: Processes = {
  startOf: processStart,
  isAlive: isRunning,
  // On Windows every signal ends the process.
  kill: (pid) => void process.kill(pid, 'SIGKILL'),
};

/** Resolves to whether a process was ended; to false when it is gone, another one or not known. */
export async function endHolder(holder: LeaseHolder, system: Processes): Promise<boolean> {
  const { pid, startTime } = holder;
  if (startTime === undefined || pid === process.pid || !system.isAlive(pid)) return false;
  if (!isSameStart(startTime, await system.startOf(pid))) return false;
  try {
    system.kill(pid);
  } catch {
    // It ended by itself in between, or belongs to somebody else: the EA's lease check remains.
    return false;
  }
  const deadlineMs = performance.now() + GONE_MS;
  while (system.isAlive(pid) && performance.now() < deadlineMs) await delay(LOOK_EVERY_MS);
  return true;
}
