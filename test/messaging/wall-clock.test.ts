import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WallClock } from '../../messaging/wall-clock.ts';

/** A clock on a computer whose true time is given by hand. */
function clockAt(start: number) {
  const at = { trueMs: start, runningMs: 0 };
  const clock = new WallClock(
    () => Math.floor(at.trueMs),
    () => at.runningMs,
  );
  const pass = (ms: number, drift = 0): void => {
    at.trueMs += ms + drift;
    at.runningMs += ms;
  };
  return { clock, at, pass };
}

test('invariant 1: it is never a millisecond away, whatever the computer’s clock does', () => {
  const step = fc.record({
    ms: fc.double({ min: 0, max: 50, noNaN: true }),
    drift: fc.double({ min: -20, max: 20, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { clock, at, pass } = clockAt(1_000_000);
      for (const { ms, drift } of steps) {
        pass(ms, drift);
        expect(Math.abs(clock.nowMs() - at.trueMs)).toBeLessThan(1.000_001);
      }
    }),
  );
});

test('invariant 2: a reading right after a tick finds the fraction, and keeps it', () => {
  const { clock, at, pass } = clockAt(1_000_000.7);
  expect(clock.nowMs()).toBe(1_000_000);
  pass(0.31);
  clock.nowMs();
  pass(0.5);
  expect(clock.nowMs()).toBeCloseTo(at.trueMs, 1);
});

test('a time of the monotonic clock is told in the computer’s', () => {
  const { clock, pass } = clockAt(1_000_000);
  pass(10);
  expect(clock.at(4)).toBeCloseTo(1_000_004, 3);
});
