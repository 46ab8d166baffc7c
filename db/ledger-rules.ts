/** What holds for the ledger in every store. */
import { isDeepStrictEqual } from 'node:util';
import type { Copy } from '../domain/copy.ts';
import type { SlaveId } from '../domain/ids.ts';
import { tradeDocument } from './trade-document.ts';

/** @throws RangeError when a copy is another slave's: a ledger is written by its own node alone. */
export function requireSlave(copies: readonly Copy[], slave: SlaveId): void {
  for (const { slaveId, copyId } of copies) {
    if (slaveId !== slave) throw new RangeError(`copy ${copyId} is not of the slave ${slave}`);
  }
}

/**
 * Whether an earlier try to write `group` has succeeded: the stored entry stands exactly as `copy`, or
 * as a later version of it in the same group.
 */
export function isStoredAlready(stored: Copy | null, copy: Copy, group: readonly Copy[]): boolean {
  if (stored === null) return false;
  const document = tradeDocument(stored);
  return group.some(
    (each) => each.version >= copy.version && isDeepStrictEqual(document, tradeDocument(each)),
  );
}
