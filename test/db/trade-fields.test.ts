/** What each field of a `trades` document may be (db/trade-fields.ts), and what is said of one that is not. */
import { expect, test } from 'vitest';
import { parseTradeDocument, shownName, tradeDocument } from '../../db/trade-document.ts';
import { expectedOfTrade, pythonTrade } from '../../db/trade-fields.ts';
import type { Copy } from '../../domain/copy.ts';
import { copyOf } from './builders.ts';

const document = tradeDocument(copyOf(1));
const ULONG_MAX = (1n << 64n) - 1n;

test.each<readonly [string, unknown, string]>([
  ['master_ticket', 0n, 'a positive 64-bit integer'],
  ['master_ticket', 1n << 63n, 'a positive 64-bit integer'],
  ['slave_position', 0.5, 'a positive 64-bit integer'],
  ['magic', 1n << 63n, 'a 64-bit integer'],
  ['slave_name', '', 'text'],
  ['symbol', '', 'text'],
  ['symbol', 'x'.repeat(1025), 'text'],
  ['copy_id', 7, 'text'],
  ['master_id', '', 'text'],
  ['slave_id', '', 'text'],
  ['request_id', '', 'text'],
  ['direction', 'LONG', '"BUY" or "SELL"'],
  ['status', 'open', 'OPENING, OPEN, CLOSING, CLOSED, REFUSED, UNKNOWN, DETACHED'],
  ['volume', '0', 'lots'],
  ['master_volume', null, 'lots'],
  ['master_volume', '1e-2', 'lots'],
  ['master_sl', -1.5, 'a price'],
  ['master_tp', 'none', 'a price'],
  ['requests', -1, 'a whole number'],
  ['requests', 1.5, 'a whole number'],
  ['requests', 1n << 60n, 'a whole number'],
  ['version', 0, 'a whole number'],
  ['open_time', 'yesterday', 'a date'],
  ['close_time', '2026-02-30T10:00:00', 'a date'],
  ['intended_at', new Date(Number.NaN), 'a date'],
  ['unknown_since', 12, 'a date'],
  ['close_cause', 'BORED', expect.stringMatching(/^MASTER_CLOSED, .*OPERATOR/)],
  ['refusal_code', 'BORED', 'a known refusal code'],
  ['unknown_operation', 'look', 'text'],
  ['journal_id', 5, 'text'],
])('%s is not %o: expected is %s', (field, value, expected) => {
  const { copy, problems } = parseTradeDocument({ ...document, [field]: value });
  expect(copy).toBeNull();
  expect(problems).toMatchObject([{ collection: 'trades', field, expected }]);
});

test('a field that nobody knows is named, and what was expected is a known one', () => {
  expect(parseTradeDocument({ ...document, comment: 'x' }).problems).toEqual([
    {
      collection: 'trades',
      name: copyOf(1).copyId,
      field: 'comment',
      value: '"x"',
      expected: 'a known field',
    },
  ]);
});

test('everything that is wrong is told at once, each with its value', () => {
  const { problems } = parseTradeDocument({ ...document, symbol: '', version: 0, magic: 'x' });
  expect(problems.map(({ field, value }) => `${field} ${value}`)).toEqual([
    'symbol ""',
    'magic "x"',
    'version 0',
  ]);
});

test.each<readonly [string, unknown, Partial<Copy>]>([
  ['a whole-number double', { master_ticket: 7 }, { masterTicket: '7' as never }],
  ['a negative long', { master_position: -1n }, { masterPosition: String(ULONG_MAX) as never }],
  ['a number of lots', { master_volume: 1e-7 }, { masterVolume: '0.0000001' as never }],
  ['a long as a count', { requests: 3n, version: 2n }, { requests: 3, version: 2 }],
  ['no request yet', { requests: 0 }, { requests: 0 }],
  ['no time', { open_time: undefined, close_time: null }, { openedAtMs: null, closedAtMs: null }],
  ['the longest text', { symbol: 'x'.repeat(1024) }, { symbol: 'x'.repeat(1024) }],
  ['times of its orders', { open_latency: 'anything', close_latency: 5 }, {}],
])('%s is read', (_what, change, read) => {
  const { copy, problems } = parseTradeDocument({ ...document, ...(change as object) });
  expect(problems).toEqual([]);
  expect(copy).toEqual({ ...copyOf(1), ...read });
});

test.each([
  ['2026-02-03T10:00:00', '2026-02-03T10:00:00.000Z'],
  ['2026-02-03T10:00:00.123456', '2026-02-03T10:00:00.123Z'],
  ['2026-02-03T10:00:00Z', '2026-02-03T10:00:00.000Z'],
  ['2026-02-03T10:00:00+02:00', '2026-02-03T08:00:00.000Z'],
  ['2026-02-03T10:00:00-05:30', '2026-02-03T15:30:00.000Z'],
])('the time %s is %s, as those without a zone are UTC', (open_time, utc) => {
  expect(parseTradeDocument({ ...document, open_time }).copy?.openedAtMs).toBe(Date.parse(utc));
});

test('a document of the Python copier needs no more than it writes, and may have more', () => {
  const written = { master_ticket: 1, slave_name: 'A', symbol: 'X', direction: 'BUY' };
  expect(pythonTrade.parse({ ...written, status: 'OPEN', comment: 'mine' })).toEqual({
    ...written,
    master_ticket: '1',
    status: 'OPEN',
    slave_ticket: null,
    open_time: null,
    close_time: null,
    comment: 'mine',
  });
  expect(pythonTrade.safeParse({ ...written, status: 'OPENING' }).success).toBe(false);
  expect(pythonTrade.safeParse({ ...written, status: 'CLOSED' }).success).toBe(true);
});

test('a field that is none of ours is expected to be text', () => {
  expect(expectedOfTrade('the document')).toBe('text');
});

const request_id = 'r';
const at = { slave_ticket: 5n, slave_position: 6n };

test.each<readonly [string, object, string]>([
  ['OPENING', { request_id: null }, 'request_id'],
  ['OPEN', {}, 'slave_position'],
  ['OPEN', { slave_ticket: 5n }, 'slave_position'],
  ['OPEN', { slave_position: 5n }, 'slave_ticket'],
  ['CLOSED', { slave_position: 5n, close_cause: 'RISK' }, 'slave_ticket'],
  ['CLOSED', { slave_ticket: 5n, close_cause: 'RISK' }, 'slave_position'],
  ['CLOSING', { request_id, close_cause: 'RISK' }, 'slave_position'],
  ['CLOSING', { ...at, close_cause: 'RISK', request_id: null }, 'request_id'],
  ['CLOSING', { ...at, request_id }, 'close_cause'],
  ['CLOSED', at, 'close_cause'],
  ['REFUSED', { refusal_detail: '' }, 'refusal_code'],
  ['REFUSED', { refusal_code: 'STALE' }, 'refusal_detail'],
  ['UNKNOWN', { unknown_since: new Date(0) }, 'unknown_operation'],
  ['UNKNOWN', { unknown_operation: 'open' }, 'unknown_since'],
  [
    'UNKNOWN',
    { unknown_operation: 'open', unknown_since: new Date(0), request_id: null },
    'request_id',
  ],
  ['DETACHED', { detached_reason: 'SL' }, 'slave_position'],
  ['DETACHED', at, 'detached_reason'],
])('a document %s with %o lacks its %s', (status, fields, missing) => {
  const { copy, problems } = parseTradeDocument({ ...document, ...fields, status });
  expect(copy).toBeNull();
  expect(problems).toEqual([
    {
      collection: 'trades',
      name: copyOf(1).copyId,
      field: missing,
      value: 'null',
      expected: `${expectedOfTrade(missing)}, as the status is ${status}`,
    },
  ]);
});

test.each<readonly [string, object]>([
  [copyOf(1).copyId, document],
  ['x'.repeat(120), { copy_id: 'x'.repeat(200) }],
  ['master_ticket 5', { copy_id: null, master_ticket: 5n, _id: 'a' }],
  ['master_ticket 6', { master_ticket: 6, _id: 'a' }],
  ['_id a', { master_ticket: 'six', _id: 'a' }],
  ['a document without copy_id', { _id: 5 }],
])('a message calls it %s', (name, named) => {
  expect(shownName({ ...named })).toBe(name);
});

test('a reason of any length is stored, cut', () => {
  const position = { identifier: '6', ticket: '5' } as never;
  const state = { status: 'detached', position, reason: 'y'.repeat(5000) } as const;
  expect(parseTradeDocument(tradeDocument(copyOf(1, { state }))).copy?.state).toEqual({
    ...state,
    reason: 'y'.repeat(1024),
  });
});
