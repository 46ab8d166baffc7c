/** The invariants of nodes/operator-orders.ts. */
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { OperatorStateFile } from '../../db/operator-state-file.ts';
import { NO_ORDERS, type OperatorState } from '../../db/operator-state-store.ts';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { accountName } from '../../domain/ids.ts';
import { OperatorOrders } from '../../nodes/operator-orders.ts';
import { temporaryFolder } from '../db/sqlite/folder.ts';

const NAME = accountName('S');
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A database that can be switched off. */
function database() {
  const held = { state: NO_ORDERS, isDown: false };
  const check = (): void => {
    if (held.isDown) throw new StoreUnavailableError('down');
  };
  const store = {
    find: async () => {
      await Promise.resolve();
      check();
      return held.state;
    },
    put: async (_account: string, state: OperatorState) => {
      await Promise.resolve();
      check();
      if (state.revision <= held.state.revision) return false;
      held.state = state;
      return true;
    },
  };
  return { held, store };
}

function setUp() {
  const { held, store } = database();
  const file = new OperatorStateFile(path.join(temporaryFolder(), 'operator'));
  const start = async () => {
    const orders = new OperatorOrders({ account: NAME, store, file, log, nowMs: () => 5 });
    onTestFinished(() => orders.close());
    await orders.load();
    return orders;
  };
  return { held, file, start };
}

test('an order acts at once, is in the database when it is kept, and outlasts a restart', async () => {
  const { held, start } = setUp();
  const orders = await start();
  const place = orders.change({ isPaused: true });
  expect(orders.isPaused).toBe(true);
  expect(await place).toBe('database');
  expect(held.state).toEqual({ revision: 1, isPaused: true, isFlattening: false, atMs: 5 });
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
  expect(held.state.revision).toBe(1);
  held.isDown = false;
  const again = await start();
  expect([again.isPaused, again.isFlattening]).toEqual([true, true]);
  // Brought into the database, and then needed no more.
  await vi.waitFor(async () => expect(await file.find(NAME)).toEqual(NO_ORDERS));
  expect(held.state).toMatchObject({ revision: 2, isFlattening: true });
});

test('orders given at once are all kept, the last one counts', async () => {
  const { held, start } = setUp();
  const orders = await start();
  await Promise.all([
    orders.change({ isPaused: true }),
    orders.change({ isFlattening: true }),
    orders.change({ isPaused: false }),
  ]);
  expect(held.state).toMatchObject({ revision: 3, isPaused: false, isFlattening: true });
});

test('a state that cannot be read is an error, not an account without orders', async () => {
  const { held, start } = setUp();
  held.isDown = true;
  await expect(start()).rejects.toThrow(StoreUnavailableError);
});
