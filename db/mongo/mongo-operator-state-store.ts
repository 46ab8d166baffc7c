/** An operator's orders in MongoDB's collection `operator_states`; the account's id, or its name as long as that is not known, is the `_id`. */
import type { Document } from 'mongodb';
import {
  NO_ORDERS,
  parseOperatorState,
  type OperatorState,
  type OperatorStateStore,
  type OrderedAccount,
} from '../operator-state-store.ts';
import { collectionOf, type MongoConnection } from './mongo-connection.ts';
import { isDuplicateKey } from './mongo-error.ts';
import { fromBson } from './mongo-values.ts';

const COLLECTION = 'operator_states';

/** See {@link OperatorStateStore}. */
export class MongoOperatorStateStore implements OperatorStateStore {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  async find(account: OrderedAccount): Promise<OperatorState> {
    return await this.#connection.read(async (db) => {
      const document = await collectionOf(db, COLLECTION).findOne(withKey(account));
      return document === null ? NO_ORDERS : parseOperatorState(account, stateOf(document));
    });
  }

  async put(account: OrderedAccount, state: OperatorState): Promise<boolean> {
    return await this.#connection.write(async (db) => {
      const { revision, isPaused, isFlattening, atMs } = state;
      const values = {
        revision: BigInt(revision),
        is_paused: isPaused,
        is_flattening: isFlattening,
        at: new Date(atMs),
      };
      try {
        const { matchedCount, upsertedCount } = await collectionOf(db, COLLECTION).updateOne(
          { ...withKey(account), revision: { $lt: values.revision } },
          { $set: values },
          { upsert: true },
        );
        return matchedCount + upsertedCount === 1;
      } catch (error) {
        // There is one of the same or a higher revision: the upsert did not match it.
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    });
  }

  async forget(account: OrderedAccount): Promise<void> {
    await this.#connection.write(async (db) => {
      await collectionOf(db, COLLECTION).deleteOne(withKey(account));
    });
  }
}

function withKey(account: OrderedAccount): Document {
  return { _id: account };
}

function stateOf(document: Document): unknown {
  const { revision, is_paused: isPaused, is_flattening: isFlattening, at } = fromBson(document);
  return { revision, isPaused, isFlattening, atMs: at instanceof Date ? at.getTime() : at };
}
