/** The invariants of nodes/operator-orders.ts. */
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { OperatorStateFile } from '../../db/operator-state-file.ts';
import {
  NO_ORDERS,
  type OperatorState,
  type OperatorStateStore,
} from '../../db/operator-state-store.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { accountId, accountName, type AccountId } from '../../domain/ids.ts';
import { OperatorOrders } from '../../nodes/operator-orders.ts';
import { temporaryFolder } from '../db/sqlite/folder.ts';

const NAME = accountName('S');
const ID = accountId('1', 'Broker');
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A database that can be switched off, or stops answering after so many writes. */
function database() {
  const states = new Map<string, OperatorState>();
  const held = {
    isDown: false,
    writesLeft: Infinity,
    of: (account: string) => states.get(account) ?? NO_ORDERS,
    states,
  };
  const answer = async (isWrite: boolean): Promise<void> => {
    await Promise.resolve();
    if (isWrite) held.writesLeft -= 1;
    if (held.isDown || held.writesLeft < 0) throw new StoreUnavailableError('down');
  };
  const store: OperatorStateStore = {
    find: async (account) => {
      await answer(false);
      return held.of(account);
    },
    put: async (account, state) => {
      await answer(true);
      if (state.revision <= held.of(account).revision) return false;
      states.set(account, state);
      return true;
    },
    forget: async (account) => {
      await answer(true);
      states.delete(account);
    },
  };
  return { held, store };
}

function setUp() {
  const { held, store } = database();
  const file = new OperatorStateFile(path.join(temporaryFolder(), 'operator'));
  const clock = { nowMs: 4 };
  const nowMs = (): number => (clock.nowMs += 1);
  const start = async (id: AccountId | null = ID, name = NAME) => {
    const orders = new OperatorOrders({ name, accountId: id, store, file, log, nowMs });
    onTestFinished(() => orders.close());
    await orders.load();
    return orders;
  };
  return { held, file, start };
}

const paused: OperatorState = { revision: 7, isPaused: true, isFlattening: false, atMs: 1 };
const OTHER = accountName('T');

test('an order acts at once, is in the database when it is kept, and outlasts a restart', async () => {
  const { held, start } = setUp();
  const orders = await start();
  const place = orders.change({ isPaused: true });
  expect(orders.isPaused).toBe(true);
  expect(await place).toBe('database');
  expect(held.of(ID)).toEqual({ revision: 1, isPaused: true, isFlattening: false, atMs: 5 });
  const again = await start();
  expect([again.isPaused, again.isFlattening]).toEqual([true, false]);
});

test('while the database is down the file keeps it, and the newer of both counts (invariant 2)', async () => {
  const { held, file, start } = setUp();
  const orders = await start();
  await orders.change({ isPaused: true });
  held.isDown = true;
  expect(await orders.change({ isFlattening: true })).toBe('file');
  await orders.close();
  expect(held.of(ID).revision).toBe(1);
  held.isDown = false;
  const again = await start();
  expect([again.isPaused, again.isFlattening]).toEqual([true, true]);
  // Brought into the database, and then needed no more.
  await vi.waitFor(async () => expect(await file.find(ID)).toEqual(NO_ORDERS));
  expect(held.of(ID)).toMatchObject({ revision: 2, isFlattening: true });
});

test('what neither place takes goes to the database when it is back', async () => {
  const { held, file, start } = setUp();
  const orders = await start();
  await orders.change({ isFlattening: true });
  held.isDown = true;
  vi.spyOn(file, 'put').mockRejectedValue(new StoreUnavailableError('the disk is full'));
  expect(await orders.change({ isFlattening: false })).toBe('memory');
  held.isDown = false;
  await vi.waitFor(() => expect(held.of(ID).isFlattening).toBe(false), { timeout: 5_000 });
});

test('orders given at once are all kept, the last one counts', async () => {
  const { held, start } = setUp();
  const orders = await start();
  await Promise.all([
    orders.change({ isPaused: true }),
    orders.change({ isFlattening: true }),
    orders.change({ isPaused: false }),
  ]);
  expect(held.of(ID)).toMatchObject({ revision: 3, isPaused: false, isFlattening: true });
});

test('a state that cannot be read is an error, not an account without orders', async () => {
  const { held, start } = setUp();
  held.isDown = true;
  await expect(start()).rejects.toThrow(StoreUnavailableError);
});

test('an order survives another name of the account (invariant 3)', async () => {
  const { start } = setUp();
  const orders = await start();
  await orders.change({ isPaused: true });
  expect((await start(ID, OTHER)).isPaused).toBe(true);
  expect((await start(accountId('2', 'Broker'), NAME)).isPaused).toBe(false);
});

test('what an older version kept under the name is taken over once, from either place', async () => {
  for (const isInFile of [false, true]) {
    const { held, file, start } = setUp();
    if (isInFile) await file.put(NAME, paused);
    else held.states.set(NAME, paused);
    expect((await start()).isPaused).toBe(true);
    expect((await start(ID, OTHER)).isPaused).toBe(true);
    expect((await start(accountId('2', 'Broker'))).isPaused).toBe(false);
  }
});

test('a death between taking over and forgetting loses nothing and brings nothing old back', async () => {
  const { held, start } = setUp();
  held.states.set(NAME, paused);
  held.writesLeft = 1;
  await expect(start()).rejects.toThrow(StoreUnavailableError);
  expect(held.of(ID).isPaused).toBe(true);
  held.writesLeft = Infinity;
  // A node of before the repair of its database: the name's order still stands beside the newer one.
  held.states.set(ID, { ...paused, revision: 9, isPaused: false, atMs: 2 });
  expect((await start()).isPaused).toBe(false);
  expect(held.of(NAME)).toEqual(NO_ORDERS);
});

test('an order given before the first connection is kept under the id once that is known', async () => {
  const { held, start } = setUp();
  const orders = await start(null);
  await orders.change({ isPaused: true });
  expect(held.of(NAME).isPaused).toBe(true);
  orders.identify(ID);
  orders.identify(ID);
  await orders.change({ isFlattening: true });
  expect(held.of(NAME)).toEqual(NO_ORDERS);
  expect(held.of(ID)).toMatchObject({ isPaused: true, isFlattening: true });
  const again = await start(ID, OTHER);
  expect([again.isPaused, again.isFlattening]).toEqual([true, true]);
});

test('an account that is known again under another name keeps the later order', async () => {
  const { held, start } = setUp();
  held.states.set(ID, paused);
  const orders = await start(null, OTHER);
  await orders.identified(ID);
  expect(orders.isPaused).toBe(true);
  await orders.change({ isPaused: false });
  expect((await start()).isPaused).toBe(false);
});

test('an order that still waits for the database hides none of the account that is known again', async () => {
  const { held, file, start } = setUp();
  held.states.set(ID, paused);
  await file.put(OTHER, { ...NO_ORDERS, revision: 1, atMs: 0 });
  const orders = await start(null, OTHER);
  await orders.identified(ID);
  expect(orders.isPaused).toBe(true);
});

test('while the database is down the id is taken up later, and no order is lost', async () => {
  const { held, file, start } = setUp();
  const orders = await start(null);
  held.isDown = true;
  await expect(orders.identified(ID)).rejects.toThrow(StoreUnavailableError);
  await expect(orders.identified(ID)).rejects.toThrow(StoreUnavailableError);
  expect(await orders.change({ isPaused: true })).toBe('file');
  expect((await file.find(NAME)).isPaused).toBe(true);
  await orders.close();
  held.isDown = false;
  expect((await start(ID)).isPaused).toBe(true);
  expect(await file.find(NAME)).toEqual(NO_ORDERS);
});
