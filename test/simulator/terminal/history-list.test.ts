import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HistoryList, type HistoryWindow } from '../../../simulator/terminal/history-list.ts';
import { Walk } from '../../../simulator/terminal/history-walk.ts';

interface Record {
  readonly key: string;
  readonly setupMs: number;
  readonly doneMs: number;
}
const keyOf = ({ key }: Record): string => key;
const isWithin = ({ setupMs, doneMs }: Record, firstMs: number, lastMs: number): boolean =>
  [setupMs, doneMs].some((ms) => ms >= firstMs && ms <= lastMs);
const list = (): HistoryList<Record> =>
  new HistoryList({ keyOf, timeOf: ({ setupMs, doneMs }) => Math.max(setupMs, doneMs), isWithin });
const at = (key: string, setupMs: number, doneMs = setupMs): Record => ({ key, setupMs, doneMs });
const shown = (window: HistoryWindow<Record>): readonly (Record | undefined)[] =>
  Array.from({ length: window.length }, (_, index) => window.at(index));

const record = fc.record({
  key: fc.integer({ min: 1, max: 12 }).map(String),
  setupMs: fc.nat(20),
  doneMs: fc.nat(20),
});

test('a window has what is within its times, in whatever order the records came', () => {
  fc.assert(
    fc.property(
      fc.array(record),
      fc.boolean(),
      fc.nat(20),
      fc.nat(25),
      (drawn, isSorted, from, to) => {
        const records = isSorted ? drawn.toSorted((a, b) => a.doneMs - b.doneMs) : drawn;
        const all = list();
        for (const one of records) all.set(one);
        const expected = [...new Map(records.map((one) => [one.key, one])).values()].filter((one) =>
          isWithin(one, from, to),
        );
        const window = all.within(from, to);
        expect(shown(window)).toEqual(expected);
        for (const { key } of records)
          expect(window.get(key)).toEqual(expected.find((one) => one.key === key));
      },
    ),
  );
});

test('what comes, is replaced or forgotten after the selection does not change a window', () => {
  const all = list();
  for (const one of [at('1', 1), at('2', 2), at('3', 3)]) all.set(one);
  const window = all.within(2, 100);
  all.set(at('4', 4));
  all.set(at('3', 3, 9));
  expect(shown(window)).toEqual([at('2', 2), at('3', 3)]);
  expect(window.at(2)).toBeUndefined();
  expect(window.get('4')).toBeUndefined();
  all.clear();
  all.set(at('5', 5));
  expect(shown(window)).toEqual([at('2', 2), at('3', 3)]);
  expect(window.get('3')).toEqual(at('3', 3));
  expect(shown(all.within(0, 100))).toEqual([at('5', 5)]);
});

test('a walk reads the record of the ticket that was asked for, and any other of its window', () => {
  const all = list();
  for (const one of [at('1', 1), at('2', 2), at('3', 3)]) all.set(one);
  const walk = new Walk(keyOf);
  walk.select(all.within(2, 100));
  expect(walk.total).toBe(2);
  expect([walk.ticket(0), walk.ticket(1), walk.ticket(2)]).toEqual([2n, 3n, 0n]);
  expect(walk.get(2n)).toEqual(at('2', 2));
  expect(walk.get(1n)).toBeUndefined();
  expect(walk.get(3n)).toEqual(at('3', 3));
  walk.selectOne(at('9', 9));
  expect(walk.get(3n)).toBeUndefined();
  expect(walk.ticket(0)).toBe(9n);
});
