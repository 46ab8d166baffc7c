/** Leases in MongoDB's collection `leases`, changed by compare-and-set; the key is the `_id`. */
import type { Collection, Document } from 'mongodb';
import { parseLease, takenLease } from '../lease-rules.ts';
import type { Lease, LeaseHolder, LeaseStore } from '../lease-store.ts';
import { collectionOf, type MongoConnection } from './mongo-connection.ts';
import { isDuplicateKey } from './mongo-error.ts';
import { fromBson } from './mongo-values.ts';

/** See {@link LeaseStore}; `close` leaves the connection to its owner. */
export class MongoLeaseStore implements LeaseStore {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  async find(key: string): Promise<Lease | null> {
    return await this.#connection.read(async (db) =>
      leaseOf(await collectionOf(db, 'leases').findOne(withKey(key))),
    );
  }

  async list(): Promise<readonly Lease[]> {
    return await this.#connection.read(async (db) => {
      const found = await collectionOf(db, 'leases').find().sort({ _id: 1 }).toArray();
      return found.map(leaseOf).filter((lease) => lease !== null);
    });
  }

  async take(
    key: string,
    holder: LeaseHolder,
    seen: Lease | null,
    floor: number,
  ): Promise<Lease | null> {
    const lease = takenLease(key, holder, seen, floor);
    return await this.#leases(async (leases) => {
      if (seen === null) return (await insertIfMissing(leases, lease)) ? lease : null;
      const { matchedCount } = await leases.updateOne(
        { ...held(seen), beat: BigInt(seen.beat), released: seen.released },
        { $set: fieldsOf(lease) },
      );
      return matchedCount === 1 ? lease : null;
    });
  }

  async beat(lease: Lease): Promise<Lease | null> {
    return await this.#leases(async (leases) =>
      leaseOf(
        await leases.findOneAndUpdate(
          { ...held(lease), released: false },
          { $inc: { beat: 1n } },
          { returnDocument: 'after' },
        ),
      ),
    );
  }

  async release(lease: Lease): Promise<void> {
    await this.#leases((leases) => leases.updateOne(held(lease), { $set: { released: true } }));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #leases<T>(work: (leases: Collection) => Promise<T>): Promise<T> {
    return await this.#connection.write((db) => work(collectionOf(db, 'leases')));
  }
}

function withKey(key: string): Document {
  return { _id: key };
}

/** The lease as long as it is the same holder's, at whatever beat. */
function held(lease: Lease): Document {
  return {
    ...withKey(lease.key),
    number: BigInt(lease.number),
    'holder.instance': lease.holder.instance,
  };
}

function fieldsOf({ number, holder, beat, released }: Lease): Document {
  return { number: BigInt(number), holder, beat: BigInt(beat), released };
}

function leaseOf(document: Document | null): Lease | null {
  if (document === null) return null;
  const { _id: key, ...fields } = fromBson(document);
  return parseLease({ ...fields, key });
}

async function insertIfMissing(leases: Collection, lease: Lease): Promise<boolean> {
  try {
    await leases.insertOne({ ...withKey(lease.key), ...fieldsOf(lease) });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
