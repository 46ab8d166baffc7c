/** The invariants' numbers are those of db/account-checks.ts. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAccounts } from '../../db/account-checks.ts';
import type { RawDocument } from '../../db/account-store.ts';
import { describeProblem } from '../../db/document-problem.ts';
import { masterDocument, slaveDocument } from './builders.ts';

function check(documents: readonly RawDocument[]): { names: string[]; lines: string[] } {
  const { accounts, problems } = parseAccounts(documents);
  return { names: accounts.map(({ name }) => name), lines: problems.map(describeProblem) };
}

test('two accounts of one name are both left out, with one line', () => {
  const twice = [masterDocument(), slaveDocument(), slaveDocument({ enabled: false })];
  expect(check(twice)).toEqual({
    names: ['FTMO_Master'],
    lines: [
      'accounts "Apex_Slave_01": name is "Apex_Slave_01"; expected a name of its own: 2 documents have this one',
    ],
  });
});

test('accounts of one name are disabled only if all of them are', () => {
  const [off, on] = [slaveDocument({ enabled: false }), slaveDocument()];
  expect(parseAccounts([off, on]).problems).not.toMatchObject([{ isDisabled: true }]);
  expect(parseAccounts([off, off]).problems).toMatchObject([{ isDisabled: true }]);
});

test('names that differ in case alone are one name', () => {
  expect(check([slaveDocument(), slaveDocument({ name: 'APEX_slave_01' })]).names).toEqual([]);
});

test('a slave that names a missing master is reported and kept: it may have copies to close', () => {
  const documents = [masterDocument(), slaveDocument({ masters: ['FTMO_Mster', 'FTMO_Master'] })];
  expect(check(documents)).toEqual({
    names: ['FTMO_Master', 'Apex_Slave_01'],
    lines: [
      'accounts "Apex_Slave_01": masters is "FTMO_Mster"; expected the name of a master that exists; did you mean "FTMO_Master"?',
    ],
  });
});

test('a slave cannot follow a slave', () => {
  const documents = [slaveDocument(), slaveDocument({ name: 'B', masters: ['Apex_Slave_01'] })];
  expect(check(documents).lines).toEqual([
    'accounts "B": masters is "Apex_Slave_01"; expected the name of a master: this is a slave',
  ]);
});

test('a master whose own document is bad is not reported again at its slaves', () => {
  const documents = [masterDocument({ enabled: 1 }), slaveDocument({ masters: ['FTMO_Master'] })];
  expect(check(documents).lines).toHaveLength(1);
});

test.each([
  ['one port', { ea_port: 47_101 }, { ea_port: 47_101 }, 'ea_port'],
  ['one account', { login: 5, server: 'X' }, { login: '5', server: 'X' }, 'login'],
])('of two documents with %s the first enabled one is kept', (_what, first, second, field) => {
  const documents = [
    slaveDocument({ name: 'A', enabled: false, ...first }),
    slaveDocument({ name: 'B', ...second }),
    slaveDocument({ name: 'C', ...second }),
  ];
  const { accounts, problems } = parseAccounts(documents);
  expect(accounts.map(({ name }) => name)).toEqual(['B']);
  expect(problems.map((problem) => [problem.name, problem.field])).toEqual([
    ['C', field],
    ['A', field],
  ]);
  expect(problems.map(describeProblem)[0]).toContain('one that account "B" does not have');
});

test('two masters cannot publish at one endpoint, however it is written', () => {
  const documents = [
    masterDocument({ bus_endpoint: 'tcp://127.0.0.1:5555' }),
    masterDocument({ name: 'M2', bus_endpoint: 'tcp://*:5555' }),
  ];
  expect(check(documents).names).toEqual(['FTMO_Master']);
});

test('ports of different hosts do not collide', () => {
  const documents = [
    slaveDocument({ name: 'A', ea_port: 47_101, host: 'vps-1' }),
    slaveDocument({ name: 'B', ea_port: 47_101, host: 'vps-2' }),
  ];
  expect(check(documents)).toEqual({ names: ['A', 'B'], lines: [] });
});

test('property, invariant 2: bad documents among good ones hide none of them', () => {
  const bad = fc.oneof(
    fc.dictionary(fc.string(), fc.anything()),
    fc
      .constantFrom(...Object.keys(slaveDocument()))
      .map((field) => slaveDocument({ name: 'bad', [field]: [{}] })),
  );
  const good = fc
    .uniqueArray(fc.integer({ min: 1, max: 50 }), { maxLength: 8 })
    .map((numbers) => numbers.map((number) => slaveDocument({ name: `good ${String(number)}` })));
  fc.assert(
    fc.property(
      good,
      fc.array(bad, { maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      (goods, bads, order) => {
        const documents = [...goods];
        for (const document of bads) {
          documents.splice((order.next().value ?? 0) % (documents.length + 1), 0, document);
        }
        const { accounts, problems } = parseAccounts(documents);
        const names = new Set(accounts.map(({ name }): unknown => name));
        expect(names).toEqual(new Set(goods.map((document) => document['name'])));
        expect(problems.length).toBeGreaterThanOrEqual(bads.length);
      },
    ),
  );
});

test('property, invariant 1: no two accounts that are kept share a name, a port or a login', () => {
  const document = fc
    .record({
      name: fc.constantFrom('a', 'A', 'b', 'c', 'd'),
      enabled: fc.boolean(),
      ea_port: fc.option(fc.integer({ min: 1, max: 3 })),
      login: fc.option(fc.integer({ min: 1, max: 3 })),
      server: fc.option(fc.constantFrom('X', 'Y')),
    })
    .map((fields) => slaveDocument(fields));
  fc.assert(
    fc.property(fc.array(document, { maxLength: 12 }), (documents) => {
      const { accounts } = parseAccounts(documents);
      const keys = [
        ...accounts.map(({ name }) => `name ${name.toLowerCase()}`),
        ...accounts.flatMap(({ eaPort }) => eaPort ?? []),
        ...accounts.flatMap(({ login, server }) =>
          login === null || server === null ? [] : `login ${login}@${server}`,
        ),
      ];
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});
