/**
 * Intents that a dead process sent to the database and that arrived after its successor had read the ledger:
 * the master position may be gone by then, and nobody would ever ask about the entry again.
 *
 * Invariant: what is found is only made known; the planner looks it up like every open of unknown outcome.
 */
import type { CopyLedger } from '../db/copy-ledger.ts';
import { StoreUnavailableError } from '../domain/errors.ts';
import type { SlaveId } from '../domain/ids.ts';
import type { CopyTable } from './copy-table.ts';
import type { Log } from './copy-reporter.ts';

/** After the start; a write is on its way for as long as a database may stand still. */
const LOOKS_MS: readonly number[] = [2_000, 10_000, 30_000, 120_000, 600_000];

/** What it works with. */
export interface LateIntentsParts {
  readonly ledger: Pick<CopyLedger, 'findOpening'>;
  readonly slaveId: SlaveId;
  readonly table: CopyTable;
  readonly log: Pick<Log, 'warn'>;
  readonly fail: (error: unknown) => void;
  /** Of the start, on the monotonic clock. */
  readonly startedMs: number;
}

/** See file header. */
export class LateIntents {
  readonly #parts: LateIntentsParts;
  #done = 0;
  #isLooking = false;

  constructor(parts: LateIntentsParts) {
    this.#parts = parts;
  }

  /** To be called several times a second. */
  tick(nowMs: number): void {
    const dueMs = LOOKS_MS[this.#done];
    if (this.#isLooking || dueMs === undefined) return;
    if (nowMs - this.#parts.startedMs < dueMs) return;
    this.#isLooking = true;
    void this.#look();
  }

  async #look(): Promise<void> {
    const { ledger, slaveId, table, log, fail } = this.#parts;
    try {
      for (const copy of await ledger.findOpening(slaveId)) {
        if (table.counted().has(copy.copyId)) continue;
        log.warn({ copyId: copy.copyId }, 'an intent of an earlier process was stored late');
        table.set(copy);
      }
      this.#done += 1;
    } catch (error) {
      // A database that does not answer is asked again with the next tick.
      if (!(error instanceof StoreUnavailableError)) fail(error);
    } finally {
      this.#isLooking = false;
    }
  }
}
