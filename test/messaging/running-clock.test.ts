import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunningClock } from '../../messaging/running-clock.ts';

test('while ticks are in time it runs; while they are late it stands', () => {
  const clock = new RunningClock(1_000, 0);
  expect(clock.at(900)).toBe(900);
  clock.tick(1_000);
  expect([2_000, 2_001, 31_000].map((nowMs) => clock.at(nowMs))).toEqual([2_000, 2_000, 2_000]);
  clock.tick(31_000);
  expect([31_000, 31_500].map((nowMs) => clock.at(nowMs))).toEqual([2_000, 2_500]);
});

test('it never goes back', () => {
  const steps = fc.array(fc.tuple(fc.nat({ max: 5_000 }), fc.boolean()));
  fc.assert(
    fc.property(steps, (moves) => {
      const clock = new RunningClock(1_000, 0);
      let [nowMs, before] = [0, 0];
      for (const [forwardMs, isTick] of moves) {
        nowMs += forwardMs;
        if (isTick) clock.tick(nowMs);
        const after = clock.at(nowMs);
        expect(after).toBeGreaterThanOrEqual(before);
        expect(after - before).toBeLessThanOrEqual(forwardMs);
        before = after;
      }
    }),
  );
});
