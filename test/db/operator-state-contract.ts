/** What every place for an operator's orders does. */
import { expect, test } from 'vitest';
import {
  NO_ORDERS,
  type OperatorState,
  type OperatorStateStore,
} from '../../db/operator-state-store.ts';
import { accountId, accountName } from '../../domain/ids.ts';

const NAME = accountName('Apex 01/ä');

function state(revision: number, changes: Partial<OperatorState> = {}): OperatorState {
  return { revision, isPaused: true, isFlattening: false, atMs: 1_770_000_000_000, ...changes };
}

/** @param open gives a store that is empty before each test. */
export function describeOperatorStateStore(open: () => OperatorStateStore): void {
  test('an account of which nothing was ordered has no orders', async () => {
    expect(await open().find(NAME)).toEqual(NO_ORDERS);
  });

  test('a state is found again as it was put, and is its account’s alone', async () => {
    const store = open();
    expect(await store.put(NAME, state(1, { isFlattening: true }))).toBe(true);
    expect(await store.find(NAME)).toEqual(state(1, { isFlattening: true }));
    expect(await store.find(accountName('Apex 02'))).toEqual(NO_ORDERS);
  });

  test('what is forgotten is as if it had never been ordered, and others keep theirs', async () => {
    const store = open();
    const id = accountId('52611110', 'Broker-Demo');
    await store.put(NAME, state(5));
    await store.put(id, state(2));
    await store.forget(NAME);
    await store.forget(NAME);
    expect(await store.find(NAME)).toEqual(NO_ORDERS);
    expect(await store.find(id)).toEqual(state(2));
    expect(await store.put(NAME, state(1))).toBe(true);
  });

  test('a higher revision replaces a lower one, never the reverse', async () => {
    const store = open();
    await store.put(NAME, state(1));
    expect(await store.put(NAME, state(3, { isPaused: false }))).toBe(true);
    expect(await store.put(NAME, state(2))).toBe(false);
    expect(await store.put(NAME, state(3))).toBe(false);
    expect(await store.find(NAME)).toEqual(state(3, { isPaused: false }));
  });
}
