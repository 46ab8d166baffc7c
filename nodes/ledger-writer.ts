/**
 * Writes next versions of copies: grouped, in order per copy, again and again until the database has
 * them.
 *
 * Invariants:
 * 1. `write` resolves only when the version is durable (or a newer one is); it rejects with
 *    StoreUnavailableError when `stop` ends the tries, and with whatever else went wrong.
 * 2. While one group is being written, everything that comes joins the next one.
 * 3. What waits while the database is down stands in the local spool, so that the death of this
 *    process loses none of it; it leaves the spool when the database has it.
 */
import type { CopyLedger } from '../db/copy-ledger.ts';
import type { Spool } from '../db/spool.ts';
import type { Copy } from '../domain/copy.ts';
import { StoreUnavailableError } from '../domain/errors.ts';
import type { CopyId } from '../domain/ids.ts';
import { systemWaits, type Waits } from './clock.ts';

const RETRY_MIN_MS = 250;
const RETRY_MAX_MS = 5_000;
/** How long a write may hold up what must happen in any case. */
const PATIENCE_MS = 1_000;
/** Why a wait ends; named, as an error would be made otherwise. */
const OVER = 'over';

/** The part of a spool that is written and emptied here. */
export type SpoolPort = Pick<Spool, 'append' | 'drain'>;

interface Waiting {
  readonly copy: Copy;
  readonly resolve: (stored: Copy) => void;
  readonly reject: (error: unknown) => void;
}

/** What the writer reports. */
export interface LedgerWriterListener {
  /** The database stopped or began to answer. */
  available(isAvailable: boolean): void;
  /** What could not be stored cannot be spooled either; it is kept in memory alone. */
  spoolFailed(error: StoreUnavailableError): void;
}

/** See file header. */
export class LedgerWriter {
  readonly #ledger: CopyLedger;
  readonly #listener: LedgerWriterListener;
  readonly #stopping = new AbortController();
  /** Entries that stand in the ledger but cannot be read: they are never written over. */
  readonly #unreadable = new Set<CopyId>();
  readonly #spool: SpoolPort;
  readonly #waits: Waits;
  readonly #waiting: Waiting[] = [];
  /** Everything that is not yet durable, in its order: what waits and what is being written. */
  readonly #pending = new Set<Copy>();
  #spooling: Promise<void> | null = null;
  #isRunning = false;
  #isAvailable = true;
  /** Of those who wait for a write, but not for a database that is down. */
  readonly #patient = new Set<AbortController>();

  constructor(
    ledger: CopyLedger,
    spool: SpoolPort,
    listener: LedgerWriterListener,
    waits: Waits = systemWaits,
  ) {
    this.#waits = waits;
    this.#ledger = ledger;
    this.#spool = spool;
    this.#listener = listener;
  }

  /** Whether the last write got through. */
  get isAvailable(): boolean {
    return this.#isAvailable;
  }

  /** This copy's entry cannot be read: from now on its versions are kept in memory alone. */
  neverWrite(copyId: CopyId): void {
    this.#unreadable.add(copyId);
  }

  /** The spool works again: what could not be put there goes there now. */
  spoolAgain(): void {
    if (!this.#isAvailable && this.#pending.size > 0) this.#putAside([...this.#pending]);
  }

  /** Ends the tries; what is not in the database by now goes into the spool. */
  async stop(): Promise<void> {
    if (this.#pending.size > 0) this.#putAside([...this.#pending]);
    this.#stopping.abort();
    await this.#spooling;
  }

  /** Resolves to what is stored: `copy`, or a newer version that somebody else wrote. */
  async write(copy: Copy): Promise<Copy> {
    if (this.#unreadable.has(copy.copyId)) return copy;
    this.#pending.add(copy);
    if (!this.#isAvailable) this.#putAside([copy]);
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.push({ copy, resolve, reject });
        void this.#run();
      });
    } finally {
      this.#pending.delete(copy);
    }
  }

  /**
   * Like {@link write}, but resolves to null when the database is down or takes longer than
   * {@link PATIENCE_MS}: for what must happen all the same. The version stays queued, and stands in the
   * spool unless that failed too.
   */
  async writeUnlessDown(copy: Copy): Promise<Copy | null> {
    const written = this.write(copy);
    const patience = new AbortController();
    const given = this.#isAvailable ? PATIENCE_MS : 0;
    this.#patient.add(patience);
    // A wait that is cut short means that the database was found to be down.
    const down = this.#waits.delay(given, patience.signal).then(() => null);
    try {
      const stored = await Promise.race([written, down]);
      if (stored !== null) return stored;
      if (this.#isAvailable) this.#putAside([copy]);
      await this.#spooling;
      return null;
    } finally {
      this.#patient.delete(patience);
      patience.abort(OVER);
    }
  }

  /**
   * Repeats `work` until the database answers.
   * @throws StoreUnavailableError when `stop` ends the tries.
   */
  async untilAvailable<Result>(work: () => Promise<Result>): Promise<Result> {
    let pauseMs = RETRY_MIN_MS;
    for (;;) {
      try {
        const result = await work();
        this.#report(true);
        return result;
      } catch (error) {
        if (!(error instanceof StoreUnavailableError) || this.#stopping.signal.aborted) throw error;
        this.#report(false);
        // Aborted while waiting: the next failure is thrown.
        await this.#waits.delay(pauseMs, this.#stopping.signal);
        pauseMs = Math.min(RETRY_MAX_MS, pauseMs * 2);
      }
    }
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    // One turn of the event loop, so that what happened at once is written at once.
    await this.#waits.turn();
    while (this.#waiting.length > 0 && !this.#stopping.signal.aborted) {
      const group = this.#nextGroup();
      try {
        await this.untilAvailable(() => this.#writeGroup(group));
      } catch (error) {
        for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(error);
      }
    }
    this.#isRunning = false;
    if (!this.#stopping.signal.aborted) {
      if (this.#spooling !== null && this.#isAvailable) await this.#emptySpool();
      return;
    }
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new StoreUnavailableError('stopped before the database answered'));
    }
  }

  /** Everything that waits, but of each copy only its first version. */
  #nextGroup(): Waiting[] {
    const taken = new Set<CopyId>();
    const group: Waiting[] = [];
    const rest: Waiting[] = [];
    for (const item of this.#waiting) {
      if (taken.has(item.copy.copyId)) rest.push(item);
      else group.push(item);
      taken.add(item.copy.copyId);
    }
    this.#waiting.splice(0, this.#waiting.length, ...rest);
    return group;
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    const outcomes = await this.#ledger.record(group.map(({ copy }) => copy));
    for (const [index, item] of group.entries()) {
      const outcome = outcomes[index];
      if (outcome?.type === 'stored') item.resolve(item.copy);
      else if (outcome?.type === 'stale' && outcome.copy !== null) item.resolve(outcome.copy);
      else item.reject(new Error(`copy ${item.copy.copyId} is not in the ledger`));
    }
  }

  #report(isAvailable: boolean): void {
    if (this.#isAvailable === isAvailable) return;
    this.#isAvailable = isAvailable;
    if (!isAvailable) {
      this.#putAside([...this.#pending]);
      for (const patience of this.#patient) patience.abort(OVER);
    }
    this.#listener.available(isAvailable);
  }

  #putAside(copies: readonly Copy[]): void {
    const before = this.#spooling;
    this.#spooling = (async () => {
      await before;
      try {
        await this.#spool.append(copies.map((copy) => ({ type: 'copy', copy })));
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        this.#listener.spoolFailed(error);
      }
    })();
  }

  /** The queue has brought all of it into the database; what waits again by now stays. */
  async #emptySpool(): Promise<void> {
    await this.#spooling;
    const waitsAgain = new StoreUnavailableError('the database went down again');
    try {
      await this.#spool.drain(() => {
        if (this.#pending.size > 0) return Promise.reject(waitsAgain);
        return Promise.resolve();
      });
      if (this.#pending.size === 0) this.#spooling = null;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      if (error !== waitsAgain) this.#listener.spoolFailed(error);
    }
  }
}
