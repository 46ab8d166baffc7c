/** What a node does that starts beside a bad edit: of its own document, and of a master's. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AccountListing, AccountStore, RawDocument } from '../../db/account-store.ts';
import { parseAccounts } from '../../db/account-checks.ts';
import { LastValidAccounts } from '../../db/last-valid-accounts.ts';
import { openStores } from '../../db/open-stores.ts';
import { accountName, masterId } from '../../domain/ids.ts';
import type { BookSubscriber } from '../../messaging/bus.ts';
import { FollowedMasters } from '../../nodes/followed-masters.ts';
import { ownAccount, type NodeContext } from '../../nodes/node-context.ts';

const SLAVE = { name: 'S', type: 'SLAVE', path: 'simulator', enabled: true, ea_port: 47_101 };
const MASTER = {
  ...SLAVE,
  name: 'M',
  type: 'MASTER',
  ea_port: 47_102,
  bus_endpoint: 'tcp://127.0.0.1:5555',
  login: '1001',
  server: 'Broker',
  suffix: '.m',
};

/** A node's surroundings after the documents were good, and one was edited by hand. */
async function desk(good: readonly RawDocument[], now: readonly RawDocument[]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-last-valid-'));
  const stores = await openStores({ url: path.join(folder, 'db') });
  const { address } = stores;
  const lastValid = new LastValidAccounts({ folder, address, databaseName: 'test' });
  onTestFinished(async () => {
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });
  await lastValid.keep(good);
  const lines: string[] = [];
  const note = (_fields: object, message: string): void => void lines.push(message);
  const log = { info: note, warn: note, error: note };
  const context: NodeContext = {
    name: 'S',
    overrides: {},
    stores: { ...stores, accounts: edited(now) },
    lastValid,
    dataFolder: folder,
    holder: { hostId: 'host', pid: process.pid, instance: 'a' },
    log,
    pollMs: 100,
    defaultSlippagePoints: 50,
    firstBusPort: 5_555,
    isSafe: false,
    crashSeam: null,
  };
  return { context, log, lines };
}

function refused(): never {
  throw new Error('nothing is written here');
}

/** Documents as somebody typed them into the database by hand. */
function edited(documents: readonly RawDocument[]): AccountStore {
  const watch = async function* (): AsyncGenerator<AccountListing> {
    yield parseAccounts(documents);
  };
  return {
    list: async () => parseAccounts(documents),
    raw: async () => documents,
    watch,
    insert: refused,
    put: refused,
    edit: refused,
    remove: refused,
    fill: refused,
    close: async () => undefined,
  };
}

test('a node goes on with its last good document, and says so', async () => {
  const { context, lines } = await desk([SLAVE], [{ ...SLAVE, max_lots: 'many' }]);
  expect(await ownAccount(context, 'SLAVE')).toMatchObject({ name: 'S', eaPort: 47_101 });
  expect(lines).toEqual([expect.stringMatching(/max_lots is .*many.*without mistakes is used$/)]);
});

test('nor does it take the port that its edited document claims of another account', async () => {
  const other = { ...SLAVE, name: 'A', ea_port: 47_109 };
  const { context, lines } = await desk([other, SLAVE], [other, { ...SLAVE, ea_port: 47_109 }]);
  expect(await ownAccount(context, 'SLAVE')).toMatchObject({ name: 'S', eaPort: 47_101 });
  expect(lines).toEqual([expect.stringMatching(/ea_port is 47109.* "A" does not have.*is used$/)]);
});

test.each([
  ['that is started alone', [{ ...SLAVE, max_lots: 'many' }], false, /max_lots/],
  ['whose document is gone', [MASTER], true, /there is no account "S"/],
  ['whose document is another type’s now', [{ ...MASTER, name: 'S' }], true, /is a MASTER/],
])('a node %s does not', async (_name, now, isKept, message) => {
  const { context } = await desk([SLAVE], now);
  const own = { ...context, ...(isKept ? {} : { lastValid: null }) };
  await expect(ownAccount(own, 'SLAVE')).rejects.toThrow(message);
});

test('a slave follows a master by his last good document', async () => {
  const { context, log } = await desk([SLAVE, MASTER], [SLAVE, { ...MASTER, suffix: 5 }]);
  const followed: string[] = [];
  const subscriber: Pick<BookSubscriber, 'follow'> = {
    follow: ({ endpoint }) => void followed.push(endpoint),
  };
  const masters = new FollowedMasters(subscriber, log);
  await masters.watch(
    context.stores.accounts,
    context,
    new AbortController().signal,
    () => undefined,
  );
  expect(followed).toEqual(['tcp://127.0.0.1:5555']);
  expect(masters.names).toEqual([accountName('M')]);
  expect(masters.symbolsOf(masterId('1001@Broker'))?.suffix).toBe('.m');
});

test('a master whose document is disabled is not expected, although it has mistakes', async () => {
  const off = { ...MASTER, enabled: false, path: 7 };
  const { context, log } = await desk([SLAVE, MASTER], [SLAVE, off]);
  const followed: string[] = [];
  const follow = ({ endpoint }: { endpoint: string }): void => void followed.push(endpoint);
  const masters = new FollowedMasters({ follow }, log);
  const { signal } = new AbortController();
  await masters.watch(context.stores.accounts, context, signal, () => undefined);
  expect(masters.names).toEqual([]);
  // Its node may run still, as before the edit, and its copies are to be closed.
  expect(followed).toEqual(['tcp://127.0.0.1:5555']);
});

test('a master that goes on under another name is not looked for where he was', async () => {
  const other = { ...MASTER, name: 'M2', ea_port: 47_103, bus_endpoint: 'tcp://127.0.0.1:5556' };
  const { context, log } = await desk(
    [SLAVE, MASTER],
    [SLAVE, { ...MASTER, enabled: false }, other],
  );
  const followed: string[] = [];
  const follow = ({ endpoint }: { endpoint: string }): void => void followed.push(endpoint);
  const masters = new FollowedMasters({ follow }, log);
  const { signal } = new AbortController();
  await masters.watch(context.stores.accounts, context, signal, () => undefined);
  expect(followed).toEqual(['tcp://127.0.0.1:5556']);
  expect(masters.names).toEqual([accountName('M2')]);
});
