/**
 * The ids that guard against duplicates: pure functions of their inputs, so that a restart, another
 * program or a restored database computes the same ones.
 *
 * Invariants:
 * 1. Equal inputs give equal ids; different (master, position, slave) give different copy ids.
 * 2. A copy magic is positive as a `long` and carries {@link COPY_MAGIC_PREFIX} in its upper 16 bits.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { CopyId, Magic, MasterId, PositionId, RequestId, SlaveId } from './ids.ts';

/** Upper 16 bits of every copy magic: "LS". */
const COPY_MAGIC_PREFIX = 0x4c53n;

/** What a request asks of the terminal; part of its id. */
export type Operation = 'open' | 'modify' | 'close-part' | 'close';

/** The unit of the ledger: one master position on one slave. */
export function copyId(master: MasterId, position: PositionId, slave: SlaveId): CopyId {
  return `${master}/${position}/${slave}` as CopyId;
}

/**
 * The magic number that every request of a copy carries: `0x4C53 << 48` plus the first 48 bits of
 * SHA-256(copyId).
 * @param attempt 1, or 2 when the first magic is taken by another copy of the same slave.
 */
export function copyMagic(id: CopyId, attempt: 1 | 2 = 1): Magic {
  const digest = sha256(utf8ToBytes(attempt === 1 ? id : `${id}#2`));
  let low = 0n;
  for (const byte of digest.subarray(0, 6)) low = (low << 8n) | BigInt(byte);
  return ((COPY_MAGIC_PREFIX << 48n) | low).toString() as Magic;
}

/** Whether a position, order or deal with this magic belongs to a copy, whichever program asks. */
export function isCopyMagic(value: Magic): boolean {
  return BigInt(value) >> 48n === COPY_MAGIC_PREFIX;
}

/**
 * The id of one order request.
 * @param number the copy's request counter, stored before sending; grows by one per request.
 */
export function requestId(copy: CopyId, operation: Operation, number: number): RequestId {
  return `${copy}/${operation}/${String(number)}` as RequestId;
}
