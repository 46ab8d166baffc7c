/**
 * Holds a lease for a node: takes it when the rules allow, beats while the node lives, and says when
 * it is lost.
 *
 * Invariants:
 * 1. A holder whose last confirmed beat was sent more than 3 s ago (it was suspended, its loop stood
 *    still) may not act before the next one is confirmed.
 * 2. A database that does not answer takes no lease away: the holder may act.
 * 3. One that finds the lease missing or another's may never act again.
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
import { endHolder, processes, type Processes } from './end-holder.ts';

const READ_EVERY_MS = 250;
const BEAT_EVERY_MS = 1_000;
/** A beat that was sent longer ago confirms nothing. */
const CONFIRMED_MS = 3_000;
/** A database that takes longer for a beat counts as down. */
const PATIENCE_MS = 1_000;
/** A timer that comes later than this was held up by the process itself. */
const HELD_UP_MS = 500;

/** Two clocks: the monotonic one stands still while the computer sleeps, the other may be set. */
export interface LeaseClock {
  monotonicMs(): number;
  wallMs(): number;
}

const CLOCK: LeaseClock = { monotonicMs: () => performance.now(), wallMs: () => Date.now() };

interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

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
  /** Called when the process that held it was ended. */
  readonly ended?: ((holder: LeaseHolder) => void) | undefined;
  readonly clock?: LeaseClock | undefined;
  readonly processes?: Processes | undefined;
}

/** See file header. */
export class LeaseKeeper {
  readonly #store: LeaseStore;
  #lease: Lease;
  readonly #timer: NodeJS.Timeout;
  readonly #lost: (key: string) => void;
  readonly #clock: LeaseClock;
  /** When the last confirmed beat was sent, or the database was last found to be down. */
  #known: Moment;
  #isBeating = false;
  #isLost = false;
  #patience: NodeJS.Timeout | null = null;

  private constructor({ store, lost, clock = CLOCK }: LeaseRequest, lease: Lease, known: Moment) {
    this.#store = store;
    this.#lease = lease;
    this.#lost = lost;
    this.#clock = clock;
    this.#known = known;
    this.#timer = setInterval(() => this.#confirm(), BEAT_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * Waits until the lease may be taken, and takes it.
   * @throws ConfigurationError when another host holds it.
   */
  static async hold(request: LeaseRequest): Promise<LeaseKeeper> {
    const { store, key, holder, floor, signal, clock = CLOCK } = request;
    const system = request.processes ?? processes;
    let watch: LeaseWatch | null = null;
    while (!signal.aborted) {
      const seen = await store.find(key);
      let isFree = seen === null;
      if (seen !== null) {
        const read = readOf(seen, holder, system);
        watch = watchLease(watch, read, performance.now());
        const decision = mayTakeLease(read, watch);
        if (decision === 'operator') {
          throw new ConfigurationError(
            `${key} is served from another host (process ${String(seen.holder.pid)} there): stop it there first, in order; if that host is gone for good: \`lockstep lease take NAME\``,
          );
        }
        isFree = decision === 'take';
        if (isFree && !seen.released && (await endHolder(seen.holder, system))) {
          request.ended?.(seen.holder);
        }
      }
      const sent = nowOf(clock);
      const lease = isFree ? await store.take(key, holder, seen, floor) : null;
      if (lease !== null) return new LeaseKeeper(request, lease, sent);
      await delay(READ_EVERY_MS, undefined, { signal });
    }
    throw new StoreUnavailableError(`stopped while waiting for ${key}`);
  }

  /** The epoch. */
  get number(): number {
    return this.#lease.number;
  }

  /** Whether this process may act now (invariants 1 to 3); if not, it asks at once. */
  mayAct(): boolean {
    if (this.#isLost) return false;
    const now = nowOf(this.#clock);
    const sinceMs = Math.max(
      now.monotonicMs - this.#known.monotonicMs,
      Math.abs(now.wallMs - this.#known.wallMs),
    );
    if (sinceMs <= CONFIRMED_MS) return true;
    this.#confirm();
    return false;
  }

  /** Lets the next holder take it at once. */
  async release(): Promise<void> {
    this.#end();
    await this.#store.release(this.#lease);
  }

  #confirm(): void {
    if (this.#isLost) return;
    if (this.#patience === null) this.#wait();
    void this.#beat();
  }

  /** A beat that takes too long means that the database is down, unless this process was held up. */
  #wait(): void {
    const fromMs = this.#clock.monotonicMs();
    this.#patience = setTimeout(() => {
      this.#patience = null;
      if (!this.#isBeating) return;
      if (this.#clock.monotonicMs() - fromMs > PATIENCE_MS + HELD_UP_MS) this.#wait();
      else this.#known = nowOf(this.#clock);
    }, PATIENCE_MS);
    this.#patience.unref();
  }

  async #beat(): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    const sent = nowOf(this.#clock);
    try {
      const next = await this.#store.beat(this.#lease);
      if (next === null) {
        this.#end();
        this.#isLost = true;
        this.#lost(this.#lease.key);
      } else {
        this.#lease = next;
        this.#known = sent;
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      this.#known = nowOf(this.#clock);
    } finally {
      this.#isBeating = false;
    }
  }

  #end(): void {
    clearInterval(this.#timer);
    if (this.#patience !== null) clearTimeout(this.#patience);
  }
}

function nowOf(clock: LeaseClock): Moment {
  return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
}

function readOf(seen: Lease, holder: LeaseHolder, system: Processes): LeaseRead {
  const isOfThisHost = seen.holder.hostId === holder.hostId;
  return {
    number: seen.number,
    beat: seen.beat,
    isReleased: seen.released,
    isOfThisHost,
    isHolderDead: isOfThisHost && !system.isAlive(seen.holder.pid),
  };
}
