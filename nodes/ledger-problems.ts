/**
 * Entries of the ledger that cannot be read.
 *
 * Invariants:
 * 1. While there is one, nothing is opened: nobody knows what it counts against limits, or whether it
 *    is the entry of a position that would be opened again.
 * 2. An entry that cannot be read is never written over; its position is closed when the master closes,
 *    if its magic can be recomputed.
 */
import { describeProblem, type DocumentProblem } from '../db/document-problem.ts';
import type { UnreadableStoreError } from '../db/unreadable-store.ts';
import type { SlaveId } from '../domain/ids.ts';
import type { Block } from '../domain/plan-input.ts';
import type { AlarmRelay } from './alarm-relay.ts';

/** See file header. The block and the alarms stand until the node starts again. */
export class LedgerProblems {
  readonly #blocks: Set<Block>;
  readonly #alarms: Pick<AlarmRelay, 'raise'>;
  readonly #slave: string;

  constructor(blocks: Set<Block>, alarms: Pick<AlarmRelay, 'raise'>, slave: string) {
    this.#blocks = blocks;
    this.#alarms = alarms;
    this.#slave = slave;
  }

  /** An entry was found that cannot be read. */
  found(problem: DocumentProblem): void {
    this.#blocks.add('ledger');
    const detail =
      `${describeProblem(problem)}. No opens until it is mended (or deleted, if its position is ` +
      `closed): then \`lockstep restart ${this.#slave}\``;
    this.#alarms.raise({ code: 'LEDGER_UNREADABLE', subject: problem.name, detail });
  }

  /** The whole ledger cannot be read. */
  lost(slaveId: SlaveId, { message }: UnreadableStoreError): DocumentProblem {
    this.#blocks.add('ledger');
    const detail =
      `${message}. No opens until then; copies are told by their magics and closed when their master ` +
      `closes. When the file is mended or moved away: \`lockstep restart ${this.#slave}\``;
    this.#alarms.raise({ code: 'LEDGER_UNREADABLE', subject: slaveId, detail });
    return {
      collection: 'trades',
      name: slaveId,
      field: 'the file',
      value: 'damaged',
      expected: 'a ledger that can be read',
    };
  }
}
