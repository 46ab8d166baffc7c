/**
 * A slave's spool, watched: what an earlier process left in it is stored, and while the disk does not take
 * anything an alarm says so. Closes never wait for it.
 *
 * Invariants:
 * 1. What an earlier process spooled leaves the file only when the ledger has it.
 * 2. The alarm stands from the first failure until a write to the disk works again.
 */
import type { CopyLedger } from '../db/copy-ledger.ts';
import type { EventLog } from '../db/event-log.ts';
import type { SpoolEntry } from '../db/spool-line.ts';
import type { Spool } from '../db/spool.ts';
import { storeSpooled } from '../db/store-spooled.ts';
import type { Copy } from '../domain/copy.ts';
import { StoreUnavailableError } from '../domain/errors.ts';
import type { AlarmRelay } from './alarm-relay.ts';
import type { Log } from './copy-reporter.ts';
import type { SpoolPort } from './ledger-writer.ts';

const PROBE_EVERY_MS = 5_000;

/** What it works with. */
export interface SlaveSpoolParts {
  readonly spool: Pick<Spool, 'append' | 'drain' | 'pending' | 'probe'>;
  readonly ledger: CopyLedger;
  readonly events: EventLog;
  readonly alarms: Pick<AlarmRelay, 'set'>;
  /** The slave's name. */
  readonly slave: string;
  readonly log: Log;
  /** This computer's clock, epoch ms. */
  readonly nowMs: () => number;
}

/** See file header. */
export class SlaveSpool implements SpoolPort {
  readonly #parts: SlaveSpoolParts;
  /** Whether nothing of an earlier process is left in the file. */
  #isEarlierStored = false;
  #isFailing = false;
  #isProbing = false;
  #notBeforeMs = 0;

  constructor(parts: SlaveSpoolParts) {
    this.#parts = parts;
  }

  /**
   * Stores what an earlier process could not; before anything new. A spool that cannot be used holds up no start.
   * @throws StoreUnavailableError when the database does not answer or its file cannot be read.
   */
  async storeEarlier(): Promise<void> {
    const { spool, log } = this.#parts;
    const database: { error: unknown } = { error: null };
    try {
      const { damaged } = await spool.pending();
      if (damaged > 0) {
        const text = `${String(damaged)} lines of the spool are damaged and were left out`;
        log.error({ damaged }, text);
      }
      const stored = await spool.drain(async (entries) => {
        try {
          await this.#store(entries);
        } catch (error) {
          database.error = error;
          throw error;
        }
      });
      this.#isEarlierStored = true;
      if (stored > 0) log.warn({ stored }, `${String(stored)} entries of the spool were stored`);
    } catch (error) {
      if (database.error !== null || !(error instanceof StoreUnavailableError)) throw error;
      this.failed(error);
    }
  }

  /** The newest versions that an earlier process left behind; they stay where they are. */
  async earlierCopies(): Promise<readonly Copy[]> {
    try {
      const { entries } = await this.#parts.spool.pending();
      return entries.flatMap((entry) => (entry.type === 'copy' ? [entry.copy] : []));
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      this.failed(error);
      return [];
    }
  }

  async append(entries: readonly SpoolEntry[]): Promise<void> {
    await this.#parts.spool.append(entries);
  }

  /** See {@link Spool.drain}. */
  async drain(store: (entries: readonly SpoolEntry[]) => Promise<void>): Promise<number> {
    return await this.#parts.spool.drain(async (entries) => {
      await store(entries);
      if (!this.#isEarlierStored) await this.#store(entries);
    });
  }

  /**
   * To be called several times a second: tries a spool that failed again.
   * @param nowMs a monotonic clock. @param works called when it works again.
   */
  tick(nowMs: number, works: () => void): void {
    if (!this.#isFailing || this.#isProbing || nowMs < this.#notBeforeMs) return;
    this.#isProbing = true;
    this.#notBeforeMs = nowMs + PROBE_EVERY_MS;
    void this.#probe(works);
  }

  async #probe(works: () => void): Promise<void> {
    try {
      await this.#parts.spool.probe();
      this.#isFailing = false;
      this.#set(false, '');
      works();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
    } finally {
      this.#isProbing = false;
    }
  }

  async #store(entries: readonly SpoolEntry[]): Promise<void> {
    const { ledger, events, nowMs } = this.#parts;
    await storeSpooled(entries, ledger, events, nowMs());
  }

  /** The disk did not take something. */
  failed({ message }: StoreUnavailableError): void {
    this.#isFailing = true;
    this.#set(true, message);
  }

  #set(isRaised: boolean, why: string): void {
    const { alarms, slave } = this.#parts;
    const detail = `${why}. Closes go on; what the database does not take is kept in memory alone`;
    alarms.set({ code: 'SPOOL_UNUSABLE', subject: slave, detail }, isRaised);
  }
}
