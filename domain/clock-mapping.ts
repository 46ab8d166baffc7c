/**
 * Maps another program's tick counter to this computer's monotonic clock, from round trips.
 *
 * Invariants:
 * 1. The sample with the smallest round trip of those kept decides; its error is at most half of it.
 * 2. Without a sample there is no mapping, and nothing that needs one may be done.
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

/** Adds a sample; the oldest one beyond the limit is forgotten, as clocks drift. */
export function withRoundTrip(mapping: ClockMapping, sample: RoundTrip): ClockMapping {
  return [...mapping, sample].slice(-SAMPLES_KEPT);
}

/** Our time minus theirs, in ms, or null before the first sample. */
export function clockOffsetMs(mapping: ClockMapping): number | null {
  let best: RoundTrip | null = null;
  for (const sample of mapping) {
    if (best === null || roundTripMs(sample) < roundTripMs(best)) best = sample;
  }
  return best === null ? null : (best.sentAtMs + best.receivedAtMs) / 2 - best.theirMs;
}

function roundTripMs(sample: RoundTrip): number {
  return sample.receivedAtMs - sample.sentAtMs;
}
