/** launcher/launcher-lease.ts on the real store. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLogger } from '../../config/logger.ts';
import type { LeaseStore } from '../../db/lease-store.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { holdLauncherLease } from '../../launcher/launcher-lease.ts';
import { folderStores } from '../db/sqlite/folder.ts';

const log = createLogger({ write: () => undefined });

function request(store: LeaseStore, hostId: string) {
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  return { store, host: 'pc', hostId, signal: stopping.signal, log, lost: () => undefined };
}

/** A lease of a launcher that was killed: nobody beats. */
async function crashed(store: LeaseStore, hostId: string): Promise<void> {
  const lease = await holdLauncherLease(request(store, hostId));
  const [held] = await store.list();
  await lease.release();
  if (held === undefined) throw new Error('a lease was taken');
  const next = await store.find(held.key);
  // Another process than this one, which lives.
  const holder = { ...held.holder, pid: 2_147_483_000, instance: 'crashed' };
  await store.take(held.key, holder, next, 0);
}

test.each([
  ['the same data folder', 'a'],
  ['another data folder', 'b'],
])('after a crash with %s the next launcher starts', async (_name, hostId) => {
  const { leases } = await folderStores();
  await crashed(leases, 'a');
  const lease = await holdLauncherLease(request(leases, hostId));
  expect(await leases.list()).toMatchObject([{ number: 3, holder: { hostId } }]);
  await lease.release();
});

test.each([
  ['the same data folder', 'a'],
  ['another data folder', 'b'],
])(
  'a launcher that lives with %s is named, and nothing is taken from it',
  async (_name, hostId) => {
    const { leases } = await folderStores();
    const first = await holdLauncherLease(request(leases, 'a'));
    await expect(holdLauncherLease(request(leases, hostId))).rejects.toThrow(
      new RegExp(`runs already .* process ${String(process.pid)}`),
    );
    expect(await leases.list()).toMatchObject([{ number: 1, holder: { hostId: 'a' } }]);
    await first.release();
  },
);

/** A store whose database can be exchanged while it is used. */
function exchangeable(first: LeaseStore) {
  const now = { leases: first };
  const store: LeaseStore = {
    find: (key) => now.leases.find(key),
    list: () => now.leases.list(),
    take: (...args) => now.leases.take(...args),
    beat: (lease) => now.leases.beat(lease),
    release: (lease) => now.leases.release(lease),
    close: () => Promise.resolve(),
  };
  return { now, store };
}

test.each([
  ['an empty database', async () => undefined],
  ['a backup of before it started', (leases: LeaseStore) => crashed(leases, 'a')],
])('%s in place of its own ends no launcher', async (_name, prepare) => {
  const { now, store } = exchangeable((await folderStores()).leases);
  for (let starts = 0; starts < 3; starts += 1) {
    await (await holdLauncherLease(request(store, 'a'))).release();
  }
  const lost = vi.fn<() => void>();
  const lease = await holdLauncherLease({ ...request(store, 'a'), lost });
  const { leases } = await folderStores();
  await prepare(leases);
  now.leases = leases;
  const { pid } = process;
  await vi.waitFor(
    async () => expect(await leases.list()).toMatchObject([{ number: 5, holder: { pid } }]),
    { timeout: 5_000 },
  );
  expect(lost).not.toHaveBeenCalled();
  await lease.release();
});

test('one that another launcher has taken is lost', async () => {
  const { leases } = await folderStores();
  const lost = vi.fn<() => void>();
  const lease = await holdLauncherLease({ ...request(leases, 'a'), lost });
  const [held] = await leases.list();
  if (held === undefined) throw new Error('a lease was taken');
  let taken = null;
  while (taken === null) {
    taken = await leases.take(
      held.key,
      { ...held.holder, instance: 'b' },
      await leases.find(held.key),
      0,
    );
  }
  await vi.waitFor(() => expect(lost).toHaveBeenCalledTimes(1), { timeout: 5_000 });
  await lease.release();
  expect(await leases.find(held.key)).toMatchObject({ number: 2, released: false });
});

test('at each beat it is told whether the database answers, and why it does not', async () => {
  const { leases } = await folderStores();
  const failure = new StoreUnavailableError('accounts.db cannot be written: the disk is full');
  let isFull = true;
  const store: LeaseStore = {
    find: (key) => leases.find(key),
    list: () => leases.list(),
    take: (...args) => leases.take(...args),
    beat: (lease) => (isFull ? Promise.reject(failure) : leases.beat(lease)),
    release: (lease) => leases.release(lease),
    close: () => leases.close(),
  };
  const told: (StoreUnavailableError | null)[] = [];
  const answers = (why: StoreUnavailableError | null): void => void told.push(why);
  const lease = await holdLauncherLease({ ...request(store, 'a'), answers });
  await vi.waitFor(() => expect(told).toEqual([failure]), { timeout: 5_000 });
  isFull = false;
  await vi.waitFor(() => expect(told.at(-1)).toBeNull(), { timeout: 5_000 });
  await lease.release();
});
