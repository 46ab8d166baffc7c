import { expect, test } from 'vitest';
import { tradeListing } from '../../db/trade-row.ts';
import { tradeDocument } from '../../db/trade-document.ts';
import { latencyText } from '../../domain/copy-latency.ts';
import { requestId } from '../../domain/copy-identity.ts';
import type { CopyState } from '../../domain/copy.ts';
import { positionId, ticket } from '../../domain/ids.ts';
import { copyOf, MASTER, SLAVE } from './builders.ts';

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

const position = { identifier: positionId('6'), ticket: ticket('5') };
const request = requestId(copyOf(1).copyId, 'close', 2);

test.each<readonly [CopyState, string | null, string | null, boolean]>([
  [copyOf(1).state, null, null, true],
  [{ status: 'open', position }, null, '5', true],
  [{ status: 'closing', position, request, cause: 'RISK' }, 'RISK', '5', true],
  [{ status: 'closed', position, cause: 'REVERSED' }, 'REVERSED', '5', false],
  [{ status: 'closed', position: null, cause: 'OPERATOR' }, 'OPERATOR', null, false],
  [{ status: 'refused', code: 'STALE', detail: '' }, 'STALE', null, false],
  [
    { status: 'unknown', operation: 'modify', request, sinceMs: 0, position, cause: null },
    'modify',
    '5',
    true,
  ],
  [{ status: 'detached', position, reason: 'SL' }, 'SL', '5', false],
])('a copy that is %o shows the reason %s, the ticket %s, open: %s', (state, reason, at, open) => {
  const documents = [tradeDocument(copyOf(1, { state }))];
  const { rows } = tradeListing(documents, {});
  expect(rows).toMatchObject([
    {
      copyId: copyOf(1).copyId,
      masterId: MASTER,
      slaveId: SLAVE,
      status: state.status.toUpperCase(),
      code: state.status === 'refused' ? state.code : null,
      reason,
      slaveTicket: at,
      intendedAtMs: copyOf(1).intendedAtMs,
      latency: null,
    },
  ]);
  expect(tradeListing(documents, { open: true }).rows).toHaveLength(open ? 1 : 0);
  expect(tradeListing(documents, { open: false }).rows).toHaveLength(1);
});

test('a trade without any time stands first, a closed one by when it was closed', () => {
  const { open_time: opened, ...timeless } = pythonTrade;
  const closed = { ...timeless, master_ticket: 3, close_time: new Date(opened.getTime() + 1) };
  const rows = tradeListing([tradeDocument(copyOf(2)), closed, pythonTrade, timeless], {}).rows;
  expect(rows.map(({ masterTicket, openedAtMs }) => [masterTicket, openedAtMs])).toEqual([
    ['12345679', null],
    ['12345679', opened.getTime()],
    ['3', null],
    ['2', null],
  ]);
});

test('one order’s times are shown without the other’s', () => {
  const stamps = { sent: 1_770_112_800_000 };
  const timed = { ...tradeDocument(copyOf(1)), close_latency: latencyText(stamps) };
  expect(tradeListing([timed], {}).rows).toMatchObject([
    { latency: { open: null, close: stamps } },
  ]);
});

test.each([
  ['status', { status: 'OPENING' }, 'OPEN or CLOSED'],
  ['symbol', { symbol: '' }, 'text'],
])('a Python trade’s bad %s is told', (field, change, expected) => {
  expect(tradeListing([{ ...pythonTrade, ...change }], {}).problems).toMatchObject([
    { collection: 'trades', field, expected },
  ]);
});

test('an unreadable copy is a problem, and hides no row', () => {
  const { rows, problems } = tradeListing(
    [
      { ...tradeDocument(copyOf(1)), version: 0 },
      { ...pythonTrade, copy_id: null },
    ],
    {},
  );
  expect(rows).toMatchObject([{ copyId: null }]);
  expect(problems).toMatchObject([{ name: copyOf(1).copyId, field: 'version' }]);
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
      isPython: true,
    },
  ]);
});

test.each([
  ['another slave’s', { slave_name: 'Other' }, 0],
  ['a closed', { status: 'CLOSED' }, 0],
  ['one without a slave’s name', { slave_name: 5 }, 1],
  ['one without a status', { status: 'open' }, 1],
])('%s bad document is told to who asks for open ones of a slave: %o', (_name, change, count) => {
  const bad = { ...pythonTrade, direction: 'LONG', ...change };
  const filter = { open: true, slave: pythonTrade.slave_name };
  expect(tradeListing([bad], filter).problems).toHaveLength(count);
});
