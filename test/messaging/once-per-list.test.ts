import { expect, test } from 'vitest';
import { oncePerList } from '../../messaging/once-per-list.ts';

function counted() {
  const calls: (readonly number[])[] = [];
  const sum = oncePerList((list: readonly number[]) => {
    calls.push(list);
    return { sum: list.reduce((total, one) => total + one, 0) };
  });
  return { calls, sum };
}

test('a frozen list is worked on once, and gives the same object again', () => {
  const { calls, sum } = counted();
  const list = Object.freeze([1, 2]);
  expect(sum(list)).toBe(sum(list));
  expect(sum(Object.freeze([1, 2]))).toEqual({ sum: 3 });
  expect(calls).toHaveLength(2);
});

test('a list that can still change is worked on every time', () => {
  const { sum } = counted();
  const list = [1, 2];
  expect(sum(list)).toEqual({ sum: 3 });
  list.push(4);
  expect(sum(list)).toEqual({ sum: 7 });
});
