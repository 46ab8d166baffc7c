import { expect, test } from 'vitest';
import { burstSteps } from '../../demo/bursts.ts';
import { mostInOneSecond } from '../../demo/most-in-one-second.ts';

test('nine positions are opened at one moment and closed at one moment, in every 20 s', () => {
  const steps = burstSteps(1, 56_000);
  const moments = new Map<string, number>();
  for (const { atMs, type } of steps) {
    const moment = `${type} ${String(atMs)}`;
    moments.set(moment, (moments.get(moment) ?? 0) + 1);
  }
  expect(Object.fromEntries(moments)).toEqual({
    'open 1000': 9,
    'close 12000': 9,
    'open 21000': 9,
    'close 32000': 9,
    'open 41000': 9,
    'close 52000': 9,
  });
  expect(steps).toEqual(burstSteps(1, 56_000));
  expect(steps).not.toEqual(burstSteps(2, 56_000));
});

test('a burst that could not end in time is left out', () => {
  expect(burstSteps(1, 11_999)).toEqual([]);
  expect(burstSteps(1, 12_000)).toHaveLength(18);
});

/** Deals that were filled at these milliseconds. */
function at(...timesMs: readonly number[]): readonly { readonly filledNs: string }[] {
  return timesMs.map((ms) => ({ filledNs: String(BigInt(ms) * 1_000_000n) }));
}

test('the most within one second are counted wherever it begins', () => {
  expect(mostInOneSecond([])).toBe(0);
  expect(mostInOneSecond(at(2_100, 1_500, 900, 1_899))).toBe(3);
  expect(mostInOneSecond(at(1_000, 2_000))).toBe(1);
});
