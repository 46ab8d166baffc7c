/**
 * Remembers when the steps of the copies' opens and closes were done, and has them kept beside the
 * ledger's entries while nothing else is to be done.
 *
 * Invariants:
 * 1. Nobody who handles an order waits for anything here, and nothing here throws.
 * 2. Everything is limited: what is not kept in time is forgotten, the oldest first.
 */
import type { CopyLedger, TimedOrder } from '../db/copy-ledger.ts';
import {
  latencyParts,
  type LatencyStep,
  type Stamps,
  type TimedOperation,
} from '../domain/copy-latency.ts';
import type { Copy } from '../domain/copy.ts';
import type { CopyId } from '../domain/ids.ts';
import { wallClock } from '../messaging/wall-clock.ts';
import { BookArrivals, type TimedBook } from './book-arrivals.ts';

const KEEP_EVERY_MS = 1_000;
/** Orders one after the other for this long: then their times are kept between two of them. */
const PATIENCE_ROUNDS = 10;
const RUNNING_MAX = 10_000;
const RECENT_MAX = 500;

/** What a recorder works with. */
export interface LatencyRecorderParts {
  readonly ledger: Pick<CopyLedger, 'note'>;
  /** Whether an order is under way. */
  readonly isBusy: () => boolean;
  /** Times could not be kept; they are forgotten. */
  readonly lost: (error: unknown) => void;
  /** Epoch ms, with fractions. */
  readonly nowMs?: () => number;
}

/** See file header. */
export class LatencyRecorder {
  readonly #parts: LatencyRecorderParts;
  readonly #nowMs: () => number;
  readonly #arrivals = new BookArrivals();
  readonly #running = new Map<string, TimedOrder>();
  readonly #recent: number[] = [];
  #finished: TimedOrder[] = [];
  #rounds = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(parts: LatencyRecorderParts) {
    this.#parts = parts;
    this.#nowMs = parts.nowMs ?? (() => wallClock.nowMs());
    this.#timer = setInterval(() => void this.#round(), KEEP_EVERY_MS).unref();
  }

  /** From the master's deal to the slave's order, the newest opens, ms. */
  get recentOpensMs(): readonly number[] {
    return this.#recent;
  }

  /** A master's book has arrived. */
  heard(book: TimedBook): void {
    this.#arrivals.heard(book, this.#nowMs());
  }

  /** The intent of an order is durable: its times begin with the book that asked for it. */
  intended({ copyId, masterId, masterPosition }: Copy, operation: TimedOperation): void {
    const stamps = this.#arrivals.of(masterId, masterPosition, operation);
    const intentDurable = this.#nowMs();
    this.#put({ copyId, operation, stamps: { ...stamps, intentDurable } });
  }

  /** A step of an order was done; one of an order that is not timed is left out. */
  done(copyId: CopyId, operation: TimedOperation, steps: Stamps): void {
    const order = this.#running.get(keyOf(copyId, operation));
    if (order !== undefined) this.#put({ ...order, stamps: { ...order.stamps, ...steps } });
  }

  /** A step was done now. */
  doneNow(copyId: CopyId, operation: TimedOperation, step: LatencyStep): void {
    this.done(copyId, operation, { [step]: this.#nowMs() });
  }

  /** The order's outcome is durable: that was its last step. */
  finished(copyId: CopyId, operation: TimedOperation): void {
    this.doneNow(copyId, operation, 'outcomeDurable');
    const order = this.#running.get(keyOf(copyId, operation));
    this.dropped(copyId, operation);
    if (order === undefined) return;
    this.#finished.push(order);
    if (this.#finished.length > RUNNING_MAX) this.#finished.shift();
    const toOrderMs = latencyParts(order.stamps)?.toOrderMs ?? null;
    if (operation === 'close' || toOrderMs === null) return;
    this.#recent.push(toOrderMs);
    if (this.#recent.length > RECENT_MAX) this.#recent.shift();
  }

  /** The order came to nothing that is worth its times. */
  dropped(copyId: CopyId, operation: TimedOperation): void {
    this.#running.delete(keyOf(copyId, operation));
  }

  /** Keeps what is finished, once; nothing is kept later on. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#keep();
  }

  #put(order: TimedOrder): void {
    this.#running.set(keyOf(order.copyId, order.operation), order);
    if (this.#running.size <= RUNNING_MAX) return;
    const [oldest] = this.#running.keys();
    if (oldest !== undefined) this.#running.delete(oldest);
  }

  async #round(): Promise<void> {
    this.#rounds = this.#parts.isBusy() ? this.#rounds + 1 : 0;
    if (this.#rounds > 0 && this.#rounds < PATIENCE_ROUNDS) return;
    this.#rounds = 0;
    await this.#keep();
  }

  async #keep(): Promise<void> {
    const orders = this.#finished;
    this.#finished = [];
    if (orders.length === 0) return;
    try {
      await this.#parts.ledger.note(orders);
    } catch (error) {
      this.#parts.lost(error);
    }
  }
}

function keyOf(copyId: CopyId, operation: TimedOperation): string {
  return `${operation} ${copyId}`;
}
