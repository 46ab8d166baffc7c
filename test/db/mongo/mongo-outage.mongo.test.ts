/** F55 and F56: the server is killed or stands still. Nothing that was acknowledged is lost. */
import { expect, test } from 'vitest';
import { openStores } from '../../../db/open-stores.ts';
import { StoreUnavailableError } from '../../../domain/errors.ts';
import { copyOf, masterDocument, SLAVE } from '../builders.ts';
import { describeWithMongo } from './with-mongo.ts';

await describeWithMongo((mongo) => {
  test('F55: kill -9 of the server in the middle of writes loses no acknowledged intent', async () => {
    const ledger = mongo.stores().ledger(SLAVE);
    const acknowledged: string[] = [];
    let next = 1;
    // Each writes until its own write fails: that another's failed says nothing about it.
    const writer = async (): Promise<unknown> => {
      for (;;) {
        const group = Array.from({ length: 5 }, () => copyOf(next++));
        try {
          const outcomes = await ledger.intend(group);
          expect(outcomes.every(({ type }) => type === 'stored')).toBe(true);
          acknowledged.push(...group.map(({ copyId }) => copyId));
        } catch (error) {
          return error;
        }
      }
    };
    const writers = Promise.all([writer(), writer(), writer(), writer()]);
    await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(200);
    await mongo.server().kill();
    const failures = await writers;
    expect(failures.map((error) => error instanceof StoreUnavailableError)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    await mongo.server().restart();

    const stored = new Set<string>((await ledger.findBySlave(SLAVE)).map(({ copyId }) => copyId));
    expect(acknowledged.filter((copy) => !stored.has(copy))).toEqual([]);
    // What was not acknowledged may be there or not: asking again tells, and stores it once.
    const again = await ledger.intend([copyOf(next - 1), copyOf(next)]);
    expect(again.map(({ type }) => type)).toEqual([
      expect.stringMatching(/stored|exists/),
      'stored',
    ]);
  });

  test('F56: a server that stands still is an error in time, and works on afterwards', async () => {
    const stores = await openStores({
      url: mongo.server().url,
      databaseName: mongo.db().databaseName,
      operationTimeoutMs: 500,
      serverSelectionTimeoutMs: 300,
    });
    await stores.accounts.insert([masterDocument()]);
    mongo.server().pause();
    try {
      await expect(stores.accounts.list()).rejects.toThrow(StoreUnavailableError);
      await expect(stores.ledger(SLAVE).intend([copyOf(1)])).rejects.toThrow(
        /did not answer within 500 ms|does not answer/,
      );
    } finally {
      mongo.server().resume();
    }
    await expect
      .poll(async () => await stores.accounts.raw().catch(() => null), { timeout: 20_000 })
      .toEqual([masterDocument()]);
    await stores.close();
  });

  test('who comes before the server waits for it, and is told each time why', async () => {
    await mongo.server().kill();
    const stores = await openStores({
      url: mongo.server().url,
      databaseName: mongo.db().databaseName,
      serverSelectionTimeoutMs: 300,
    });
    for (let count = 0; count < 3; count += 1) {
      await expect(stores.accounts.raw()).rejects.toThrow(/ECONNREFUSED/);
    }
    await mongo.server().restart();
    await expect
      .poll(async () => await stores.accounts.raw().catch(() => null), { timeout: 20_000 })
      .toEqual([]);
    await stores.accounts.insert([masterDocument()]);
    await stores.close();
  });

  test('watch waits an outage out', async () => {
    const stop = new AbortController();
    const listings = mongo.stores().accounts.watch(stop.signal)[Symbol.asyncIterator]();
    expect((await listings.next()).value).toEqual({ accounts: [], problems: [] });
    const next = listings.next();
    await mongo.server().kill();
    await mongo.server().restart();
    await mongo.db().collection('accounts').insertOne(masterDocument());
    expect((await next).value).toMatchObject({ accounts: [{ name: 'FTMO_Master' }] });
    stop.abort();
    await listings.return?.();
  });
}, 'own server');
