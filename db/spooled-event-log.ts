/**
 * An event log that loses nothing while the database is down: what cannot be stored goes to a local fsynced
 * spool, and is chained in its order when the database is back, also after a restart.
 *
 * Invariants:
 * 1. An `append` that has resolved is durable: in the database or in the spool.
 * 2. Nothing is chained before what was spooled earlier.
 * 3. A database that takes longer than its patience counts as down; what it has stored all the same is then
 *    on record twice.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailableError } from '../domain/errors.ts';
import type { EventEntry, EventFilter, EventLog, EventRecord } from './event-log.ts';
import type { Spool } from './spool.ts';

const RETRY_MS = 1_000;
const PATIENCE_MS = 400;
/** Most entries of one write. */
const BATCH = 500;

/** How it behaves. */
export interface SpooledEventLogOptions {
  readonly retryMs: number;
  readonly patienceMs: number;
  /** An entry can never be stored, and is let go. */
  readonly unstorable: (error: Error, entry: EventEntry) => void;
}

/** See file header. `append` resolves to no records when they went to the spool. */
export class SpooledEventLog implements EventLog {
  readonly #log: EventLog;
  readonly #spool: Pick<Spool, 'append' | 'drain' | 'close'>;
  readonly #options: SpooledEventLogOptions;
  /** What an earlier process spooled is not known yet. */
  #isSpooled = true;
  #isDown = false;
  /** Entries of the spool that are chained already, should the rest of them fail. */
  #chained = 0;
  #timer: NodeJS.Timeout | null = null;
  /** Everything that writes, one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    log: EventLog,
    spool: Pick<Spool, 'append' | 'drain' | 'close'>,
    options: Partial<SpooledEventLogOptions> = {},
  ) {
    this.#log = log;
    this.#spool = spool;
    const defaults = { retryMs: RETRY_MS, patienceMs: PATIENCE_MS, unstorable: () => undefined };
    this.#options = { ...defaults, ...options };
  }

  /** The database is known to be down: what comes goes to the spool without asking it. */
  down(): void {
    this.#isDown = true;
    this.#retryLater();
  }

  /** @throws StoreUnavailableError when neither the database nor the disk takes them. */
  async append(entries: readonly EventEntry[]): Promise<readonly EventRecord[]> {
    return await this.#inTurn(async () => {
      try {
        if (this.#isDown) throw new StoreUnavailableError('the database does not answer');
        await this.#drain();
        return await this.#patient(() => this.#log.append(entries));
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        await this.#spool.append(entries.map((entry) => ({ type: 'event', entry })));
        this.#isSpooled = true;
        this.down();
        return [];
      }
    });
  }

  async read(filter?: EventFilter): Promise<readonly EventRecord[]> {
    return await this.#log.read(filter);
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#queue;
    await this.#spool.close();
    await this.#log.close();
  }

  #retryLater(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#inTurn(() => this.#retry());
    }, this.#options.retryMs);
    this.#timer.unref();
  }

  async #retry(): Promise<void> {
    try {
      await this.#drain();
      this.#isDown = false;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#retryLater();
    }
  }

  async #drain(): Promise<void> {
    if (!this.#isSpooled) return;
    let seen = 0;
    await this.#spool.drain(async (spooled) => {
      const first = seen;
      seen += spooled.length;
      for (let from = Math.max(0, this.#chained - first); from < spooled.length; from += BATCH) {
        const lines = spooled.slice(from, from + BATCH);
        await this.#store(lines.flatMap((line) => (line.type === 'event' ? [line.entry] : [])));
        this.#chained = first + from + lines.length;
      }
    });
    this.#chained = 0;
    this.#isSpooled = false;
  }

  /** One entry that can never be stored must not keep the others in the spool for ever. */
  async #store(batch: readonly EventEntry[]): Promise<void> {
    try {
      await this.#patient(() => this.#log.append(batch));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) this.#options.unstorable(error, only);
      else for (const entry of batch) await this.#store([entry]);
    }
  }

  async #patient<T>(work: () => Promise<T>): Promise<T> {
    const patience = new AbortController();
    const late = delay(this.#options.patienceMs, undefined, { signal: patience.signal }).then(
      () => {
        throw new StoreUnavailableError('the database takes too long for a record');
      },
    );
    try {
      return await Promise.race([work(), late]);
    } finally {
      // A wait that is cut short has lost the race already.
      late.catch(() => undefined);
      patience.abort();
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    // The next one in turn does not fail because this one did.
    this.#queue = result.catch(() => undefined);
    return await result;
  }
}
