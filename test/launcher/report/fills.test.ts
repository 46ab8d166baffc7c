import { expect, test } from 'vitest';
import type { EventFilter, EventRecord } from '../../../db/event-log.ts';
import type { JsonValue } from '../../../db/json-value.ts';
import { costsOf } from '../../../launcher/report/booked-deals.ts';
import { readDayRecords } from '../../../launcher/report/day-records.ts';
import { DAY, NOON } from './builders.ts';

interface Told {
  readonly at: number;
  readonly kind: string;
  readonly data: JsonValue;
}

/** A log that counts how many records were read. */
function logOf(told: readonly Told[]) {
  const records = told.map((each, index): EventRecord => {
    const chained = { account: 'S', seq: index + 1, prev: '', hash: '' };
    return Object.assign(chained, each);
  });
  const counted = { read: 0 };
  const read = ({ afterSeq = 0, limit = Infinity }: EventFilter = {}) => {
    const found = records.filter(({ seq }) => seq > afterSeq).slice(0, limit);
    counted.read += found.length;
    return Promise.resolve(found);
  };
  return { log: { read }, counted };
}

const ID = 'm@x/100/s@y';

function opened(changes: { side?: string; price?: string; at?: number; number?: number } = {}) {
  const { at = NOON, number = 1, price = '1.10012', side = 'BUY' } = changes;
  const request = `${ID}/open/${String(number)}`;
  const master = { price: '1.10000', slaveDigits: 5 };
  const asked = { operation: 'open', request, side, master, symbol: 'EURUSD' };
  const answer = { operation: 'open', request, type: 'taken', retcode: 10_009, price };
  return [
    { at, kind: 'order-requested', data: asked },
    { at: at + 5, kind: 'order-answered', data: answer },
  ];
}

const fillsOf = async (told: readonly Told[]) =>
  (await readDayRecords([logOf(told).log], DAY)).fills;

test.each([
  ['BUY', '1.10012', 12],
  ['BUY', '1.09990', -10],
  ['SELL', '1.10012', -12],
  ['SELL', '1.0995', 50],
])('a %s filled at %s slipped by %d points', async (side, price, slippagePoints) => {
  expect((await fillsOf(opened({ side, price }))).get(ID)).toEqual({
    masterPrice: '1.10000',
    slavePrice: price,
    slippagePoints,
  });
});

test('an order that was refused, or whose price nobody told, has no fill', async () => {
  const [asked, answered] = opened();
  if (asked === undefined || answered === undefined) throw new Error('two records');
  const refusal = { operation: 'open', request: `${ID}/open/1`, type: 'rejected', retcode: 10_006 };
  const silent = { operation: 'open', request: `${ID}/open/1`, type: 'taken', retcode: 10_008 };
  for (const data of [refusal, silent, 'nonsense', null]) {
    expect(await fillsOf([asked, { ...answered, data }])).toEqual(new Map());
  }
  expect(await fillsOf([answered])).toEqual(new Map());
});

test('the second request counts when the first one was refused', async () => {
  const [asked] = opened();
  if (asked === undefined) throw new Error('a record');
  const refusal = { operation: 'open', request: `${ID}/open/1`, type: 'rejected', retcode: 10_004 };
  const told = [asked, { ...asked, kind: 'order-answered', data: refusal }];
  const fills = await fillsOf([...told, ...opened({ number: 2, price: '1.10003' })]);
  expect(fills.get(ID)?.slippagePoints).toBe(3);
});

test('the months before and after the day are not read', async () => {
  const HOUR = 3_600_000;
  const other = (from: number, index: number): Told => {
    const at = from + index * HOUR;
    return { at, kind: 'alarm-raised', data: {} };
  };
  const count = 20_000;
  const told = [
    ...Array.from({ length: count }, (_, index) => other(DAY.fromMs - count * HOUR, index)),
    ...opened(),
    ...Array.from({ length: count }, (_, index) => other(DAY.untilMs, index)),
  ];
  const { counted, log } = logOf(told);
  expect((await readDayRecords([log], DAY)).fills.size).toBe(1);
  expect(counted.read).toBeLessThan(6_000);
});

test('deals of the day count once, also those that a terminal told days later', async () => {
  const booked = (deal: string, changes: object = {}): Told => {
    const amounts = { commission: '-0.35', swap: '-1.20', profit: '7.00', currency: 'USD' };
    const what = { copyId: ID, deal, entry: 'OUT', atMs: NOON, ...amounts, ...changes };
    return { at: DAY.untilMs + 2 * 24 * 3_600_000, kind: 'deal-booked', data: what };
  };
  const told = [
    booked('1'),
    booked('1'),
    booked('2', { profit: '-0.5' }),
    booked('3', { atMs: DAY.untilMs }),
    booked('4', { atMs: DAY.fromMs - 1 }),
    booked('5', { swap: 'much' }),
  ];
  const { deals } = await readDayRecords([logOf(told).log], DAY);
  expect(deals.get(ID)?.map(({ deal }) => deal)).toEqual(['1', '2']);
  expect(costsOf(deals.get(ID) ?? [])).toEqual([
    { currency: 'USD', commission: '-0.70', swap: '-2.40', profit: '6.50' },
  ]);
});
