/**
 * The time in which this process was running: when its event loop stood still, so does this clock.
 * What was sent to it meanwhile waits unread, and must not count as anybody's silence.
 */

/** See file header. */
export class RunningClock {
  readonly #tickMs: number;
  #tickedAtMs: number;
  #stoodStillMs = 0;

  /** @param tickMs how often {@link tick} is called while the process runs. */
  constructor(tickMs: number, nowMs: number) {
    this.#tickMs = tickMs;
    this.#tickedAtMs = nowMs;
  }

  /** To be called every `tickMs`; a call that comes late says that the process stood still. */
  tick(nowMs: number): void {
    this.#stoodStillMs += this.#lateMs(nowMs);
    this.#tickedAtMs = nowMs;
  }

  /** Never goes back; comparable with its own values only, ms. */
  at(nowMs: number): number {
    return nowMs - this.#stoodStillMs - this.#lateMs(nowMs);
  }

  #lateMs(nowMs: number): number {
    return Math.max(0, nowMs - this.#tickedAtMs - this.#tickMs);
  }
}
