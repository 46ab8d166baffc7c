/** Runs a suite against a standalone server and a one-node replica set, or skips it loudly. */
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { MongoClient, type Db } from 'mongodb';
import { openStores } from '../../../db/open-stores.ts';
import type { Stores } from '../../../db/stores.ts';
import {
  hasMongo,
  isServerGiven,
  startMongo,
  type MongoServer,
  type Topology,
} from './mongo-server.ts';

/** What a suite works with; each test has a database of its own. */
export interface MongoTest {
  server(): MongoServer;
  /** The test's stores. */
  stores(): Stores;
  /** The same database as a user's client sees it. */
  db(): Db;
  /** Further stores on the same database, closed after the test. */
  openAgain(): Promise<Stores>;
}

/** Declares the tests of a suite. */
export type MongoSuite = (mongo: MongoTest, topology: Topology) => void;

/**
 * See file header.
 * @param needs `own server`: the suite kills it, so one that was given to the tests will not do.
 */
export async function describeWithMongo(
  suite: MongoSuite,
  needs: 'any server' | 'own server' = 'any server',
): Promise<void> {
  for (const topology of ['standalone', 'replica set'] as const) {
    const available = (await hasMongo(topology)) && !(needs === 'own server' && isServerGiven());
    describe.skipIf(!available)(`on a ${topology}`, () => {
      suite(setUp(topology), topology);
    });
  }
}

function setUp(topology: Topology): MongoTest {
  let server: MongoServer | undefined;
  let client: MongoClient | undefined;
  let stores: Stores | undefined;
  let name = '';
  const opened: Stores[] = [];
  const running = (): MongoServer => given(server);
  const open = async (): Promise<Stores> => {
    const each = await openStores({
      url: running().url,
      databaseName: name,
      watchIntervalMs: 50,
      operationTimeoutMs: 10_000,
    });
    opened.push(each);
    return each;
  };
  beforeAll(async () => {
    server = await startMongo(topology);
    client = new MongoClient(server.url);
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    // A test that failed may have left it killed: that is not the next test's failure.
    await running().restart();
    name = `lockstep_test_${String(process.pid)}_${String(counter++)}`;
    stores = await open();
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close();
    await client?.db(name).dropDatabase();
  });
  return {
    server: running,
    stores: () => given(stores),
    db: () => given(client).db(name),
    openAgain: open,
  };
}

let counter = 0;

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('only within a test');
  return value;
}
