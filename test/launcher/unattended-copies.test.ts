import { expect, test, vi } from 'vitest';
import { parseAccounts } from '../../db/account-checks.ts';
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
  const pauses: (() => void)[] = [];
  const unattended = new UnattendedCopies(
    trades,
    alarms,
    { warn: (text: string) => void warned.push(text) } as never,
    {
      pause: () => new Promise<void>((resolve) => void pauses.push(resolve)),
      signal: new AbortController().signal,
      fail: (error) => {
        throw error;
      },
    },
  );
  return { unattended, heard, warned, held, pauses };
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

test('a slave that was made a master counts too', async () => {
  const { unattended, heard } = setUp();
  const [login = '', server = ''] = copyOf(1).slaveId.split('@');
  const fields = { name: 'Apex_Slave_01', login, server };
  const as = (type: string): AccountListing => ({
    accounts: [account({ ...fields, type })],
    problems: [],
  });
  await unattended.look(as('MASTER'));
  expect(heard).toEqual([expect.stringMatching(/^\+Apex_Slave_01: 2 open copies/)]);
  await unattended.look(as('SLAVE'));
  expect(heard[1]).toMatch(/^-Apex_Slave_01/);
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

test('a disabled slave is not served, whatever is wrong with its document', async () => {
  const { unattended, heard } = setUp();
  const disabled = { name: 'Apex_Slave_01', type: 'SLAVE', path: 'C:/t.exe', enabled: false };
  await unattended.look(parseAccounts([{ ...disabled, path: 5 }]));
  expect(heard).toEqual([expect.stringMatching(/^\+Apex_Slave_01: 2 open copies/)]);
  await unattended.look(parseAccounts([{ ...disabled, masters: ['Nobody'] }]));
  expect(heard).toHaveLength(2);
  expect(heard[1]).toMatch(/^\+/);
});

test('a ledger that cannot be read is looked into again until it can, by the newest accounts', async () => {
  const { unattended, heard, warned, held, pauses } = setUp();
  const { listing: readable } = held;
  held.listing = null;
  await unattended.look(listing(['Apex_Slave_01', true]));
  await unattended.look(listing(['Apex_Slave_01', false]));
  pauses.shift()?.();
  await vi.waitFor(() => expect(pauses).toHaveLength(1));
  expect(heard).toEqual([]);
  held.listing = readable;
  pauses.shift()?.();
  await vi.waitFor(() =>
    expect(heard).toEqual([expect.stringMatching(/^\+Apex_Slave_01: 2 open/)]),
  );
  expect(warned).toHaveLength(1);
});

test('a slave is known by its login and server, whatever its name', async () => {
  const { unattended, heard } = setUp();
  const [login, server] = ['52611110', 'Slave-Demo'];
  const renamed = account({ name: 'Renamed', enabled: true, login, server });
  await unattended.look({ accounts: [renamed], problems: [] });
  expect(heard).toEqual([]);
  const disabled = account({ name: 'Renamed', enabled: false, login, server });
  const another = account({ name: 'Apex_Slave_01', enabled: true, login: '7', server });
  await unattended.look({ accounts: [disabled, another], problems: [] });
  expect(heard).toEqual([expect.stringMatching(/^\+Renamed: 2 open copies/)]);
});
