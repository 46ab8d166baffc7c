/** Which indexes a MongoDB lacks, and whether it is more than one server; asks only. */
import { MongoClient, type Db } from 'mongodb';
import type { SchemaReport } from '../schema-report.ts';
import { mongoError } from './mongo-error.ts';

const ANSWER_MS = 2_000;
/** As mongo-schema.ts makes them. */
const INDEXES: Readonly<Record<string, readonly string[]>> = {
  trades: ['lockstep_copy', 'lockstep_magic'],
  events: ['lockstep_chain'],
  accounts: ['name_1'],
};

/** Never rejects. */
export async function inspectMongo(url: string, databaseName: string): Promise<SchemaReport> {
  let client: MongoClient | null = null;
  try {
    client = new MongoClient(url, {
      serverSelectionTimeoutMS: ANSWER_MS,
      connectTimeoutMS: ANSWER_MS,
      socketTimeoutMS: ANSWER_MS,
    });
    const db = client.db(databaseName);
    const hello = await db.command({ hello: 1 });
    const durability = typeof hello['setName'] === 'string' ? 'replica set' : 'standalone';
    return { problem: null, durability, missing: missingIndexes(await indexNames(db)) };
  } catch (error) {
    const { message } = mongoError(error, url) as Error;
    return { problem: message, durability: 'standalone', missing: [] };
  } finally {
    await client?.close(true);
  }
}

/** `COLLECTION.INDEX` of each that is not there. */
export function missingIndexes(found: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return Object.entries(INDEXES).flatMap(([collection, names]) =>
    names
      .filter((name) => found.get(collection)?.includes(name) !== true)
      .map((name) => `${collection}.${name}`),
  );
}

async function indexNames(db: Db): Promise<ReadonlyMap<string, readonly string[]>> {
  const there = new Set(
    (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name),
  );
  const found = new Map<string, readonly string[]>();
  for (const collection of Object.keys(INDEXES)) {
    if (!there.has(collection)) continue;
    const indexes = await db.collection(collection).indexes();
    found.set(
      collection,
      indexes.map(({ name }) => name ?? ''),
    );
  }
  return found;
}
