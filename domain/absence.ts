/**
 * A row of reads in which something was so: the proof that time and repetition give.
 *
 * Invariants:
 * 1. A read counts once, however often it is repeated; reads of another epoch begin a new row.
 * 2. Reads that are numbered anew (the EA was restarted) begin a new row, and so do reads of a clock that
 *    was set: no span is measured across it.
 * 3. Where a gap is limited, a longer one begins a new row: of the time between, nothing is known.
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

/** When a read was taken is known to less than that: a later one that is earlier has another clock. */
const JITTER_MS = 1_000;
/** No read that counts arrives so late. */
const LATE_MS = 10_000;

/**
 * The row after one more read.
 * @param maxGapMs the longest time between two reads of a row.
 */
export function longer(
  before: Absence | undefined,
  { read, readAtMs }: Read,
  epoch: number,
  maxGapMs = Number.POSITIVE_INFINITY,
): Absence {
  const anew = { epoch, reads: 1, lastRead: read, firstAtMs: readAtMs, lastAtMs: readAtMs };
  if (before === undefined || before.epoch !== epoch) return anew;
  const gapMs = readAtMs - before.lastAtMs;
  if (read < before.lastRead) return gapMs > 0 || gapMs < -LATE_MS ? anew : before;
  if (read === before.lastRead) return before;
  if (gapMs > maxGapMs || gapMs < -JITTER_MS) return anew;
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
