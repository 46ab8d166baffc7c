import { expect, test } from 'vitest';
import { tradeListing } from '../../db/trade-row.ts';
import { tradeDocument } from '../../db/trade-document.ts';
import { copyOf } from './builders.ts';

const pythonTrade = {
  _id: '65f000000000000000000001',
  master_ticket: 12_345_679n,
  slave_ticket: 87_654_321,
  slave_name: 'Apex_Slave_01',
  symbol: 'GOLD',
  direction: 'SELL',
  status: 'OPEN',
  open_time: new Date('2026-01-01T00:00:00Z'),
};

test("the Python copier's trade is a row without copyId", () => {
  expect(tradeListing([pythonTrade], {}).rows).toEqual([
    {
      copyId: null,
      masterId: null,
      slaveId: null,
      slaveName: 'Apex_Slave_01',
      masterTicket: '12345679',
      slaveTicket: '87654321',
      symbol: 'GOLD',
      direction: 'SELL',
      status: 'OPEN',
      volume: null,
      reason: null,
      code: null,
      intendedAtMs: null,
      latency: null,
      openedAtMs: Date.UTC(2026, 0, 1),
      closedAtMs: null,
    },
  ]);
});

test('rows stand in the order of their times', () => {
  const late = tradeDocument(copyOf(2));
  const rows = tradeListing([late, pythonTrade], {}).rows;
  expect(rows.map(({ masterTicket }) => masterTicket)).toEqual(['12345679', '2']);
});

test('only open rows, or only those of one slave, can be asked for', () => {
  const refused = tradeDocument(
    copyOf(3, { state: { status: 'refused', code: 'SLIPPAGE', detail: '12 points away' } }),
  );
  const other = tradeDocument(copyOf(4, { slaveName: 'Other' as never }));
  const documents = [pythonTrade, refused, other];
  const tickets = (filter: Parameters<typeof tradeListing>[1]) =>
    tradeListing(documents, filter).rows.map(({ masterTicket }) => masterTicket);
  expect(tickets({ open: true })).toEqual(['12345679', '4']);
  expect(tickets({ slave: 'Other' })).toEqual(['4']);
  expect(tickets({ open: true, slave: 'Apex_Slave_01' })).toEqual(['12345679']);
});

test('a refused copy says why', () => {
  const refused = copyOf(3, { state: { status: 'refused', code: 'SLIPPAGE', detail: '12 away' } });
  expect(tradeListing([tradeDocument(refused)], {}).rows).toMatchObject([
    { status: 'REFUSED', code: 'SLIPPAGE', reason: 'SLIPPAGE: 12 away', volume: '0.10' },
  ]);
});

test('a bad document is a problem and hides no row', () => {
  const bad = { ...pythonTrade, direction: 'LONG' };
  const { rows, problems } = tradeListing([bad, pythonTrade], {});
  expect(rows).toHaveLength(1);
  expect(problems).toEqual([
    {
      collection: 'trades',
      name: 'master_ticket 12345679',
      field: 'direction',
      value: '"LONG"',
      expected: '"BUY" or "SELL"',
    },
  ]);
});
