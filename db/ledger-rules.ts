/** What holds for the ledger in every store. */
import { isDeepStrictEqual } from 'node:util';
import type { Copy } from '../domain/copy.ts';
import type { SlaveId } from '../domain/ids.ts';
import type { DocumentProblem } from './document-problem.ts';
import { tradeDocument, type ParsedTrade } from './trade-document.ts';

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

/** Hands on those that can be read; why the others cannot goes to `unreadable`. */
export function readable(
  unreadable: (problem: DocumentProblem) => void,
  take: (copy: Copy) => void,
): (parsed: ParsedTrade) => void {
  return (parsed) => {
    if (parsed.copy === null) unreadable(firstProblem(parsed));
    else take(parsed.copy);
  };
}

/** Why an entry cannot be read. */
export function firstProblem({ problems }: ParsedTrade): DocumentProblem {
  const [problem] = problems;
  if (problem === undefined) throw new TypeError('a document without copy has a problem');
  return problem;
}

/** The oldest intent first. */
export function byIntent(left: Copy, right: Copy): number {
  return left.intendedAtMs - right.intendedAtMs || (left.copyId < right.copyId ? -1 : 1);
}
