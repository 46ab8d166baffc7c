import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileName, isLedgerFile } from '../../db/file-name.ts';

test.each([
  ['52611110@Broker-Demo', 'trades-52611110@Broker-Demo.db'],
  ['5@Broker Ltd: Live/2', 'trades-5@Broker%20Ltd%3A%20Live%2F2.db'],
  ['..', 'trades-...db'],
])('the ledger of %s is %s', (slave, file) => {
  expect(fileName('trades', slave)).toBe(file);
});

test('property: any name gives a file name that Windows accepts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      expect(fileName('events', name)).toMatch(/^events-[\w@.%-]*\.db$/);
      expect(fileName('events', name).length).toBeLessThan(150);
    }),
  );
});

test('property: different names give different files', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 200 });
  fc.assert(
    fc.property(name, name, (left, right) => {
      expect(fileName('trades', left) === fileName('trades', right)).toBe(left === right);
    }),
  );
});

test('a spool is no database', () => {
  expect(fileName('spool', '5@Broker')).toBe('spool-5@Broker.jsonl');
});

test('a ledger file is told from its companions and from other files', () => {
  const names = ['trades-1@X.db', 'trades-1@X.db-wal', 'events-A.db', 'accounts.db'];
  expect(names.filter(isLedgerFile)).toEqual(['trades-1@X.db']);
});
