/**
 * A row of reads in which something was so: the proof that time and repetition give.
 *
 * Invariants:
 * 1. A read counts once, however often it is repeated; reads of another epoch begin a new row.
 * 2. Reads that are numbered anew (the EA was restarted) begin a new row, and so do reads of a clock that
 *    was set by more than a second: no span is measured across it.
 * 3. Where a gap is limited, a longer one begins a new row: of the time between, nothing is known.
 */

/** See file header. */
export interface Absence {
  readonly epoch: number;
  readonly reads: number;
  readonly lastRead: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** The trade server's clock minus the reader's at the last read; null or absent: not known. */
  readonly aheadMs?: number | null | undefined;
}

/** What identifies a read within an epoch, and when it was taken. */
interface Read {
  readonly read: number;
  readonly readAtMs: number;
  /** The trade server's clock, which nobody sets here; absent: not known. */
  readonly serverNowMs?: number | undefined;
}

/** When a read was taken is known to less than that: a later one that is earlier has another clock. */
const JITTER_MS = 1_000;
/** The trade server's clock is known to about that much: more is a clock that was set. */
const CLOCK_ERROR_MS = 1_000;
/** No read that counts arrives so late. */
const LATE_MS = 10_000;

/**
 * The row after one more read.
 * @param maxGapMs the longest time between two reads of a row.
 */
export function longer(
  before: Absence | undefined,
  { read, readAtMs, serverNowMs }: Read,
  epoch: number,
  maxGapMs = Number.POSITIVE_INFINITY,
): Absence {
  const aheadMs = serverNowMs === undefined ? null : serverNowMs - readAtMs;
  const anew = {
    epoch,
    reads: 1,
    lastRead: read,
    firstAtMs: readAtMs,
    lastAtMs: readAtMs,
    aheadMs,
  };
  if (before === undefined || before.epoch !== epoch) return anew;
  const gapMs = readAtMs - before.lastAtMs;
  if (read < before.lastRead) return gapMs > 0 || gapMs < -LATE_MS ? anew : before;
  if (read === before.lastRead) return before;
  if (gapMs > maxGapMs || gapMs < -JITTER_MS || isSet(before.aheadMs, aheadMs)) return anew;
  return { ...before, reads: before.reads + 1, lastRead: read, lastAtMs: readAtMs, aheadMs };
}

/** Whether the reader's clock was set between two reads, also by less than a gap may last. */
function isSet(beforeMs: number | null | undefined, aheadMs: number | null): boolean {
  if (beforeMs === null || beforeMs === undefined || aheadMs === null) return false;
  return Math.abs(aheadMs - beforeMs) > CLOCK_ERROR_MS;
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
