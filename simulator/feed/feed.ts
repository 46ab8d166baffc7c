/**
 * One symbol's prices at one broker: a recording, repeated without end, shown later, wider or with
 * fewer digits as the broker does.
 *
 * Invariants:
 * 1. Between two ticks the older one holds, with its own time: gaps stay gaps.
 * 2. Bid and ask are changed by rounding and widening alone: crossed quotes stay crossed.
 * 3. Time and `number` never go back, not at a repetition either.
 */
import { Big } from 'big.js';
import { ConfigurationError } from '../../domain/errors.ts';
import type { Tick } from './recording.ts';

/** What a symbol costs at one instant. */
export interface Quote {
  readonly bid: string;
  readonly ask: string;
  /** When the broker showed it: server time, ms. */
  readonly timeMsc: number;
  /** Grows with every tick. */
  readonly number: number;
}

/** How a broker shows a recording. */
export interface FeedSettings {
  readonly digits: number;
  readonly delayMs: number;
  readonly widenPoints: number;
  /** The part of the recording that is repeated; null: from its first tick to its last. */
  readonly loop: { readonly fromMs: number; readonly untilMs: number } | null;
}

/** See the file's head. */
export class Feed {
  readonly #ticks: readonly Tick[];
  readonly #fromMs: number;
  readonly #periodMs: number;
  readonly #settings: FeedSettings;

  /** @throws ConfigurationError when no tick lies in the repeated part. */
  constructor(ticks: readonly Tick[], settings: FeedSettings) {
    const fromMs = settings.loop?.fromMs ?? ticks.at(0)?.timeMsc ?? 0;
    const untilMs = settings.loop?.untilMs ?? (ticks.at(-1)?.timeMsc ?? 0) + 1;
    this.#ticks = ticks.filter(({ timeMsc }) => timeMsc >= fromMs && timeMsc < untilMs);
    if (this.#ticks.length === 0) {
      throw new ConfigurationError(
        `the recording has no tick from ${String(fromMs)} until ${String(untilMs)}; choose another loop`,
      );
    }
    this.#fromMs = fromMs;
    this.#periodMs = untilMs - fromMs;
    this.#settings = settings;
  }

  /** The newest tick at this server time; null before the first one. */
  quoteAt(serverMs: number): Quote | null {
    const { delayMs } = this.#settings;
    const sinceStart = serverMs - delayMs - this.#fromMs;
    let lap = Math.floor(sinceStart / this.#periodMs);
    let index = this.#newestUntil(this.#fromMs + sinceStart - lap * this.#periodMs);
    if (index < 0) {
      lap -= 1;
      index = this.#ticks.length - 1;
    }
    return lap < 0 ? null : this.tick(lap * this.#ticks.length + index);
  }

  /** The tick of this number; the first one is 0. */
  tick(number: number): Quote {
    const { delayMs, digits, widenPoints } = this.#settings;
    const lap = Math.floor(number / this.#ticks.length);
    const tick = this.#ticks[number - lap * this.#ticks.length];
    if (tick === undefined) throw new RangeError(`a feed has no tick ${String(number)}`);
    const widening = new Big(widenPoints).times(new Big(`1e-${String(digits)}`));
    return {
      bid: new Big(tick.bid).round(digits, Big.roundHalfUp).minus(widening).toFixed(digits),
      ask: new Big(tick.ask).round(digits, Big.roundHalfUp).plus(widening).toFixed(digits),
      timeMsc: tick.timeMsc + lap * this.#periodMs + delayMs,
      number,
    };
  }

  /** Index of the last tick that is not later than `timeMs`; −1 when all are. */
  #newestUntil(timeMs: number): number {
    let [low, high] = [0, this.#ticks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ticks[middle]?.timeMsc ?? Infinity) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
