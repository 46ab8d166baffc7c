/**
 * An event log that loses nothing while the database is down: what cannot be stored goes to a local fsynced
 * spool, and is chained in its order when the database is back, also after a restart.
 *
 * Invariants:
 * 1. An `append` that has resolved is durable: in the database or in the spool.
 * 2. Nothing is chained before what was spooled earlier, unless the spool cannot be opened.
 * 3. An `append` waits no longer for the database than its patience; the database counts as down then.
 * 4. What was handed to the database is not handed to it again while its answer is open, and not after it
 *    was stored late. What it stored and answered with an error, or too late for this process, comes again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailableError } from '../domain/errors.ts';
import type { EventEntry, EventFilter, EventLog, EventRecord } from './event-log.ts';
import type { Spool } from './spool.ts';

const RETRY_MS = 1_000;
const PATIENCE_MS = 400;
/** Most entries of one write. */
const BATCH = 500;

/** A write that the database was asked for: it may have stored it, or still do so. */
interface Attempt {
  readonly answer: Promise<readonly EventRecord[]>;
  /** How many of its entries come first in the spool, should they go there. */
  readonly count: number;
}

/** How it behaves. */
export interface SpooledEventLogOptions {
  readonly retryMs: number;
  readonly patienceMs: number;
  /** An entry can never be stored, and is let go. */
  readonly unstorable: (error: Error, entry: EventEntry) => void;
  /** The spool cannot be opened: called once until it can be. */
  readonly spoolFailed: (error: Error) => void;
}

/** See file header. `append` resolves to no records when they went to the spool. */
export class SpooledEventLog implements EventLog {
  readonly #log: EventLog;
  readonly #spool: Pick<Spool, 'append' | 'pending' | 'drain' | 'close'>;
  readonly #options: SpooledEventLogOptions;
  /** What an earlier process spooled is not known yet. */
  #isSpooled = true;
  #isDown = false;
  #isClosed = false;
  #hasSpoolFailed = false;
  /** Entries of the spool that are chained already, should the rest of them fail. */
  #chained = 0;
  /** Entries of the next write: fewer after each failure, which may have stored them all the same. */
  #batch = BATCH;
  #late: Attempt | null = null;
  /** Goes on when nobody waits for it any more: never two at a time. */
  #draining: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Every `append`, one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    log: EventLog,
    spool: Pick<Spool, 'append' | 'pending' | 'drain' | 'close'>,
    options: Partial<SpooledEventLogOptions> = {},
  ) {
    this.#log = log;
    this.#spool = spool;
    this.#options = {
      retryMs: RETRY_MS,
      patienceMs: PATIENCE_MS,
      unstorable: () => undefined,
      spoolFailed: () => undefined,
      ...options,
    };
  }

  /** The database is known to be down: what comes goes to the spool without asking it. */
  down(): void {
    this.#isDown = true;
    this.#retryLater();
  }

  /** @throws StoreUnavailableError when neither the database nor the disk takes them. */
  async append(entries: readonly EventEntry[]): Promise<readonly EventRecord[]> {
    return await this.#inTurn(async () => {
      let attempt: Attempt | null = null;
      try {
        if (this.#isDown) throw new StoreUnavailableError('the database does not answer');
        if (await this.#hasToDrain()) await this.#patient(this.#drained());
        const count = this.#isSpooled ? 0 : entries.length;
        attempt = { answer: this.#log.append(entries), count };
        return await this.#patient(attempt.answer);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        return await this.#spooled(entries, attempt);
      }
    });
  }

  async read(filter?: EventFilter): Promise<readonly EventRecord[]> {
    return await this.#log.read(filter);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#queue;
    // What it could not store stays in the spool.
    await this.#draining?.catch(() => undefined);
    await this.#spool.close();
    await this.#log.close();
  }

  async #spooled(
    entries: readonly EventEntry[],
    attempt: Attempt | null,
  ): Promise<readonly EventRecord[]> {
    try {
      await this.#spool.append(entries.map((entry) => ({ type: 'event', entry })));
    } catch (error) {
      // The caller would hand them over again.
      if (attempt !== null) return await attempt.answer;
      throw error;
    }
    this.#late ??= attempt;
    this.#isSpooled = true;
    this.down();
    return [];
  }

  #retryLater(): void {
    if (this.#timer !== null || this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#retry();
    }, this.#options.retryMs);
    this.#timer.unref();
  }

  /** Not in turn: what comes meanwhile goes to the spool. */
  async #retry(): Promise<void> {
    try {
      const hasToDrain = await this.#hasToDrain();
      if (this.#isClosed) return;
      if (hasToDrain) await this.#drained();
      this.#isDown = false;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#retryLater();
    }
  }

  async #drained(): Promise<void> {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = null;
    });
    await this.#draining;
  }

  async #drain(): Promise<void> {
    await this.#settleLate();
    // What is spooled from here on sets it again.
    this.#isSpooled = false;
    let seen = 0;
    try {
      await this.#spool.drain(async (spooled) => {
        const first = seen;
        seen += spooled.length;
        while (this.#chained < seen) {
          const lines = spooled.slice(this.#chained - first).slice(0, this.#batch);
          await this.#store(lines.flatMap((line) => (line.type === 'event' ? [line.entry] : [])));
          this.#chained += lines.length;
        }
      });
    } catch (error) {
      this.#isSpooled = true;
      this.#batch = Math.ceil(this.#batch / 8);
      throw error;
    }
    this.#chained = 0;
    this.#batch = BATCH;
  }

  /** Without a spool the database alone has to do; records that an earlier process spooled come later. */
  async #hasToDrain(): Promise<boolean> {
    if (!this.#isSpooled) return this.#draining !== null;
    try {
      await this.#spool.pending();
      this.#hasSpoolFailed = false;
      return true;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      if (!this.#hasSpoolFailed) this.#options.spoolFailed(error);
      this.#hasSpoolFailed = true;
      return false;
    }
  }

  async #settleLate(): Promise<void> {
    if (this.#late === null) return;
    const { answer, count } = this.#late;
    const isStored = await answer.then(
      () => true,
      // They are in the spool.
      () => false,
    );
    if (isStored) this.#chained = count;
    this.#late = null;
  }

  /** One entry that can never be stored must not keep the others in the spool for ever. */
  async #store(batch: readonly EventEntry[]): Promise<void> {
    try {
      await this.#log.append(batch);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) this.#options.unstorable(error, only);
      else for (const entry of batch) await this.#store([entry]);
    }
  }

  async #patient<T>(work: Promise<T>): Promise<T> {
    const patience = new AbortController();
    const late = delay(this.#options.patienceMs, undefined, { signal: patience.signal }).then(
      () => {
        throw new StoreUnavailableError('the database takes too long for a record');
      },
    );
    try {
      return await Promise.race([work, late]);
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
