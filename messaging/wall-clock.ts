/**
 * This computer's clock with fractions of a millisecond, alike in all its processes: `Date.now()` cuts
 * them off, and `performance.timeOrigin` drifts from the clock that is set by the network.
 *
 * Invariants:
 * 1. It differs from `Date.now()` by less than a millisecond at every reading.
 * 2. The more often it is read, the closer it comes: a reading right after a tick shows the fraction.
 */

/** See file header. */
export class WallClock {
  readonly #wholeMs: () => number;
  readonly #runningMs: () => number;
  #offsetMs = Number.NEGATIVE_INFINITY;

  /** @param wholeMs epoch ms, cut. @param runningMs any monotonic clock, with fractions. */
  constructor(wholeMs: () => number, runningMs: () => number) {
    this.#wholeMs = wholeMs;
    this.#runningMs = runningMs;
  }

  /** Epoch ms. Goes back where the computer's clock is set back. */
  nowMs(): number {
    const runningMs = this.#runningMs();
    const leastMs = this.#wholeMs() - runningMs;
    // The true offset lies in [least, least + 1): the highest of them is nearest, until one says
    // that the clock was set or has drifted.
    if (leastMs > this.#offsetMs || leastMs + 1 <= this.#offsetMs) this.#offsetMs = leastMs;
    return runningMs + this.#offsetMs;
  }

  /** The epoch ms at which the monotonic clock stood at `runningMs`. */
  at(runningMs: number): number {
    return this.nowMs() + runningMs - this.#runningMs();
  }
}

/** The one of this process. */
export const wallClock = new WallClock(
  () => Date.now(),
  () => performance.now(),
);
