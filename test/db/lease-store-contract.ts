/** What every lease store does, whatever it is stored in. */
import { expect, test } from 'vitest';
import type { Lease, LeaseHolder, LeaseStore } from '../../db/lease-store.ts';

const KEY = 'login:52611110@Slave-Demo';

function holder(instance: string): LeaseHolder {
  return { hostId: 'host-1', pid: 4711, instance, startTime: '12345' };
}

async function taken(store: LeaseStore, instance = 'a'): Promise<Lease> {
  const lease = await store.take(KEY, holder(instance), await store.find(KEY), 0);
  if (lease === null) throw new Error('the lease was not to be had');
  return lease;
}

/** @param open gives a store that is empty before each test. */
export function describeLeaseStore(open: () => LeaseStore): void {
  test('a lease that nobody has is taken with number 1 and found again', async () => {
    const store = open();
    expect(await store.find(KEY)).toBeNull();
    const lease = await taken(store);
    expect(lease).toEqual({ key: KEY, number: 1, holder: holder('a'), beat: 0, released: false });
    expect(await store.find(KEY)).toEqual(lease);
  });

  test('all leases are listed by key', async () => {
    const store = open();
    expect(await store.list()).toEqual([]);
    const second = await taken(store);
    const first = await store.take('account:S', holder('b'), null, 0);
    expect(await store.list()).toEqual([first, second]);
  });

  test('of several takers at the same moment one gets it', async () => {
    const store = open();
    const takers = ['a', 'b', 'c', 'd'].map((instance) =>
      store.take(KEY, holder(instance), null, 0),
    );
    const won = (await Promise.all(takers)).filter((lease) => lease !== null);
    expect(won).toHaveLength(1);
    expect(await store.find(KEY)).toEqual(won[0]);
  });

  test('a take-over raises the number by one, but above the floor', async () => {
    const store = open();
    const first = await taken(store);
    const second = await store.take(KEY, holder('b'), first, 0);
    expect(second?.number).toBe(2);
    const third = await store.take(KEY, holder('c'), second, 500);
    expect(third?.number).toBe(501);
  });

  test('a lease that has moved since it was seen is not taken', async () => {
    const store = open();
    const seen = await taken(store);
    await store.beat(seen);
    expect(await store.take(KEY, holder('b'), seen, 0)).toBeNull();
    expect(await store.take(KEY, holder('b'), null, 0)).toBeNull();
    expect((await store.find(KEY))?.holder).toEqual(holder('a'));
  });

  test('each beat counts one up', async () => {
    const store = open();
    const lease = await taken(store);
    const once = await store.beat(lease);
    const twice = await store.beat(lease);
    expect([once?.beat, twice?.beat]).toEqual([1, 2]);
    expect(await store.find(KEY)).toEqual({ ...lease, beat: 2 });
  });

  test('a holder that lost its lease is told at its next beat', async () => {
    const store = open();
    const lost = await taken(store);
    const now = await store.take(KEY, holder('b'), lost, 0);
    expect(await store.beat(lost)).toBeNull();
    expect(await store.find(KEY)).toEqual(now);
  });

  test('a beat without a lease is refused', async () => {
    const store = open();
    const lease = { key: KEY, number: 3, holder: holder('a'), beat: 0, released: false };
    expect(await store.beat(lease)).toBeNull();
    expect(await store.find(KEY)).toBeNull();
  });

  test('a released lease keeps its number, cannot beat, and is taken with the next one', async () => {
    const store = open();
    const lease = await taken(store);
    await store.release(lease);
    const released = await store.find(KEY);
    expect(released).toEqual({ ...lease, released: true });
    expect(await store.beat(lease)).toBeNull();
    const next = await store.take(KEY, holder('b'), released, 0);
    expect(next).toMatchObject({ number: 2, released: false });
  });

  test('releasing a lease that another holder has taken changes nothing', async () => {
    const store = open();
    const lost = await taken(store);
    const now = await store.take(KEY, holder('b'), lost, 0);
    await store.release(lost);
    expect(await store.find(KEY)).toEqual(now);
  });

  test('leases of different keys are apart', async () => {
    const store = open();
    await taken(store);
    expect(await store.take('account:B', holder('b'), null, 0)).toMatchObject({ number: 1 });
  });
}
