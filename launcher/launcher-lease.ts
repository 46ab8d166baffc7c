/**
 * One launcher per host: a second one would start every node twice. The first holds a lease in the
 * database and beats once a second; the second one sees the beat and refuses. A database that was restored
 * under it ends no launcher.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../config/is-running.ts';
import type { Logger } from '../config/logger.ts';
import type { Lease, LeaseHolder, LeaseStore } from '../db/lease-store.ts';
import { ConfigurationError, StoreUnavailableError } from '../domain/errors.ts';
import { mayTakeLease, watchLease, type LeaseWatch } from '../domain/lease-takeover.ts';

const READ_EVERY_MS = 250;
const BEAT_EVERY_MS = 1_000;
/** An outage is reported at most so often. */
const REPORT_EVERY_MS = 60_000;

/** See file header. */
export interface LauncherLease {
  /** Stops beating and lets the next launcher start at once. */
  release(): Promise<void>;
}

/** What taking and holding needs. */
export interface LauncherLeaseRequest {
  readonly store: LeaseStore;
  /** This computer's name. */
  readonly host: string;
  readonly hostId: string;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Called once when another launcher has taken over: this one has to stop. */
  readonly lost: () => void;
  /** Called at each beat: null when the database answers, else why it does not. */
  readonly answers?: ((failure: StoreUnavailableError | null) => void) | undefined;
}

/** @throws ConfigurationError when another launcher runs for this host: the message says which. */
export async function holdLauncherLease(request: LauncherLeaseRequest): Promise<LauncherLease> {
  const { store, host, hostId, signal } = request;
  const key = `launcher:${host}`;
  const holder: LeaseHolder = { hostId, pid: process.pid, instance: randomUUID() };
  let watch: LeaseWatch | null = null;
  let first: Lease | null = null;
  for (;;) {
    signal.throwIfAborted();
    const seen = await store.find(key);
    first ??= seen;
    if (seen !== null) {
      const isOfThisFolder = seen.holder.hostId === hostId;
      const isHolderDead = isOfThisFolder && !isRunning(seen.holder.pid);
      // The key names this computer. A launcher that crashed with another data folder is known by its
      // beat alone; the accounts have leases of their own.
      const read = { ...seen, isReleased: seen.released, isOfThisHost: true, isHolderDead };
      watch = watchLease(watch, read, performance.now());
      const decision = mayTakeLease(read, watch);
      const beats = first !== null && (seen.beat !== first.beat || seen.number !== first.number);
      if (decision === 'wait' && beats) {
        throw refusal(key, seen, isOfThisFolder ? 'it lives' : 'with another data folder');
      }
      if (decision === 'wait') {
        await delay(READ_EVERY_MS, undefined, { signal });
        continue;
      }
    }
    const lease = await store.take(key, holder, seen, 0);
    if (lease !== null) return keep(lease, request);
  }
}

function refusal(key: string, { holder }: Lease, why: string): ConfigurationError {
  return new ConfigurationError(
    `Lockstep runs already on this computer: ${key} is held by process ${String(holder.pid)} (${why}); stop that one first, with Ctrl+C in its window or with \`lockstep down\` (and its --home)`,
  );
}

function keep(taken: Lease, { store, log, lost, answers }: LauncherLeaseRequest): LauncherLease {
  let lease = taken;
  let reportedAtMs = Number.NEGATIVE_INFINITY;
  let beating: Promise<void> | null = null;
  const beat = async (): Promise<void> => {
    try {
      const next = (await store.beat(lease)) ?? (await takenBack(store, lease, log));
      answers?.(null);
      if (next === null) {
        clearInterval(timer);
        lost();
        return;
      }
      lease = next;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      answers?.(error);
      // An outage takes no lease away; the nodes go on by their own rules.
      if (performance.now() - reportedAtMs < REPORT_EVERY_MS) return;
      reportedAtMs = performance.now();
      log.error({ code: error.code }, `the database does not answer: ${error.message}`);
    }
  };
  const timer = setInterval(() => {
    beating ??= beat().finally(() => {
      beating = null;
    });
  }, BEAT_EVERY_MS);
  return {
    release: async () => {
      clearInterval(timer);
      await beating;
      try {
        await store.release(lease);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        log.warn('the database does not answer: the next launcher waits 3 s for the old lease');
      }
    },
  };
}

/**
 * A lease that is missing, or of before this one, was taken by nobody: the database was restored or exchanged. The
 * nodes start again for it, and need their launcher. Null when another launcher has it.
 */
async function takenBack(store: LeaseStore, lease: Lease, log: Logger): Promise<Lease | null> {
  const { holder, key, number } = lease;
  const found = await store.find(key);
  if (found !== null && found.number >= number) return null;
  log.warn(`${key} is not in the database as it was left there: was it restored? Taken again`);
  // Somebody who was faster is seen at the next beat.
  return (await store.take(key, holder, found, number)) ?? lease;
}
