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

test("a wait that is over between two ticks of the clock lasts until the next event's (2)", () => {
  const timer = new EventTimer({ min: 10, max: 16 }, () => 0.5);
  timer.set(10, 0);
  expect(timer.waitMs(8, 1)).toBe(12);
  expect(timer.waitMs(20, 1)).toBe(20);
  timer.set(1_000, 0);
  expect(timer.waitMs(8, 1)).toBe(8);
});

test('without a floor, or without a timer, a wait lasts as long as it says (2)', () => {
  const exact = new EventTimer({ min: 0, max: 0 }, () => 0);
  exact.set(10, 0);
  expect(exact.waitMs(8, 1)).toBe(8);
  expect(new EventTimer({ min: 10, max: 16 }, () => 0).waitMs(8, 1)).toBe(8);
});

test('what falls due in a handler is lost, but not the event whose tick ended a wait (3)', () => {
  const timer = new EventTimer({ min: 10, max: 16 }, () => 0);
  timer.set(10, 0);
  timer.handled(11);
  expect([timer.take(11), timer.dueMs]).toEqual([false, 20]);
  expect(timer.waitMs(8, 11)).toBe(9);
  timer.handled(22);
  expect([timer.take(22), timer.dueMs]).toEqual([true, 30]);
});
