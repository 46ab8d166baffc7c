/**
 * New entries of the ledger, stored before anything of them leaves.
 *
 * Invariants:
 * 1. An entry that stood there before is never written over.
 * 2. An intent that may or may not be stored ends as a refusal: its order is never sent.
 */
import type { CopyLedger, IntendOutcome } from '../db/copy-ledger.ts';
import type { DocumentProblem } from '../db/document-problem.ts';
import type { Copy } from '../domain/copy.ts';
import { StoreUnavailableError } from '../domain/errors.ts';
import type { RefusalCode } from '../domain/refusal.ts';
import type { LedgerWriter } from './ledger-writer.ts';

/** What intents are stored with. */
export interface IntentsParts {
  readonly ledger: Pick<CopyLedger, 'intend'>;
  readonly writer: LedgerWriter;
  /** An entry was found that cannot be read. */
  readonly unreadable: (problem: DocumentProblem) => void;
}

/** See file header. */
export class Intents {
  readonly #parts: IntentsParts;

  constructor(parts: IntentsParts) {
    this.#parts = parts;
  }

  /** What is stored for each copy afterwards: the given one, or the entry that stood there before. */
  async store(copies: readonly Copy[]): Promise<readonly Copy[]> {
    try {
      const outcomes = await this.#parts.ledger.intend(copies);
      return copies.map((copy, index) => this.#entryAfter(copy, outcomes[index]));
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return this.#refuseDoubtful(copies);
    }
  }

  /**
   * The intents may or may not be stored: their orders are never sent, and the entries say so. What sends
   * nothing, a refusal or an adoption, is stored as it is.
   */
  async #refuseDoubtful(copies: readonly Copy[]): Promise<readonly Copy[]> {
    const { ledger, writer } = this.#parts;
    const refused = copies.map((copy) =>
      copy.state.status === 'opening'
        ? asRefused(copy, 'DATABASE', 'it did not answer in time')
        : copy,
    );
    const outcomes = await writer.untilAvailable(() => ledger.intend(refused));
    return Promise.all(
      refused.map(async (copy, index) => {
        const entry = this.#entryAfter(copy, outcomes[index]);
        if (entry.state.status !== 'opening') return entry;
        return writer.write({ ...copy, version: entry.version + 1 });
      }),
    );
  }

  #entryAfter(copy: Copy, outcome: IntendOutcome | undefined): Copy {
    switch (outcome?.type) {
      case 'stored':
        return copy;
      case 'exists':
        return outcome.copy;
      case 'unreadable':
        this.#parts.writer.neverWrite(copy.copyId);
        this.#parts.unreadable(outcome.problem);
        return asRefused(
          copy,
          'REJECTED',
          `its ledger entry cannot be read: ${outcome.problem.field}`,
        );
      case 'magic-taken':
      case undefined:
        return asRefused(copy, 'MAGIC_CLASH', 'another copy of this slave has its magic');
    }
  }
}

function asRefused(copy: Copy, code: RefusalCode, detail: string): Copy {
  return { ...copy, state: { status: 'refused', code, detail } };
}
