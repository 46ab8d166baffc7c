/**
 * Reads what is known of a slave's copies, before its first plan.
 *
 * Invariant: a ledger that cannot be read is not written to, and no start waits for it: what is at the broker is
 * adopted again by its magics, in memory.
 */
import type { CopyLedger } from '../db/copy-ledger.ts';
import type { DocumentProblem } from '../db/document-problem.ts';
import { UnreadableStoreError } from '../db/unreadable-store.ts';
import type { Copy } from '../domain/copy.ts';
import type { SlaveId } from '../domain/ids.ts';
import type { LedgerProblems } from './ledger-problems.ts';
import { MemoryLedger } from './memory-ledger.ts';
import type { SlaveSpool } from './slave-spool.ts';

/** What is to be worked with from now on. */
export interface ReadLedger {
  readonly ledger: CopyLedger;
  readonly copies: readonly Copy[];
}

/** @throws StoreUnavailableError when the database does not answer: the EA is let in later. */
export async function readLedger(
  stored: CopyLedger,
  slaveId: SlaveId,
  spool: SlaveSpool,
  problems: LedgerProblems,
): Promise<ReadLedger> {
  try {
    await spool.storeEarlier();
    const unreadable: DocumentProblem[] = [];
    const copies = await stored.findBySlave(slaveId, (problem) => unreadable.push(problem));
    for (const problem of unreadable) problems.found(problem);
    return { ledger: stored, copies };
  } catch (error) {
    if (!(error instanceof UnreadableStoreError)) throw error;
    const ledger = new MemoryLedger(problems.lost(slaveId, error));
    return { ledger, copies: await spool.earlierCopies() };
  }
}
