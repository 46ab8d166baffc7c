import { expect, test } from 'vitest';
import type { AccountListing } from '../../db/account-store.ts';
import type { TradeListing } from '../../db/trade-reader.ts';
import { copyRow } from '../../db/trade-row.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { UnattendedCopies } from '../../launcher/unattended-copies.ts';
import { copyOf } from '../db/builders.ts';
import { account } from './builders.ts';

function setUp() {
  const heard: string[] = [];
  const warned: string[] = [];
  const held: { listing: TradeListing | null } = {
    listing: { rows: [copyRow(copyOf(1)), copyRow(copyOf(2))], problems: [] },
  };
  const trades = {
    list: () =>
      held.listing === null
        ? Promise.reject(new StoreUnavailableError('damaged'))
        : Promise.resolve(held.listing),
  };
  const alarms = {
    set: ({ account: name, detail }: { account: string; detail: string }, isRaised: boolean) =>
      void heard.push(`${isRaised ? '+' : '-'}${name}: ${detail}`),
  };
  const unattended = new UnattendedCopies(trades, alarms, {
    warn: (text: string) => void warned.push(text),
  } as never);
  return { unattended, heard, warned, held };
}

function listing(...names: readonly [string, boolean][]): AccountListing {
  return { accounts: names.map(([name, enabled]) => account({ name, enabled })), problems: [] };
}

test('open copies of a slave that is disabled are an alarm until it is enabled again', async () => {
  const { unattended, heard } = setUp();
  await unattended.look(listing(['Apex_Slave_01', false]));
  expect(heard).toEqual([expect.stringMatching(/^\+Apex_Slave_01: 2 open copies/)]);
  await unattended.look(listing(['Apex_Slave_01', true]));
  expect(heard[1]).toMatch(/^-Apex_Slave_01/);
  await unattended.look(listing(['Apex_Slave_01', true]));
  expect(heard).toHaveLength(2);
});

test('a slave that was removed counts too, the Python copier’s trades do not', async () => {
  const { unattended, heard, held } = setUp();
  const python = { ...copyRow(copyOf(3)), copyId: null, slaveName: 'Old' };
  held.listing = { rows: [copyRow(copyOf(1)), python], problems: [] };
  await unattended.look(listing());
  expect(heard).toEqual([expect.stringMatching(/^\+Apex_Slave_01: 1 open copy/)]);
});

test('a bad document keeps its slave served; a ledger that cannot be read stops nothing', async () => {
  const { unattended, heard, warned, held } = setUp();
  const problem = {
    collection: 'accounts',
    name: 'Apex_Slave_01',
    field: 'path',
    value: '5',
    expected: 'text',
  } as const;
  await unattended.look({ accounts: [], problems: [problem] });
  held.listing = null;
  await unattended.look(listing());
  expect(heard).toEqual([]);
  expect(warned).toHaveLength(1);
});
