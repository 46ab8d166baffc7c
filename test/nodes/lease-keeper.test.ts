/** The invariants of nodes/lease-keeper.ts, on a store and clocks of the test. */
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Lease, LeaseHolder, LeaseStore } from '../../db/lease-store.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';
import type { Processes } from '../../nodes/end-holder.ts';
import { LeaseKeeper } from '../../nodes/lease-keeper.ts';

const HOLDER: LeaseHolder = { hostId: 'host', pid: 77, instance: 'a', startTime: 'boot/1' };

/** One lease in memory. */
class FakeLeases implements LeaseStore {
  lease: Lease | null = null;
  isDown = false;
  /** Set: beats wait until it is called. */
  gate: (() => void) | null = null;
  isGated = false;
  beats = 0;

  async find(): Promise<Lease | null> {
    return this.lease;
  }

  async list(): Promise<readonly Lease[]> {
    return this.lease === null ? [] : [this.lease];
  }

  async take(key: string, holder: LeaseHolder, seen: Lease | null, floor: number) {
    const number = Math.max(seen?.number ?? 0, floor) + 1;
    this.lease = { key, number, holder, beat: 0, released: false };
    return this.lease;
  }

  async beat(lease: Lease): Promise<Lease | null> {
    this.beats += 1;
    if (this.isDown) throw new StoreUnavailableError('down');
    if (this.isGated) {
      await new Promise<void>((resolve) => {
        this.gate = resolve;
      });
    }
    if (this.lease?.number !== lease.number) return null;
    this.lease = { ...this.lease, beat: this.lease.beat + 1 };
    return this.lease;
  }

  async release(): Promise<void> {
    this.lease = this.lease && { ...this.lease, released: true };
  }

  async close(): Promise<void> {
    this.lease = null;
  }
}

/** A lease that is held, on clocks that stand still. */
async function held(store = new FakeLeases(), processes?: Processes) {
  const time = { monotonic: 0, wall: 1_000_000 };
  const lost: string[] = [];
  const ended: LeaseHolder[] = [];
  const keeper = await LeaseKeeper.hold({
    store,
    key: 'account:S',
    holder: { ...HOLDER, pid: process.pid, instance: 'b' },
    floor: 0,
    signal: AbortSignal.timeout(20_000),
    lost: (key) => lost.push(key),
    ended: (holder) => ended.push(holder),
    clock: { monotonicMs: () => time.monotonic, wallMs: () => time.wall },
    processes,
  });
  onTestFinished(() => keeper.release());
  return { keeper, store, time, lost, ended };
}

test.each([
  ['stood still', { monotonic: 3_001, wall: 1_003_001 }],
  ['slept with the computer', { monotonic: 0, wall: 1_060_000 }],
  ['had its clock set back', { monotonic: 0, wall: 1_000 }],
])('a holder that %s confirms before it acts', async (_what, later) => {
  const { keeper, time } = await held();
  expect(keeper.mayAct()).toBe(true);
  Object.assign(time, later);
  expect(keeper.mayAct()).toBe(false);
  await vi.waitFor(() => expect(keeper.mayAct()).toBe(true));
});

test('a holder that finds another’s number never acts again', async () => {
  const { keeper, store, time, lost } = await held();
  await store.take('account:S', HOLDER, store.lease, 0);
  time.monotonic = 3_001;
  expect(keeper.mayAct()).toBe(false);
  await vi.waitFor(() => expect(lost).toEqual(['account:S']));
  time.monotonic = 0;
  expect(keeper.mayAct()).toBe(false);
});

test('a holder that finds its lease missing never acts again', async () => {
  const { keeper, store, time, lost } = await held();
  await store.close();
  time.monotonic = 3_001;
  expect(keeper.mayAct()).toBe(false);
  await vi.waitFor(() => expect(lost).toEqual(['account:S']));
  expect(keeper.mayAct()).toBe(false);
});

test('a database that is down takes no lease away', async () => {
  const { keeper, store, time, lost } = await held();
  store.isDown = true;
  time.monotonic = 10_000;
  expect(keeper.mayAct()).toBe(false);
  await vi.waitFor(() => expect(keeper.mayAct()).toBe(true));
  expect(lost).toEqual([]);
});

test('a beat that was sent before the standstill confirms nothing', async () => {
  const { keeper, store, time } = await held();
  store.isGated = true;
  await vi.waitFor(() => expect(store.gate).not.toBeNull(), { timeout: 5_000 });
  time.monotonic = 60_000;
  const before = store.beats;
  store.gate?.();
  store.isGated = false;
  await vi.waitFor(() => expect(store.lease?.beat).toBeGreaterThan(0));
  expect(keeper.mayAct()).toBe(false);
  await vi.waitFor(() => expect(store.beats).toBeGreaterThan(before));
  await vi.waitFor(() => expect(keeper.mayAct()).toBe(true));
});

test('a database that never answers a beat counts as down', async () => {
  const { keeper, store, time } = await held();
  store.isGated = true;
  time.monotonic = 4_000;
  expect(keeper.mayAct()).toBe(false);
  await vi.waitFor(() => expect(keeper.mayAct()).toBe(true), { timeout: 10_000 });
  store.gate?.();
});

test('a take-over on the same host first ends the recorded process', async () => {
  const store = new FakeLeases();
  store.lease = { key: 'account:S', number: 5, holder: HOLDER, beat: 9, released: false };
  const killed: number[] = [];
  const aliveAtTake: boolean[] = [];
  const take = store.take.bind(store);
  const isAlive = (pid: number): boolean => !killed.includes(pid);
  store.take = (...args) => {
    aliveAtTake.push(isAlive(HOLDER.pid));
    return take(...args);
  };
  const { keeper, ended } = await held(store, {
    startOf: async () => 'boot/1',
    isAlive,
    kill: (pid) => void killed.push(pid),
  });
  expect(killed).toEqual([HOLDER.pid]);
  expect(aliveAtTake).toEqual([false]);
  expect(ended).toEqual([HOLDER]);
  expect(keeper.number).toBe(6);
});
