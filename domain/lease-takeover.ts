/**
 * Who may take a lease over, and when (contract: Ownership).
 *
 * Invariants:
 * 1. A lease of another host is taken only by an operator.
 * 2. A holder on this host that may live keeps it until its beat has stood still for 3 s of reads at
 *    most 1 s apart; one that certainly lives no more, or released it, loses it at once.
 */

/** How long a beat has to stand still. */
export const STANDSTILL_MS = 3_000;
/** A longer pause between two reads proves nothing about the time between them. */
const READ_GAP_MS = 1_000;

/** The reads of one lease so far. */
export interface LeaseWatch {
  readonly number: number;
  readonly beat: number;
  readonly standsSinceMs: number;
  readonly readAtMs: number;
}

/** What one read tells about the lease. */
export interface LeaseRead {
  readonly number: number;
  readonly beat: number;
  readonly isReleased: boolean;
  readonly isOfThisHost: boolean;
  /** Whether the recorded process certainly lives no more. */
  readonly isHolderDead: boolean;
}

/** Folds a read in. `nowMs` is a monotonic clock. */
export function watchLease(before: LeaseWatch | null, read: LeaseRead, nowMs: number): LeaseWatch {
  const stands =
    before !== null &&
    before.number === read.number &&
    before.beat === read.beat &&
    nowMs - before.readAtMs <= READ_GAP_MS;
  const { number, beat } = read;
  return { number, beat, standsSinceMs: stands ? before.standsSinceMs : nowMs, readAtMs: nowMs };
}

/** What to do about a lease that somebody holds. */
export function mayTakeLease(read: LeaseRead, watch: LeaseWatch): 'take' | 'wait' | 'operator' {
  if (read.isReleased) return 'take';
  if (!read.isOfThisHost) return 'operator';
  if (read.isHolderDead || watch.readAtMs - watch.standsSinceMs >= STANDSTILL_MS) return 'take';
  return 'wait';
}
