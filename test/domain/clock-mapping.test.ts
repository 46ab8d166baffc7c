import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  clockOffsetMs,
  withRoundTrip,
  type ClockMapping,
  type RoundTrip,
} from '../../domain/clock-mapping.ts';

function mapping(...samples: readonly RoundTrip[]): ClockMapping {
  return samples.reduce<ClockMapping>(withRoundTrip, []);
}

/** A round trip of two clocks that differ by `offsetMs`: ours = theirs + offset. */
function roundTrip(offsetMs: number, sentAtMs: number, thereMs: number, backMs: number): RoundTrip {
  const answeredAtMs = sentAtMs + thereMs;
  return { sentAtMs, receivedAtMs: answeredAtMs + backMs, theirMs: answeredAtMs - offsetMs };
}

const way = fc.integer({ min: 0, max: 500 });
const ways = fc.array(fc.tuple(way, way), { minLength: 1, maxLength: 40 });

test('invariant 1: the error is at most half of the smallest round trip of those kept', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), ways, (offsetMs, delays) => {
      const samples = delays.map(([there, back], second) =>
        roundTrip(offsetMs, second * 1_000, there, back),
      );
      const found = clockOffsetMs(mapping(...samples)) ?? NaN;
      const kept = delays.slice(-16).map(([there, back]) => there + back);
      expect(Math.abs(found - offsetMs)).toBeLessThanOrEqual(Math.min(...kept) / 2);
    }),
  );
});

test('their clock may move in steps of 16 ms without ending a sample', () => {
  fc.assert(
    fc.property(ways, (delays) => {
      const samples = delays.map(([there, back], second) => {
        const exact = roundTrip(-5_000, second * 1_000, there, back);
        return { ...exact, theirMs: Math.floor(exact.theirMs / 16) * 16 };
      });
      expect(mapping(...samples)).toEqual(samples.slice(-16));
    }),
  );
});

test('invariant 2: no sample, no mapping', () => {
  expect(clockOffsetMs([])).toBeNull();
});

test('at most 16 samples are kept, the newest ones', () => {
  const samples = Array.from({ length: 40 }, (_, second) => roundTrip(7, second * 1_000, 1, 1));
  expect(mapping(...samples)).toEqual(samples.slice(-16));
});

test('invariant 3: after a jump the first new sample decides, however slow it was', () => {
  fc.assert(
    fc.property(ways, way, way, fc.boolean(), (delays, there, back, isForward) => {
      const before = delays.map(([out, home], second) => roundTrip(0, second * 1_000, out, home));
      const jumpMs = (isForward ? 1 : -1) * 8 * 3_600_000;
      const sample = roundTrip(jumpMs, 100_000, there, back);
      expect(mapping(...before, sample)).toEqual([sample]);
    }),
  );
});
