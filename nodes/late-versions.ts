/**
 * What a dead process sent to the database and what arrived after its successor had read the ledger: an intent
 * whose master position may be gone by then, an operator's close. Nobody would look at such an entry again
 * before the next start, which would carry out what was ordered long ago.
 *
 * Invariant: what is found is only made known; the planner looks it up like every order of unknown outcome.
 */
import type { CopyLedger } from '../db/copy-ledger.ts';
import { StoreUnavailableError } from '../domain/errors.ts';
import type { Copy } from '../domain/copy.ts';
import type { SlaveId } from '../domain/ids.ts';
import type { CopyTable } from './copy-table.ts';
import type { Log } from './copy-reporter.ts';

/** After the start; a write is on its way for as long as a database may stand still. */
const LOOKS_MS: readonly number[] = [2_000, 10_000, 30_000, 120_000, 600_000];

/** What it works with. */
export interface LateVersionsParts {
  readonly ledger: Pick<CopyLedger, 'findLive'>;
  readonly slaveId: SlaveId;
  readonly table: CopyTable;
  readonly log: Pick<Log, 'warn'>;
  readonly fail: (error: unknown) => void;
  /** Of the start, on the monotonic clock. */
  readonly startedMs: number;
}

/** See file header. */
export class LateVersions {
  readonly #parts: LateVersionsParts;
  #done = 0;
  #isLooking = false;

  constructor(parts: LateVersionsParts) {
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
      for (const copy of await ledger.findLive(slaveId)) {
        if (!isNews(copy, table)) continue;
        log.warn({ copyId: copy.copyId }, 'what an earlier process wrote was stored late');
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

/** What this process is about to write itself is none. */
function isNews({ copyId, version }: Copy, table: CopyTable): boolean {
  if (table.inFlight.has(copyId)) return false;
  const known = table.counted().get(copyId);
  return known === undefined || known.version < version;
}
