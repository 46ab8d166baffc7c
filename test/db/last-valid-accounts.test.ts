/** The invariants' numbers are those of db/last-valid-accounts.ts. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { LastValidAccounts } from '../../db/last-valid-accounts.ts';

const GOOD = { name: 'Apex', type: 'SLAVE', path: 'simulator', enabled: true, suffix: '.a' };
const OTHER = { ...GOOD, name: 'Other' };
const BAD = { ...GOOD, suffix: 5 };

function kept() {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-last-valid-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'accounts-last-valid.json');
  const open = (address = '/db', databaseName = 'prop_copy_trader') =>
    new LastValidAccounts({ folder, address, databaseName });
  return { file, open };
}

test('1: a document keeps its last good form while it has mistakes, also for the next process', async () => {
  const { open } = kept();
  await open().keep([GOOD, OTHER]);
  const accounts = open();
  await accounts.keep([BAD, { ...OTHER, suffix: '.b' }]);
  expect(await accounts.find('Apex')).toMatchObject({ symbols: { suffix: '.a' } });
  expect(await open().find('Other')).toMatchObject({ symbols: { suffix: '.b' } });
  await accounts.keep([{ ...GOOD, suffix: '.c' }, OTHER]);
  expect(await open().find('Apex')).toMatchObject({ symbols: { suffix: '.c' } });
});

test('1: one that was removed, and one that was never good, is not known', async () => {
  const { open } = kept();
  const accounts = open();
  await accounts.keep([GOOD, OTHER]);
  await accounts.keep([OTHER, { ...BAD, name: 'New' }]);
  expect(await accounts.find('Apex')).toBeNull();
  expect(await accounts.find('New')).toBeNull();
});

test('1: one that claims the port of another one has mistakes too', async () => {
  const { open } = kept();
  const accounts = open();
  const [first, second] = [
    { ...GOOD, ea_port: 47_101 },
    { ...OTHER, ea_port: 47_102 },
  ];
  await accounts.keep([first, second]);
  await accounts.keep([first, { ...second, ea_port: 47_101 }]);
  expect(await accounts.find('Other')).toMatchObject({ eaPort: 47_102 });
});

test('1: of two documents of one name the good one is known', async () => {
  const { open } = kept();
  await open().keep([BAD, GOOD]);
  expect(await open().find('Apex')).toMatchObject({ symbols: { suffix: '.a' } });
});

test('2: documents of another database are none of this one', async () => {
  const { open } = kept();
  await open().keep([GOOD]);
  for (const other of [open('mongodb://127.0.0.1/'), open('/db', 'another')]) {
    expect(await other.find('Apex')).toBeNull();
    await other.keep([BAD]);
    expect(await other.all()).toEqual([]);
  }
  expect(await open().find('Apex')).toBeNull();
});

test.each(['{', '{}', '[5]'])(
  '2: a file with %s holds nothing, and is written anew',
  async (text) => {
    const { file, open } = kept();
    writeFileSync(file, text);
    expect(await open().find('Apex')).toBeNull();
    await open().keep([GOOD]);
    expect(await open().find('Apex')).toMatchObject({ name: 'Apex' });
  },
);
