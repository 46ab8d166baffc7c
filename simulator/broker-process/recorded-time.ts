/** The recording's time, moved to run from a given wall time on: one for all brokers of a run. */

/**
 * Tells the trade server's time, epoch ms of the recording; it grows past the recording's end.
 * @param settings `speed` is recorded milliseconds per real one.
 */
export function recordedTime(settings: {
  readonly startWallMs: number;
  readonly startTickMs: number;
  readonly speed: number;
}): () => number {
  const { speed, startTickMs, startWallMs } = settings;
  return () => Math.floor(startTickMs + (wallMs() - startWallMs) * speed);
}

/** Not Date.now(): a corrected system clock must not make server time jump within a process. */
function wallMs(): number {
  return performance.timeOrigin + performance.now();
}
