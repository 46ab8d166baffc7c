/** What is started beside documents with mistakes; the numbers are the invariants of launcher/accounts-before.ts. */
import { once } from 'node:events';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { createLogger } from '../../config/logger.ts';
import { loadSettings } from '../../config/settings.ts';
import { parseAccounts } from '../../db/account-checks.ts';
import type { AccountStore, RawDocument } from '../../db/account-store.ts';
import { LastValidAccounts } from '../../db/last-valid-accounts.ts';
import { openStores } from '../../db/open-stores.ts';
import { AccountsBefore } from '../../launcher/accounts-before.ts';
import { AlarmDesk } from '../../launcher/alarm-desk.ts';
import { startLauncher } from '../../launcher/launch.ts';
import { temporaryFolder } from '../db/sqlite/folder.ts';
import { fakeProcesses } from './builders.ts';

const S = {
  name: 'S',
  type: 'SLAVE',
  path: 'C:/t.exe',
  enabled: true,
  ea_port: 47_102,
  login: 1002,
  server: 'Broker',
};
const M = {
  ...S,
  name: 'M',
  login: 1001,
  type: 'MASTER',
  ea_port: 47_101,
  bus_endpoint: 'tcp://127.0.0.1:5555',
};
const BAD = { suffix: 5 };

/** The names of the accounts that are to be served beside documents as they are now. */
async function served(good: readonly RawDocument[], now: readonly RawDocument[]) {
  const place = { folder: temporaryFolder(), address: '/db', databaseName: 'db' };
  await new LastValidAccounts(place).keep(good);
  const raw = async () => now;
  const log = createLogger({ write: () => undefined });
  const before = new AccountsBefore(new LastValidAccounts(place), { raw }, log);
  await before.keep();
  const { accounts, problems } = await before.complete(parseAccounts(now));
  expect(problems).toEqual(parseAccounts(now).problems);
  return accounts.map(({ name }) => name);
}

test('an account goes on as it last was without mistakes', async () => {
  expect(await served([M, S], [M, { ...S, ...BAD }])).toEqual(['M', 'S']);
  expect(await served([M, S], [{ ...M, ...BAD }, S])).toEqual(['S', 'M']);
});

test.each([
  ['1: one that was never good', [M], [M, { ...S, ...BAD }]],
  ['1: one without its ports', [M, { ...S, ea_port: null }], [M, { ...S, ...BAD }]],
  ['1: one that was never connected', [M, { ...S, login: null }], [M, { ...S, ...BAD }]],
  ['1: one that was removed', [M, S], [M]],
  ['2: one that is disabled', [M, S], [M, { ...S, ...BAD, enabled: false }]],
  ['2: one that was disabled', [M, { ...S, enabled: false }], [M, { ...S, ...BAD }]],
  [
    '2: one whose login is another one’s',
    [M, S],
    [
      { ...M, login: 1002 },
      { ...S, ...BAD },
    ],
  ],
  [
    '2: one whose port is another one’s',
    [M, S],
    [
      { ...M, ea_port: 47_102 },
      { ...S, ...BAD },
    ],
  ],
])('%s does not', async (_name, good, now) => {
  expect(await served(good, now)).toEqual(['M']);
});

/** The alarms of a launcher that started beside these documents and serves S. */
async function alarmsBeside(home: string, documents: readonly RawDocument[]) {
  const settings = await loadSettings({ env: { LOCKSTEP_HOME: home } });
  const stores = await openStores({ url: path.join(home, 'db') });
  const accounts: AccountStore = {
    ...stores.accounts,
    raw: async () => documents,
    watch: async function* (signal) {
      yield parseAccounts(documents);
      if (!signal.aborted) await once(signal, 'abort');
    },
  };
  const alarms = new AlarmDesk(() => undefined);
  const launcher = startLauncher({
    settings,
    stores: { ...stores, accounts },
    log: createLogger({ write: () => undefined }),
    onLine: () => undefined,
    alarms,
    only: ['S'],
    isUnattended: true,
    start: fakeProcesses().start,
  });
  const ids = () => launcher.children().map(({ id }) => id);
  await vi.waitFor(() => expect(ids()).toEqual(['slave S']), { timeout: 10_000 });
  const standing = alarms.standing.map(({ code, detail }) => `${code}: ${detail}`);
  await launcher.stop();
  return standing;
}

test('a launcher that starts beside a bad edit serves the account as before, and its alarm stands', async () => {
  const home = temporaryFolder();
  expect(await alarmsBeside(home, [M, S])).toEqual([]);
  expect(await alarmsBeside(home, [M, { ...S, ...BAD }])).toEqual([
    expect.stringContaining('DOCUMENT_WRONG: it goes on as before the edit: suffix is 5'),
  ]);
});
