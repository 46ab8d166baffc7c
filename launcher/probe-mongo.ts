/** Asks whether a MongoDB that can be used answers at an address; loads the driver only then. */

/** Whether the accounts can be read there within the time; never rejects. */
export async function probeMongo(
  url: string,
  databaseName: string,
  timeoutMs: number,
): Promise<boolean> {
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(url, {
    serverSelectionTimeoutMS: timeoutMs,
    connectTimeoutMS: timeoutMs,
    socketTimeoutMS: timeoutMs,
  });
  try {
    // A server that wants a password answers a ping, but is of no use without one.
    await client
      .db(databaseName)
      .collection('accounts')
      .findOne({}, { projection: { _id: 1 } });
    return true;
  } catch {
    // Nobody there, or nobody who lets us in: that is the answer.
    return false;
  } finally {
    await client.close(true);
  }
}
