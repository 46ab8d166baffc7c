/**
 * Maps another program's tick counter to this computer's monotonic clock, from round trips.
 *
 * Invariants:
 * 1. The sample with the smallest round trip of those kept decides; its error is at most half of it.
 * 2. Without a sample there is no mapping, and nothing that needs one may be done.
 * 3. A sample that contradicts earlier ones ends them: a clock has jumped, as when one counts the time
 *    in which the computer slept and the other does not.
 */

/** One question and answer: sent and received on our clock, answered on theirs (all ms). */
export interface RoundTrip {
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  readonly theirMs: number;
}

/** Samples kept, oldest first. */
export type ClockMapping = readonly RoundTrip[];

const SAMPLES_KEPT = 16;
/** GetTickCount64 moves in steps of 10–16 ms, and clocks drift a little while samples are kept. */
const TOLERANCE_MS = 25;

/** Adds a sample; the oldest one beyond the limit is forgotten, as clocks drift. */
export function withRoundTrip(mapping: ClockMapping, sample: RoundTrip): ClockMapping {
  return [...mapping.filter((earlier) => agree(earlier, sample)), sample].slice(-SAMPLES_KEPT);
}

/** Our time minus theirs, in ms, or null before the first sample. */
export function clockOffsetMs(mapping: ClockMapping): number | null {
  let best: RoundTrip | null = null;
  for (const sample of mapping) {
    if (best === null || roundTripMs(sample) < roundTripMs(best)) best = sample;
  }
  return best === null ? null : (best.sentAtMs + best.receivedAtMs) / 2 - best.theirMs;
}

/** Whether one offset explains both: it lies between `sent − theirs` and `received − theirs` of each. */
function agree(left: RoundTrip, right: RoundTrip): boolean {
  return (
    left.sentAtMs - left.theirMs <= right.receivedAtMs - right.theirMs + TOLERANCE_MS &&
    right.sentAtMs - right.theirMs <= left.receivedAtMs - left.theirMs + TOLERANCE_MS
  );
}

function roundTripMs(sample: RoundTrip): number {
  return sample.receivedAtMs - sample.sentAtMs;
}
