import { expect, test } from 'vitest';
import type { PositionRecord } from '../../../simulator/broker/records.ts';
import { ListFaults } from '../../../simulator/terminal/list-faults.ts';

const position = (identifier: string): PositionRecord => ({
  ticket: identifier,
  identifier,
  symbol: 'EURUSD',
  side: 'BUY',
  volume: '0.10',
  priceOpen: '1.38610',
  sl: '0',
  tp: '0',
  magic: '0',
  comment: '',
  reason: 'EXPERT',
  timeMsc: 1,
  timeUpdateMsc: 1,
  swap: '0',
});
const three = ['1', '2', '3'].map(position);
const ids = (shown: readonly PositionRecord[]): readonly string[] =>
  shown.map(({ identifier }) => identifier);

test('lists are empty for as long as the fault lasts', () => {
  let now = 0;
  const faults = new ListFaults(() => now);
  faults.add({ type: 'empty-lists', account: '5001', forMs: 100 });
  now = 99;
  expect(faults.positions(three)).toEqual([]);
  now = 100;
  expect(ids(faults.positions(three))).toEqual(['1', '2', '3']);
});

test('a part of the positions is shown, the first or the last ones', () => {
  const faults = new ListFaults(() => 0);
  const partial = { type: 'partial-positions', account: '5001', forMs: 100 } as const;
  faults.add({ ...partial, keep: 2, from: 'first' });
  expect(ids(faults.positions(three))).toEqual(['1', '2']);
  faults.add({ ...partial, keep: 1, from: 'last' });
  expect(ids(faults.positions(three))).toEqual(['3']);
});

test('a closed position stays visible for 800 ms, the second one that is closed not', () => {
  let now = 0;
  const faults = new ListFaults(() => now);
  faults.add({ type: 'visible-after-close', account: '5001', forMs: 800, nth: 1, count: 1 });
  faults.closed(position('1'));
  faults.closed(position('2'));
  expect(ids(faults.positions([position('3')]))).toEqual(['3', '1']);
  now = 800;
  expect(ids(faults.positions([position('3')]))).toEqual(['3']);
});

test('each can be taken back before its time, and the one before holds again', () => {
  const faults = new ListFaults(() => 0);
  const partial = {
    type: 'partial-positions',
    account: '5001',
    forMs: 100,
    from: 'first',
  } as const;
  faults.add({ ...partial, keep: 2 });
  const narrower = faults.add({ ...partial, keep: 1 });
  const empty = faults.add({ type: 'empty-lists', account: '5001', forMs: 100 });
  expect(faults.positions(three)).toEqual([]);
  empty();
  expect(ids(faults.positions(three))).toEqual(['1']);
  narrower();
  expect(ids(faults.positions(three))).toEqual(['1', '2']);
  const visible = { type: 'visible-after-close', account: '5001', forMs: 800, nth: 1 } as const;
  const seen = new ListFaults(() => 0);
  const end = seen.add({ ...visible, count: null });
  seen.closed(position('1'));
  end();
  seen.closed(position('2'));
  expect(seen.positions([])).toEqual([]);
});
