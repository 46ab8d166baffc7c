/** The account documents in MongoDB's collection `accounts`, as the Python copier's users know them. */
import { ObjectId, type Collection } from 'mongodb';
import type { Account } from '../../domain/account.ts';
import { ConfigurationError } from '../../domain/errors.ts';
import type { AccountName } from '../../domain/ids.ts';
import {
  edited,
  factsToSet,
  requireInsertable,
  requirePuttable,
  withoutId,
} from '../account-changes.ts';
import { parseAccounts } from '../account-checks.ts';
import type { AccountFacts, AccountListing, AccountStore, RawDocument } from '../account-store.ts';
import { watchAccounts } from '../watch-accounts.ts';
import { ChangeHint } from './change-hint.ts';
import { collectionOf, type MongoConnection } from './mongo-connection.ts';
import { isDuplicateKey } from './mongo-error.ts';
import { asJson } from './mongo-values.ts';

/** See {@link AccountStore}; `close` leaves the connection to its owner. */
export class MongoAccountStore implements AccountStore {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  async list(): Promise<AccountListing> {
    return parseAccounts(await this.#documents());
  }

  async raw(): Promise<readonly RawDocument[]> {
    return (await this.#documents()).map(withoutId);
  }

  async insert(documents: readonly RawDocument[]): Promise<void> {
    const added = documents.map(withoutId);
    if (added.length === 0) return;
    await this.#write(async (accounts) => {
      requireInsertable(await documentsOf(accounts), added);
      const identified = added.map((document) => Object.assign({ _id: new ObjectId() }, document));
      try {
        await accounts.insertMany(identified);
      } catch (error) {
        // All or none: a standalone server has no transactions.
        await accounts.deleteMany({ _id: { $in: identified.map(({ _id: id }) => id) } });
        throw isDuplicateKey(error)
          ? new ConfigurationError('an account of one of these names exists already')
          : error;
      }
    });
  }

  async put(document: RawDocument): Promise<void> {
    const wanted = withoutId(document);
    await this.#write(async (accounts) => {
      requirePuttable(await documentsOf(accounts), wanted);
      const named = { name: wanted['name'] };
      const first = await accounts.findOne(named, { projection: { _id: 1 } });
      if (first === null) {
        await accounts.insertOne({ ...wanted });
        return;
      }
      const { _id: id } = first;
      await accounts.replaceOne({ _id: id }, wanted);
      await accounts.deleteMany({ ...named, _id: { $ne: id } });
    });
  }

  async edit(name: AccountName, changes: RawDocument): Promise<boolean> {
    return await this.#write(async (accounts) => {
      const documents = await documentsOf(accounts);
      const found = documents.find((document) => document['name'] === name);
      if (found === undefined) return false;
      edited(documents, found, changes);
      const entries = Object.entries(changes);
      const set = entries.filter(([, value]) => value !== undefined);
      const unset = entries.filter(([, value]) => value === undefined);
      const { matchedCount } = await accounts.updateOne(
        { name },
        {
          ...(set.length > 0 && { $set: Object.fromEntries(set) }),
          ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map(([key]) => [key, ''])) }),
        },
      );
      return matchedCount === 1;
    });
  }

  async remove(name: AccountName): Promise<boolean> {
    return await this.#write(async (accounts) => {
      const { deletedCount } = await accounts.deleteMany({ name });
      return deletedCount > 0;
    });
  }

  async fill(name: AccountName, facts: AccountFacts): Promise<Account | null> {
    return await this.#write(async (accounts) => {
      const set = factsToSet(await documentsOf(accounts), name, facts);
      if (set === null) return null;
      for (const [field, value] of Object.entries(set)) {
        // Null matches a missing field too; one that somebody has set meanwhile stays as it is.
        await accounts.updateOne({ name, [field]: null }, { $set: { [field]: value } });
      }
      const { accounts: parsed } = parseAccounts(await documentsOf(accounts));
      return parsed.find((account) => account.name === name) ?? null;
    });
  }

  async *watch(signal: AbortSignal): AsyncGenerator<AccountListing> {
    const hint = new ChangeHint(this.#connection.collection('accounts'));
    try {
      const { watchIntervalMs } = this.#connection.options;
      const pause = (until: AbortSignal) => hint.wait(watchIntervalMs, until);
      yield* watchAccounts(() => this.#documents(), pause, signal);
    } finally {
      await hint.close();
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #documents(): Promise<readonly RawDocument[]> {
    return await this.#connection.read((db) => documentsOf(collectionOf(db, 'accounts')));
  }

  async #write<T>(work: (accounts: Collection) => Promise<T>): Promise<T> {
    return await this.#connection.write((db) => work(collectionOf(db, 'accounts')));
  }
}

async function documentsOf(accounts: Collection): Promise<readonly RawDocument[]> {
  return (await accounts.find().sort({ _id: 1 }).toArray()).map(asJson);
}
