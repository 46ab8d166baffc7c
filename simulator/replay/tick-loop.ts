/**
 * Recorded ticks of several symbols, repeated without end with a shifted clock, as fast as they are
 * asked for: what {@link Market} does for a broker in real time, for simulations of many days.
 *
 * Invariants: 1. every lap has all ticks, in the order of their time; 2. ticks of the same millisecond
 * come in the order of the symbols; 3. nothing is reckoned per tick but its time.
 */
import type { Tick } from '../feed/recording.ts';
import type { QuoteRecord } from '../broker/records.ts';

interface LapTick {
  readonly symbol: string;
  readonly bid: string;
  readonly ask: string;
  /** Since the lap's begin. */
  readonly atMs: number;
}

/** See the file's head. */
export class TickLoop {
  readonly #lap: readonly LapTick[];
  readonly #periodMs: number;
  #lapStartMs: number;
  #index = 0;

  /**
   * @param window the repeated part of the recordings, epoch ms.
   * @param startMs when the first lap begins.
   * @throws Error when no tick lies in the window.
   */
  constructor(
    recordings: ReadonlyMap<string, readonly Tick[]>,
    window: { readonly fromMs: number; readonly untilMs: number },
    startMs: number,
  ) {
    const { fromMs, untilMs } = window;
    this.#lap = [...recordings]
      .flatMap(([symbol, ticks]) =>
        ticks.map(({ ask, bid, timeMsc }) => ({ symbol, bid, ask, atMs: timeMsc - fromMs })),
      )
      .filter(({ atMs }) => atMs >= 0 && atMs < untilMs - fromMs)
      // Sorting keeps the order of equals: that of the symbols.
      .toSorted((a, b) => a.atMs - b.atMs);
    if (this.#lap.length === 0) {
      throw new Error(`no tick from ${String(fromMs)} until ${String(untilMs)} to repeat`);
    }
    this.#periodMs = untilMs - fromMs;
    this.#lapStartMs = startMs;
  }

  /** The next tick that is not later than this; null: none. */
  takeUntil(ms: number): QuoteRecord | null {
    let tick = this.#lap[this.#index];
    if (tick === undefined) {
      this.#index = 0;
      this.#lapStartMs += this.#periodMs;
      tick = this.#lap[0];
    }
    if (tick === undefined || this.#lapStartMs + tick.atMs > ms) return null;
    this.#index += 1;
    const { ask, bid, symbol } = tick;
    return { symbol, bid, ask, timeMsc: this.#lapStartMs + tick.atMs };
  }
}
