/**
 * The one timer of a program. On a real terminal events come no more often than every 10 to 16 ms,
 * whatever was asked for: it counts in ticks of the system's clock, and so do the waits of a program.
 *
 * Invariants: 1. after a late event the next one is a whole interval away: nothing is caught up; 2. a wait
 * that nothing ends lasts until the tick that brings the next event, if its own time is over before; 3. an
 * event that falls due while one is handled is lost, but not the one whose tick ended a wait.
 */

/** See the file's head. */
export class EventTimer {
  readonly #floorMs: { readonly min: number; readonly max: number };
  readonly #random: () => number;
  #intervalMs = 0;
  #dueMs = Infinity;
  /** The event whose tick ended a wait. */
  #waitedForMs = -Infinity;

  /** @param random in [0, 1), draws the floor of each interval. */
  constructor(floorMs: { readonly min: number; readonly max: number }, random: () => number) {
    this.#floorMs = floorMs;
    this.#random = random;
  }

  /** When the next event is due (performance.now); Infinity without a timer. */
  get dueMs(): number {
    return this.#dueMs;
  }

  set(intervalMs: number, nowMs: number): void {
    this.#intervalMs = Math.max(1, intervalMs);
    this.#dueMs = nowMs + this.#next();
  }

  kill(): void {
    this.#dueMs = Infinity;
  }

  /** True when an event is due; the next one is planned then. */
  take(nowMs: number): boolean {
    if (nowMs < this.#dueMs) return false;
    const step = this.#next();
    this.#dueMs = Math.max(this.#dueMs + step, nowMs + (nowMs - this.#dueMs > step ? step : 0));
    return true;
  }

  /** How long a wait of so many ms lasts when nothing ends it. */
  waitMs(ms: number, nowMs: number): number {
    const rest = this.#dueMs - nowMs;
    if (rest <= ms || rest > this.#floorMs.max) return ms;
    this.#waitedForMs = this.#dueMs;
    return rest;
  }

  /** An event was handled: what fell due meanwhile is lost. */
  handled(nowMs: number): void {
    if (this.#waitedForMs !== this.#dueMs) this.take(nowMs);
  }

  #next(): number {
    const { min, max } = this.#floorMs;
    return Math.max(this.#intervalMs, min + (max - min) * this.#random());
  }
}
