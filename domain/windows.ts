/** The time windows of the correctness contract; settings, so that tests can shorten them. */
export interface Windows {
  /** A book read longer ago than this, or this far in the future, is stale. */
  readonly staleBookMs: number;
  /** Absence proves a close only over this many distinct complete reads … */
  readonly absenceReads: number;
  /** … spanning at least this long. */
  readonly absenceMs: number;
  /** An open of unknown outcome is given up after this many searches … */
  readonly searchReads: number;
  /** … spanning at least this long. */
  readonly searchMs: number;
  /** Pause between two looks at the same copy. */
  readonly lookEveryMs: number;
  /** A quote older than this says nothing about the market. */
  readonly staleQuoteMs: number;
  /** A master position this far in the future means that clocks disagree. */
  readonly futureMs: number;
  /** Longest pause between two tries to close. */
  readonly closeBackoffMaxMs: number;
  /** Longest pause before a refused SL/TP target is tried again. */
  readonly modifyBackoffMaxMs: number;
  /** Pause between two tries while the market is closed. */
  readonly marketClosedRetryMs: number;
  /** A position may be listed this long after the deal that closed it, or with its old volume. */
  readonly lingerMs: number;
  /** A partial close without an answer is repeated when nothing was seen of it for this long. */
  readonly partSettleMs: number;
  /** An open that was given up as unknown is watched for this long. */
  readonly lateWatchMs: number;
  /** Nothing may be in flight longer than this without an alarm. */
  readonly inFlightAlarmMs: number;
  /** How far back the copy's magic is searched before an open, besides the signal's age. */
  readonly magicLookbackMs: number;
}

/** The contract's values. */
export const DEFAULT_WINDOWS: Windows = {
  staleBookMs: 3_000,
  absenceReads: 3,
  absenceMs: 5_000,
  searchReads: 3,
  searchMs: 10_000,
  lookEveryMs: 500,
  staleQuoteMs: 60_000,
  futureMs: 4_000,
  closeBackoffMaxMs: 5_000,
  modifyBackoffMaxMs: 30_000,
  marketClosedRetryMs: 60_000,
  lingerMs: 2_000,
  partSettleMs: 60_000,
  lateWatchMs: 24 * 60 * 60 * 1_000,
  inFlightAlarmMs: 60_000,
  magicLookbackMs: 24 * 60 * 60 * 1_000,
};
