/**
 * Moves a broker through time: its planned events and its ticks, in the order of server time, as far as
 * the clock on the wall has come. What was missed is caught up with in the same way.
 *
 * Invariants: 1. nothing that is due later happens before; 2. of an event and a tick of the same
 * millisecond the event comes first; 3. the broker's clock never goes back.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { QuoteRecord } from '../broker/records.ts';
import type { VirtualClock } from '../broker/sim-clock.ts';
import type { Market } from '../feed/market.ts';

/** So many ticks at once; then others of this process have their turn. */
const TICKS_PER_TURN = 2_000;
const LONGEST_WAIT_MS = 1_000;

/** What a drive works with. */
export interface DriveOptions {
  readonly clock: VirtualClock;
  readonly market: Market;
  /** The time that it should be. */
  readonly serverNowMs: () => number;
  /** Server milliseconds per real one. */
  readonly speed: number;
  readonly onTick: (quote: QuoteRecord) => void;
}

/** See the file's head. */
export class BrokerDrive {
  readonly #options: DriveOptions;
  #timer: NodeJS.Timeout | null = null;
  #isRunning = false;

  constructor(options: DriveOptions) {
    this.#options = options;
  }

  /** Goes to where the clock stands; gives the newest tick of every symbol at that time. */
  begin(): readonly QuoteRecord[] {
    const { clock, market } = this.#options;
    return market.startAt(clock.nowMs());
  }

  /** Everything that is due, in turns. */
  async catchUp(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#pump(TICKS_PER_TURN)) await nextTurn();
  }

  /** Goes on by itself until {@link stop}. */
  run(): void {
    this.#isRunning = true;
    this.pump();
  }

  /** Everything that is due now: to be called before a message is looked at. */
  pump(): void {
    this.#pump(Infinity);
    this.plan();
  }

  /** Waits for what comes next: to be called when something was planned. */
  plan(): void {
    if (!this.#isRunning) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const { clock, market, serverNowMs, speed } = this.#options;
    const nextMs = Math.min(market.nextMs, clock.nextMs ?? Infinity);
    const waitMs = Math.max(0, (nextMs - serverNowMs()) / speed);
    this.#timer = setTimeout(() => this.pump(), Math.min(Math.ceil(waitMs), LONGEST_WAIT_MS));
  }

  stop(): void {
    this.#isRunning = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** False when ticks are left. */
  #pump(maxTicks: number): boolean {
    const { clock, market, onTick, serverNowMs } = this.#options;
    const nowMs = serverNowMs();
    for (let ticks = 0; market.nextMs <= nowMs; ticks += 1) {
      if (ticks === maxTicks) return false;
      clock.advanceTo(market.nextMs);
      const quote = market.take();
      if (quote !== null) onTick(quote);
    }
    clock.advanceTo(nowMs);
    return true;
  }
}
