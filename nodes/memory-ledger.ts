/**
 * The ledger of a slave whose real one cannot be read: nothing is ever written to the file, and what is
 * decided meanwhile lives as long as this process.
 *
 * Invariants:
 * 1. No intent to open is ever accepted: nobody knows whether the position has a copy already.
 * 2. A position that is adopted, and what becomes of it, is taken as stored: its close must not wait.
 */
import type { CopyLedger, IntendOutcome, RecordOutcome } from '../db/copy-ledger.ts';
import type { DocumentProblem } from '../db/document-problem.ts';
import type { Copy } from '../domain/copy.ts';

/** See file header. */
export class MemoryLedger implements CopyLedger {
  readonly #problem: DocumentProblem;

  /** @param problem why the real one cannot be read. */
  constructor(problem: DocumentProblem) {
    this.#problem = problem;
  }

  intend(copies: readonly Copy[]): Promise<readonly IntendOutcome[]> {
    return Promise.resolve(
      copies.map((copy): IntendOutcome => {
        if (copy.state.status !== 'opening') return { type: 'stored', copy };
        return { type: 'unreadable', problem: this.#problem };
      }),
    );
  }

  record(copies: readonly Copy[]): Promise<readonly RecordOutcome[]> {
    return Promise.resolve(copies.map(() => ({ type: 'stored' })));
  }

  /** Times belong to entries, of which there are none. */
  note(): Promise<void> {
    return Promise.resolve();
  }

  findBySlave(): Promise<readonly Copy[]> {
    return Promise.resolve([]);
  }

  findLive(): Promise<readonly Copy[]> {
    return Promise.resolve([]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
