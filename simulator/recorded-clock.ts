/**
 * The trade server's time: the recording's, moved to run from a given wall time on, so that all
 * terminals of one run are at the same recorded millisecond. Also MT5's tick counter.
 */
export interface RecordedClock {
  /** The trade server's time, epoch ms of the recording; grows past the recording's end. */
  serverNowMs(): number;
  /** GetTickCount64: milliseconds since the machine's start; one clock for all its processes. */
  tickCountMs(): number;
}

/** Not Date.now(): a corrected system clock must not make server time jump within a process. */
function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** See {@link RecordedClock}; `speed` is recorded milliseconds per real one. */
export function recordedClock(settings: {
  readonly startWallMs: number;
  readonly startTickMs: number;
  readonly speed: number;
}): RecordedClock {
  return {
    serverNowMs: () =>
      Math.floor(settings.startTickMs + (wallMs() - settings.startWallMs) * settings.speed),
    tickCountMs: () => Number(process.hrtime.bigint() / 1_000_000n),
  };
}
