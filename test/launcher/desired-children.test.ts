import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goneBad } from '../../launcher/bad-documents.ts';
import { childChanges, desiredChildren, isMeant } from '../../launcher/desired-children.ts';
import { parseAccounts } from '../../db/account-checks.ts';
import type { RawDocument } from '../../db/account-store.ts';
import { account } from './builders.ts';

const NOBODY: ReadonlySet<string> = new Set();
const ids = (specs: readonly { readonly id: string }[]) => specs.map(({ id }) => id);
const running = (...accounts: RawDocument[]) =>
  desiredChildren(accounts.map(account)).map((spec) => Object.assign(spec, { hasFailed: false }));
const desired = (...accounts: RawDocument[]) => desiredChildren(accounts.map(account));

test('terminals start before masters, masters before slaves; a real terminal is not started', () => {
  const specs = desired(
    { name: 'S', path: 'simulator' },
    { name: 'M', type: 'MASTER', path: 'simulator' },
    { name: 'Real' },
  );
  expect(ids(specs)).toEqual(['terminal S', 'terminal M', 'master M', 'slave S', 'slave Real']);
});

test.each([
  ['an enabled account', {}, null, true],
  ['a disabled account', { enabled: false }, null, false],
  ["another host's account", { host: 'VPS-2' }, null, false],
  ["this host's account, in other letters", { host: 'vps-1' }, null, true],
  ['an account that --only names', {}, ['Apex_01'], true],
  ['an account that --only does not name', {}, ['Apex_02'], false],
  ['a disabled account that --only names', { enabled: false }, ['Apex_01'], false],
])('%s', (_name, fields, only, expected) => {
  expect(isMeant(account(fields), { only, host: 'VPS-1' })).toBe(expected);
});

test('an added account is started, a removed one stopped', () => {
  const changes = childChanges(running({ name: 'A' }), desired({ name: 'B' }), NOBODY);
  expect(ids(changes.start)).toEqual(['slave B']);
  expect(ids(changes.stop)).toEqual(['slave A']);
});

test('invariant 2: a running child whose document became bad goes on', () => {
  expect(childChanges(running({ name: 'A' }), [], new Set(['A'])).stop).toEqual([]);
});

test.each([
  ['a mistake', { path: 5 }, ['S']],
  ['a mistake, but disabled', { path: 5, enabled: false }, []],
  // It is used all the same, or not, as it says.
  ['a master that does not exist', { masters: ['Nobody'] }, []],
  ['a master that does not exist, and disabled', { masters: ['Nobody'], enabled: false }, []],
])('invariant 2: which documents have gone bad: %s', (_name, fields, expected) => {
  const document = { name: 'S', type: 'SLAVE', path: 'C:/t.exe', enabled: true, ...fields };
  expect([...goneBad(parseAccounts([document]))]).toEqual(expected);
});

test('invariant 2: of two documents with one login the one that was disabled has not gone bad', () => {
  const one = { type: 'MASTER', path: 'C:/t.exe', enabled: true, login: '1', server: 'X' };
  const documents = [
    { ...one, name: 'Old', enabled: false },
    { ...one, name: 'New' },
  ];
  expect([...goneBad(parseAccounts(documents))]).toEqual([]);
});

test.each([
  ['its port', { ea_port: 47_999 }],
  ['its endpoint', { bus_endpoint: 'tcp://127.0.0.1:6000' }],
  ['its login, when another one was fixed', { login: '2', server: 'X' }],
])('invariant 3: a node is started anew for %s', (_name, edit) => {
  const before = { type: 'MASTER', login: '1', server: 'X' };
  const changes = childChanges(running(before), desired({ ...before, ...edit }), NOBODY);
  expect(ids(changes.restart)).toEqual(['master Apex_01']);
});

test('invariant 3: a login and its server that are learnt one after the other disturb nobody', () => {
  const half = { type: 'MASTER', login: '1' };
  const changes = childChanges(running(half), desired({ ...half, server: 'X' }), NOBODY);
  expect(ids(changes.restart)).toEqual([]);
});

test.each([
  ['its tolerance', { slippage_tolerance: 5 }],
  ['the login that was learnt', { login: '1', server: 'X' }],
])('invariant 3: a slave is not disturbed for %s, but the edit is noted', (_name, edit) => {
  const changes = childChanges(running({}), desired(edit), NOBODY);
  expect(ids(changes.restart)).toEqual([]);
  expect(ids(changes.update)).toEqual(['slave Apex_01']);
});

test('invariant 4: a child that gave up is started anew by any edit', () => {
  const failed = running({}).map((child) => Object.assign(child, { hasFailed: true }));
  const changes = childChanges(failed, desired({ suffix: '.c' }), NOBODY);
  expect(ids(changes.restart)).toEqual(['slave Apex_01']);
  const unedited = childChanges(failed, desired({}), NOBODY);
  expect(ids(unedited.restart)).toEqual([]);
});

const documents = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[A-Z]{1,3}$/),
    type: fc.constantFrom('MASTER', 'SLAVE'),
    path: fc.constantFrom('simulator', 'C:/t.exe'),
    ea_port: fc.integer({ min: 1, max: 9 }),
  }),
  { selector: ({ name }) => name, maxLength: 8 },
);

test('invariant 1: equal documents change nothing', () => {
  fc.assert(
    fc.property(documents, (all) => {
      const { stop, start, restart, update } = childChanges(
        running(...all),
        desired(...all),
        NOBODY,
      );
      expect([stop, start, restart, update].flat()).toEqual([]);
    }),
  );
});

test('after the changes exactly the desired children run', () => {
  fc.assert(
    fc.property(documents, documents, (before, after) => {
      const old = running(...before);
      const wanted = desired(...after);
      const { stop, start } = childChanges(old, wanted, NOBODY);
      const stopped = new Set(ids(stop));
      const left = [...ids(old).filter((id) => !stopped.has(id)), ...ids(start)];
      expect(left.toSorted()).toEqual(ids(wanted).toSorted());
    }),
  );
});
