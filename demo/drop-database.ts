/** Removes what the demo has put into a MongoDB. */

/** @param name of a database that the demo itself has created. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 2_000 });
  try {
    await client.db(name).dropDatabase();
  } finally {
    await client.close();
  }
}
