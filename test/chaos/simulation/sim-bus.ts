/**
 * The bus between the nodes: books are lost, come twice, late and in another order. What a subscriber
 * believes is decided by the real intake.
 */
import type { MasterBook } from '../../../domain/book.ts';
import {
  BUS_WINDOWS,
  EMPTY_INTAKE,
  hasRival,
  takeIn,
  type BusNow,
  type Intake,
} from '../../../messaging/book-intake.ts';
import type { BookMessage, ReceivedBook } from '../../../messaging/book-message.ts';
import { toMasterBook } from '../../../messaging/master-book.ts';
import type { Timeline } from './timeline.ts';

/** How the bus is now; chances in [0, 1]. */
export interface BusWeather {
  isCut: boolean;
  loss: number;
  duplication: number;
  /** Chance of a long delay, and its longest, ms. */
  delay: number;
  delayMs: number;
}

const KEPT = 200;

/** Hands a message to whoever subscribes now. */
export class SimBus {
  readonly #timeline: Timeline;
  readonly #random: () => number;
  readonly weather: BusWeather;
  readonly #kept: ReceivedBook[] = [];
  deliver: (message: ReceivedBook) => void = () => undefined;

  constructor(timeline: Timeline, random: () => number, weather: BusWeather) {
    this.#timeline = timeline;
    this.#random = random;
    this.weather = weather;
  }

  publish(composed: BookMessage): void {
    const message: ReceivedBook = { ...composed, hash: '' };
    this.#kept.push(message);
    if (this.#kept.length > KEPT) this.#kept.shift();
    this.#send(message);
    while (this.#random() < this.weather.duplication) this.#send(message);
  }

  /** Somebody captured old messages, and sends them again. */
  replay(): void {
    for (const message of this.#kept) this.#timeline.after(1, () => this.deliver(message));
  }

  #send(message: ReceivedBook): void {
    const { loss, delay, delayMs } = this.weather;
    if (this.#random() < loss) return;
    const isSlow = this.#random() < delay;
    this.#timeline.after(1 + this.#random() * (isSlow ? delayMs : 3), () => {
      if (!this.weather.isCut) this.deliver(message);
    });
  }
}

/** What one run of a subscriber has heard of one master. */
export class SimSubscriber {
  readonly #now: () => BusNow;
  #intake: Intake = EMPTY_INTAKE;
  #last: { readonly key: string; readonly book: MasterBook } | null = null;

  constructor(timeline: Timeline) {
    this.#now = () => ({ epochMs: timeline.nowMs(), monotonicMs: timeline.passedMs });
  }

  /** Whether two nodes publish the master. */
  get isDoubted(): boolean {
    return hasRival(this.#intake, this.#now(), BUS_WINDOWS);
  }

  /** The book to act on, or null. */
  receive(message: ReceivedBook): MasterBook | null {
    const { intake, verdict } = takeIn(this.#intake, message, this.#now(), BUS_WINDOWS);
    this.#intake = intake;
    if (verdict.type === 'drop') return null;
    // A heartbeat repeats its read: most books are made of the one before.
    const { epoch, read, readAt, complete, seq, sentAt } = verdict.book;
    const key = [epoch, read, readAt, complete, verdict.isStale].join();
    const book = this.#last?.key === key ? this.#last.book : toMasterBook(verdict.book);
    this.#last = { key, book: { ...book, seq, sentAtMs: sentAt } };
    return this.#last.book;
  }
}
