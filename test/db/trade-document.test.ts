/** The invariants' numbers are those of db/trade-document.ts. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTradeDocument, tradeDocument } from '../../db/trade-document.ts';
import { valuesOfCopy } from '../../db/sqlite/trade-row.ts';
import { COPY_FIELDS } from '../../db/trade-fields.ts';
import type { Copy } from '../../domain/copy.ts';
import { anyCopy } from './arbitraries.ts';
import { copyOf } from './builders.ts';

test('property, invariant 1: the document of any copy parses to the same copy', () => {
  fc.assert(
    fc.property(anyCopy(), (copy) => {
      expect(parseTradeDocument(tradeDocument(copy))).toEqual({ copy, problems: [] });
    }),
  );
});

test('property, invariant 1: the SQLite row of any copy parses to the same copy', () => {
  fc.assert(
    fc.property(anyCopy(), (copy) => {
      expect(parseTradeDocument(rowOfCopy(copy)).copy).toEqual(copy);
    }),
  );
});

test('property, invariant 2: any value in any field is a problem or a copy, never an exception', () => {
  const fields = Object.keys(tradeDocument(copyOf(1)));
  fc.assert(
    fc.property(anyCopy(), fc.constantFrom(...fields), fc.anything(), (copy, field, value) => {
      const parsed = parseTradeDocument({ ...tradeDocument(copy), [field]: value });
      expect(parsed.copy === null).toBe(parsed.problems.length > 0);
    }),
  );
});

test("the Python copier's fields keep their names, types and values", () => {
  const document = tradeDocument(
    copyOf(12_345_679, {
      openedAtMs: Date.UTC(2026, 1, 3, 10),
      state: {
        status: 'open',
        position: { identifier: '87654321', ticket: '87654322' } as never,
      },
    }),
  );
  expect(document).toMatchObject({
    master_ticket: 12_345_679n,
    slave_ticket: 87_654_322n,
    slave_name: 'Apex_Slave_01',
    symbol: 'EURUSD.c',
    direction: 'BUY',
    status: 'OPEN',
    open_time: new Date('2026-02-03T10:00:00.000Z'),
    close_time: null,
  });
});

test('a row of the embedded store has text and 64-bit integers alone', () => {
  const row = rowOfCopy(copyOf(1));
  expect(row).toMatchObject({ requests: 1n, version: 1n, intended_at: '2026-02-03T10:00:00.001Z' });
  const types = new Set(Object.values(row).map((value) => (value === null ? null : typeof value)));
  expect(types).toEqual(new Set(['string', 'bigint', null]));
});

/** As the columns of `trades` give it back. */
function rowOfCopy(copy: Copy): Readonly<Record<string, unknown>> {
  const values = valuesOfCopy(copy);
  return Object.fromEntries(COPY_FIELDS.map((column, index) => [column, values[index]]));
}

test('whole-number doubles and ISO times count as integers and dates', () => {
  const copy = copyOf(7);
  const parsed = parseTradeDocument({
    ...tradeDocument(copy),
    master_ticket: 7,
    requests: 1n,
    intended_at: new Date(copy.intendedAtMs).toISOString(),
  });
  expect(parsed.copy).toEqual(copy);
});

test.each([
  ['a broken number', { master_ticket: 1.5 }, 'master_ticket'],
  ['a ticket as text', { master_ticket: '12' }, 'master_ticket'],
  ['an unknown field', { comment: 'x' }, 'comment'],
  ['a status of nobody', { status: 'open' }, 'status'],
  ['an opening copy without its request', { request_id: null }, 'request_id'],
  ['an open copy without its position', { status: 'OPEN' }, 'slave_position'],
  ['a negative volume', { volume: '-0.1' }, 'volume'],
  ['a time as a number', { intended_at: 5 }, 'intended_at'],
])('%s is named by its field', (_what, change, field) => {
  const { copy, problems } = parseTradeDocument({ ...tradeDocument(copyOf(1)), ...change });
  expect(copy).toBeNull();
  expect(problems).toMatchObject([{ collection: 'trades', name: copyOf(1).copyId, field }]);
});

test('a detail of any length is stored, cut', () => {
  const copy = copyOf(1, { state: { status: 'refused', code: 'STALE', detail: 'x'.repeat(5000) } });
  const parsed = parseTradeDocument(tradeDocument(copy)).copy;
  expect(parsed?.state).toMatchObject({ status: 'refused', detail: 'x'.repeat(1024) });
});
