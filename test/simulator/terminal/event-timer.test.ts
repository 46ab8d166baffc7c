import { expect, test } from 'vitest';
import { EventTimer } from '../../../simulator/terminal/event-timer.ts';

test('events come no sooner than the floor, whatever was asked for', () => {
  const timer = new EventTimer({ min: 10, max: 16 }, () => 0.5);
  timer.set(1, 1_000);
  expect(timer.dueMs).toBe(1_013);
  expect(timer.take(1_012)).toBe(false);
  expect(timer.take(1_013)).toBe(true);
  expect(timer.dueMs).toBe(1_026);
});

test('without a floor the interval is the one that was asked for', () => {
  const timer = new EventTimer({ min: 0, max: 0 }, () => 0.5);
  timer.set(5, 0);
  expect([timer.take(5), timer.dueMs]).toEqual([true, 10]);
});

test('what fell due while a handler ran is one event, not many (1)', () => {
  const timer = new EventTimer({ min: 0, max: 0 }, () => 0);
  timer.set(10, 0);
  expect(timer.take(95)).toBe(true);
  expect(timer.take(95)).toBe(false);
  expect(timer.dueMs).toBeGreaterThan(95);
});

test('a killed timer is never due', () => {
  const timer = new EventTimer({ min: 0, max: 0 }, () => 0);
  timer.set(10, 0);
  timer.kill();
  expect(timer.take(1_000_000)).toBe(false);
});
