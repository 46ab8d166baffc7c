import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStores } from '../../db/open-stores.ts';
import type { Hello } from '../../messaging/ea-protocol.ts';
import { Admission } from '../../nodes/admission.ts';
import { LeaseKeeper } from '../../nodes/lease-keeper.ts';
import type { NodeContext } from '../../nodes/node-context.ts';

function hello(changes: Partial<Hello> = {}): Hello {
  return {
    type: 'HELLO',
    protocol: 1,
    login: '1001',
    server: 'Broker',
    nonceEa: '0'.repeat(64),
    role: 'slave',
    version: '1',
    company: '',
    currency: 'USD',
    leverage: 100,
    marginMode: 'HEDGING',
    build: 1,
    tradeAllowed: true,
    serverNow: 1,
    ...changes,
  };
}

/** A desk for account "S" on an embedded database that also holds account "T". */
async function desk() {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-admission-'));
  const stores = await openStores({ url: path.join(folder, 'db') });
  const slave = { type: 'SLAVE', path: 'simulator', enabled: true };
  await stores.accounts.insert([
    { ...slave, name: 'S' },
    { ...slave, name: 'T', login: '2002', server: 'Broker' },
  ]);
  const context: NodeContext = {
    name: 'S',
    overrides: {},
    stores,
    dataFolder: folder,
    holder: { hostId: 'host', pid: process.pid, instance: 'a' },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    pollMs: 100,
    defaultSlippagePoints: 50,
    firstBusPort: 5_555,
    isSafe: false,
    crashSeam: null,
    lastValid: null,
  };
  const stop = new AbortController();
  const admission = new Admission(context, stop.signal, () => undefined);
  onTestFinished(async () => {
    stop.abort();
    await admission.release();
    await stores.close();
  });
  return { admission, stores, context, stop };
}

test('the first authenticated login becomes the account’s, with a lease above what the EA has seen', async () => {
  const { admission, stores } = await desk();
  expect(await admission.admit(hello(), 41)).toEqual({
    accountId: '1001@Broker',
    login: '1001',
    server: 'Broker',
    lease: 42,
  });
  const { accounts } = await stores.accounts.list();
  expect(accounts.find(({ name }) => name === 'S')).toMatchObject({
    login: '1001',
    server: 'Broker',
  });
});

test('the same holder’s reconnect keeps its number, also while the database is down', async () => {
  const { admission, stores } = await desk();
  const first = await admission.admit(hello(), 0);
  stores.accounts.list = () => Promise.reject(new Error('down'));
  expect(await admission.admit(hello(), 1)).toEqual(first);
});

test('an EA that has seen a higher number lifts the lease above it', async () => {
  const { admission } = await desk();
  await admission.admit(hello(), 0);
  expect(await admission.admit(hello(), 500)).toMatchObject({ lease: 501 });
});

test('a login that another account has is refused', async () => {
  const { admission } = await desk();
  expect(await admission.admit(hello({ login: '2002' }), 0)).toEqual({ refuse: 'LOGIN_TAKEN' });
});

test('a terminal that logs into another account is refused', async () => {
  const { admission } = await desk();
  await admission.admit(hello(), 0);
  const other = await admission.admit(hello({ login: '3003' }), 0);
  expect(other).toEqual({ refuse: 'WRONG_ACCOUNT' });
});

test.each([
  { marginMode: 'NETTING' as const },
  { marginMode: 'EXCHANGE' as const },
  { fifoClose: true },
])('a slave with %j is refused and left untouched', async (mode) => {
  const { admission } = await desk();
  expect(await admission.admit(hello(mode), 0)).toEqual({ refuse: 'ACCOUNT_MODE_UNSUPPORTED' });
});

test('a netting master is admitted', async () => {
  const { admission } = await desk();
  const admitted = await admission.admit(hello({ role: 'master', marginMode: 'NETTING' }), 0);
  expect(admitted).toMatchObject({ lease: 1 });
});

test('a lease of a living process is waited for, a released one is taken at once', async () => {
  const { stores, context, stop } = await desk();
  const request = {
    store: stores.leases,
    key: 'account:S',
    floor: 0,
    signal: stop.signal,
    lost: () => undefined,
  };
  const first = await LeaseKeeper.hold({ ...request, holder: context.holder });
  let second: LeaseKeeper | null = null;
  const waiting = LeaseKeeper.hold({ ...request, holder: { ...context.holder, instance: 'b' } });
  const noted = (async () => {
    second = await waiting;
  })();
  await expect.poll(async () => (await stores.leases.find('account:S'))?.beat).toBeGreaterThan(0);
  expect(second).toBeNull();
  await first.release();
  await noted;
  const taken = await waiting;
  expect(taken.number).toBe(2);
  await taken.release();
});

test('a lease of another host is never waited for', async () => {
  const { stores, context, stop } = await desk();
  const foreign = { hostId: 'elsewhere', pid: 1, instance: 'c' };
  await stores.leases.take('account:S', foreign, null, 0);
  const request = LeaseKeeper.hold({
    store: stores.leases,
    key: 'account:S',
    floor: 0,
    holder: context.holder,
    signal: stop.signal,
    lost: () => undefined,
  });
  await expect(request).rejects.toThrow(/account:S is served from another host/);
});
