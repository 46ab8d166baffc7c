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

/** Whether the stored entry stands exactly as it was to be written: an earlier try has succeeded. */
export function isSameEntry(stored: Copy | null, copy: Copy): boolean {
  return stored !== null && isDeepStrictEqual(tradeDocument(stored), tradeDocument(copy));
}
