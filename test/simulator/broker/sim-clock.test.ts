import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../../simulator/broker/sim-clock.ts';

test('invariant 1: events run by time, then by insertion', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }), (delays) => {
      const clock = new VirtualClock(1_000);
      const ran: { at: number; number: number }[] = [];
      for (const [number, ms] of delays.entries()) {
        clock.after(ms, () => ran.push({ at: clock.nowMs(), number }));
      }
      clock.advanceTo(1_009);
      const expected = [...delays.entries()]
        .map(([number, ms]) => ({ at: 1_000 + ms, number }))
        .toSorted((a, b) => a.at - b.at || a.number - b.number);
      expect(ran).toEqual(expected);
      expect(clock.nextMs).toBeNull();
    }),
  );
});

test('invariant 2: what an event plans runs in the same advance, at its own time', () => {
  const clock = new VirtualClock(0);
  const times: number[] = [];
  clock.after(5, () => clock.after(5, () => times.push(clock.nowMs())));
  clock.advanceTo(9);
  expect(times).toEqual([]);
  expect(clock.nextMs).toBe(10);
  clock.advanceTo(20);
  expect(times).toEqual([10]);
  expect(clock.nowMs()).toBe(20);
});

test('invariant 3: time never goes back', () => {
  const clock = new VirtualClock(50);
  clock.advanceTo(40);
  expect(clock.nowMs()).toBe(50);
  clock.after(-5, () => undefined);
  expect(clock.nextMs).toBe(50);
});
