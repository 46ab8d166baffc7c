/**
 * Collects what a node has to say and appends it in batches, off the latency path: an order never
 * waits for its record. What cannot be stored stays, up to a limit, until the database is back; what
 * was stored without an answer is then on record twice.
 */
import { StaleVersionError, StoreUnavailableError } from '../domain/errors.ts';
import type { EventEntry, EventLog } from './event-log.ts';

/** How a buffer behaves. */
export interface EventBufferOptions {
  /** How long entries are collected before they are written. */
  readonly collectMs: number;
  /** Pause after a failed write. */
  readonly retryMs: number;
  /** Most entries that wait; a newer one pushes the oldest out. */
  readonly limit: number;
  /** Most entries of one write. */
  readonly batch: number;
  /** Called once per outage with the error, and with null when writing works again. */
  readonly onOutage: (error: Error | null) => void;
}

const DEFAULTS: EventBufferOptions = {
  collectMs: 200,
  retryMs: 1000,
  limit: 20_000,
  batch: 500,
  onOutage: () => undefined,
};

/** See file header. Owned by one node; close it before its log. */
export class EventBuffer {
  readonly #log: EventLog;
  readonly #options: EventBufferOptions;
  #waiting: EventEntry[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #isDown = false;

  constructor(log: EventLog, options: Partial<EventBufferOptions> = {}) {
    this.#log = log;
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Takes an entry; never waits and never fails. */
  add(entry: EventEntry): void {
    this.#waiting.push(entry);
    if (this.#waiting.length > this.#options.limit) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    this.#schedule(this.#options.collectMs);
  }

  /** Writes everything that waits now; gives up at the first failure, and keeps the rest. */
  async flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeAll());
    await this.#writing;
  }

  /** Entries that wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** A last try to write, then nothing more is written. */
  async close(): Promise<void> {
    await this.flush();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(ms: number): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.flush();
    }, ms);
    // The owner closes the buffer; a forgotten one must not keep the process alive.
    this.#timer.unref();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch();
      try {
        await this.#log.append(batch);
      } catch (error) {
        if (isOutage(error)) {
          this.#failed(batch, error);
          return;
        }
        // One entry that can never be stored must not take its neighbours with it.
        if (!(await this.#writeSingly(batch))) return;
        continue;
      }
      if (this.#isDown) this.#options.onOutage(null);
      this.#isDown = false;
    }
  }

  /** Writes entries one by one; false when an outage ends it, with the rest kept. */
  async #writeSingly(batch: readonly EventEntry[]): Promise<boolean> {
    for (const [index, entry] of batch.entries()) {
      try {
        await this.#log.append([entry]);
      } catch (error) {
        this.#failed(isOutage(error) ? batch.slice(index) : [entry], error);
        if (isOutage(error)) return false;
        continue;
      }
      if (this.#isDown) this.#options.onOutage(null);
      this.#isDown = false;
    }
    return true;
  }

  /** What was pushed out is itself on record. */
  #takeBatch(): readonly EventEntry[] {
    const batch = this.#waiting.splice(0, this.#options.batch);
    const [first] = batch;
    if (this.#dropped === 0 || first === undefined) return batch;
    const count = this.#dropped;
    this.#dropped = 0;
    return [{ at: first.at, kind: 'events-dropped', data: { count } }, ...batch];
  }

  #failed(batch: readonly EventEntry[], error: unknown): void {
    const reason = error instanceof Error ? error : new Error(String(error), { cause: error });
    if (!this.#isDown) this.#options.onOutage(reason);
    this.#isDown = true;
    // Anything but an outage would fail for ever: such an entry is let go, and was reported.
    if (!isOutage(error)) return;
    this.#waiting = [...batch, ...this.#waiting];
    this.#schedule(this.#options.retryMs);
  }
}

/** Whether the same entries may be stored later. */
function isOutage(error: unknown): boolean {
  return error instanceof StoreUnavailableError || error instanceof StaleVersionError;
}
