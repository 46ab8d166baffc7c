/**
 * A row of reads in which something was so: the proof that time and repetition give.
 *
 * Invariants:
 * 1. A read counts once, however often it is repeated; reads of another epoch begin a new row.
 * 2. Reads that are numbered anew (the EA was restarted) begin a new row.
 */

/** See file header. */
export interface Absence {
  readonly epoch: number;
  readonly reads: number;
  readonly lastRead: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

/** What identifies a read within an epoch, and when it was taken. */
interface Read {
  readonly read: number;
  readonly readAtMs: number;
}

/** The row after one more read. */
export function longer(before: Absence | undefined, book: Read, epoch: number): Absence {
  const { read, readAtMs } = book;
  const isAnew = before !== undefined && read < before.lastRead && readAtMs > before.lastAtMs;
  if (before === undefined || before.epoch !== epoch || isAnew) {
    return { epoch, reads: 1, lastRead: read, firstAtMs: readAtMs, lastAtMs: readAtMs };
  }
  if (read <= before.lastRead) return before;
  return { ...before, reads: before.reads + 1, lastRead: read, lastAtMs: readAtMs };
}

/** Whether a row is long enough to be a proof. */
export function isProof(
  absence: Absence | undefined,
  reads: number,
  spanMs: number,
): absence is Absence {
  return (
    absence !== undefined &&
    absence.reads >= reads &&
    absence.lastAtMs - absence.firstAtMs >= spanMs
  );
}
