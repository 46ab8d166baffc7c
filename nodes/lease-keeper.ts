/**
 * Holds a lease for a node: takes it when the rules allow, beats while the node lives, and says when
 * it is lost.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Lease, LeaseHolder, LeaseStore } from '../db/lease-store.ts';
import { ConfigurationError, StoreUnavailableError } from '../domain/errors.ts';
import {
  mayTakeLease,
  watchLease,
  type LeaseRead,
  type LeaseWatch,
} from '../domain/lease-takeover.ts';

const READ_EVERY_MS = 250;
const BEAT_EVERY_MS = 1_000;

/** What is needed to hold one lease. */
export interface LeaseRequest {
  readonly store: LeaseStore;
  readonly key: string;
  readonly holder: LeaseHolder;
  /** The lease's number has to be above it. */
  readonly floor: number;
  readonly signal: AbortSignal;
  /** Called once when the lease is no longer this process's: it must stop acting. */
  readonly lost: (key: string) => void;
}

/** See file header. */
export class LeaseKeeper {
  readonly #store: LeaseStore;
  #lease: Lease;
  readonly #timer: NodeJS.Timeout;
  #isBeating = false;

  private constructor({ store, lost }: LeaseRequest, lease: Lease) {
    this.#store = store;
    this.#lease = lease;
    this.#timer = setInterval(() => void this.#beat(lost), BEAT_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * Waits until the lease may be taken, and takes it.
   * @throws ConfigurationError when another host holds it.
   */
  static async hold(request: LeaseRequest): Promise<LeaseKeeper> {
    const { store, key, holder, floor, signal } = request;
    let watch: LeaseWatch | null = null;
    while (!signal.aborted) {
      const seen = await store.find(key);
      let isFree = seen === null;
      if (seen !== null) {
        const read = readOf(seen, holder);
        watch = watchLease(watch, read, performance.now());
        const decision = mayTakeLease(read, watch);
        if (decision === 'operator') {
          throw new ConfigurationError(
            `${key} is served from another host (process ${String(seen.holder.pid)} there): stop it there first, in order`,
          );
        }
        isFree = decision === 'take';
      }
      const lease = isFree ? await store.take(key, holder, seen, floor) : null;
      if (lease !== null) return new LeaseKeeper(request, lease);
      await delay(READ_EVERY_MS, undefined, { signal });
    }
    throw new StoreUnavailableError(`stopped while waiting for ${key}`);
  }

  /** The epoch. */
  get number(): number {
    return this.#lease.number;
  }

  /** Lets the next holder take it at once. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#store.release(this.#lease);
  }

  async #beat(lost: (key: string) => void): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    try {
      const next = await this.#store.beat(this.#lease);
      if (next === null) {
        clearInterval(this.#timer);
        lost(this.#lease.key);
      } else this.#lease = next;
    } catch (error) {
      // A database outage takes no lease away.
      if (!(error instanceof StoreUnavailableError)) throw error;
    } finally {
      this.#isBeating = false;
    }
  }
}

function readOf(seen: Lease, holder: LeaseHolder): LeaseRead {
  const isOfThisHost = seen.holder.hostId === holder.hostId;
  return {
    number: seen.number,
    beat: seen.beat,
    isReleased: seen.released,
    isOfThisHost,
    isHolderDead: isOfThisHost && !isAlive(seen.holder.pid),
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
