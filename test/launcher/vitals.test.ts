import { expect, test } from 'vitest';
import {
  excused,
  heard,
  hungReason,
  LOADING_MS,
  newVitals,
  SILENCE_MS,
  STANDSTILL_MS,
} from '../../launcher/vitals.ts';

test('a child that misses five heartbeats is hung, one ms earlier it is not', () => {
  const vitals = heard(newVitals(0), 1, 1_000);
  expect(hungReason(vitals, true, 1_000 + SILENCE_MS - 1)).toBeNull();
  expect(hungReason(vitals, true, 1_000 + SILENCE_MS)).toBe('silent for 5 s');
});

test('a child that is still loading has longer', () => {
  expect(hungReason(newVitals(0), false, LOADING_MS - 1)).toBeNull();
  expect(hungReason(newVitals(0), false, LOADING_MS)).toBe('silent for 60 s');
  const spoken = heard(newVitals(0), 1, 1_000);
  expect(hungReason(spoken, false, 1_000 + LOADING_MS - 1)).toBeNull();
});

test('a ready child that beats without progress for 30 s is hung; a starting one may wait', () => {
  let vitals = heard(newVitals(0), 7, 0);
  for (let nowMs = 1_000; nowMs <= STANDSTILL_MS; nowMs += 1_000) vitals = heard(vitals, 7, nowMs);
  expect(hungReason(vitals, true, STANDSTILL_MS)).toBe('no progress for 30 s');
  expect(hungReason(vitals, false, STANDSTILL_MS)).toBeNull();
  expect(hungReason(heard(vitals, 8, STANDSTILL_MS), true, STANDSTILL_MS)).toBeNull();
});

test('nobody is blamed for the time in which the computer slept', () => {
  const vitals = heard(newVitals(0), 1, 0);
  expect(hungReason(vitals, true, 60_000)).not.toBeNull();
  expect(hungReason(excused(vitals, 59_000), true, 60_000)).toBeNull();
});
