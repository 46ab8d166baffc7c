/**
 * The one virtual clock of a simulation: the broker's server time, and whatever is to happen later.
 *
 * Invariants:
 * 1. Events run one at a time; everything that an event's promises lead to is done before the next.
 * 2. Nothing here reads a real clock: the same events give the same history.
 */
import type { Clock, Waits } from '../../../nodes/clock.ts';
import { VirtualClock } from '../../../simulator/broker/sim-clock.ts';
import type { Life } from './life.ts';

/** Server time at the start: Wednesday, 2014-04-30 12:00:00 UTC. */
export const START_MS = Date.UTC(2014, 3, 30, 12);
/** The trade servers' clocks are so far ahead of this computer's. */
const SERVER_AHEAD_MS = 3 * 60 * 60 * 1_000;

/** See file header. */
export class Timeline implements Clock {
  readonly clock = new VirtualClock(START_MS);
  #setByMs: number | null = null;

  /** This computer's clock, epoch ms. */
  nowMs(): number {
    return this.clock.nowMs() - SERVER_AHEAD_MS + (this.#setByMs ?? 0);
  }

  /** Somebody sets this computer's clock. */
  set(byMs: number): void {
    this.#setByMs = (this.#setByMs ?? 0) + byMs;
  }

  /** Whether times of this computer can be compared over the whole history. */
  get isSteady(): boolean {
    return this.#setByMs === null;
  }

  /** Ms since the simulation began. */
  get passedMs(): number {
    return this.clock.nowMs() - START_MS;
  }

  after(ms: number, run: () => void): void {
    this.clock.after(ms, run);
  }

  /** Resolves after `ms`. */
  delay(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.after(ms, resolve));
  }

  /** Lets `ms` pass, or less when `isDone` says so after an event. */
  async pass(ms: number, isDone: () => boolean = () => false): Promise<void> {
    const untilMs = this.clock.nowMs() + ms;
    await settled();
    while (!isDone() && (this.clock.nextMs ?? Infinity) <= untilMs) {
      this.clock.runNext();
      await settled();
    }
    if (!isDone()) this.clock.advanceTo(untilMs);
  }

  /** Waits of a process that may die: of a dead one they never end. */
  waits(life: Life): Waits {
    return {
      delay: (ms, signal) =>
        new Promise((resolve) => {
          const end = (): void => {
            signal?.removeEventListener('abort', end);
            if (life.isAlive) resolve();
          };
          if (signal?.aborted === true) return end();
          this.clock.after(ms, end);
          signal?.addEventListener('abort', end);
        }),
      turn: () => life.guard(() => this.delay(0)),
    };
  }
}

/** Everything that promises lead to without a wait is done: one turn of the real event loop. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
