/** The event log of one account in MongoDB's collection `events`. */
import type { Collection } from 'mongodb';
import { StaleVersionError } from '../../domain/errors.ts';
import { CHAIN_START, link, type ChainEnd } from '../event-chain.ts';
import type { EventEntry, EventFilter, EventLog, EventRecord } from '../event-log.ts';
import { parseEvent, storableEntries } from '../event-rules.ts';
import { collectionOf, type MongoConnection } from './mongo-connection.ts';
import { DUPLICATE_KEY } from './mongo-error.ts';
import { asJson } from './mongo-values.ts';

/** See {@link EventLog}; `close` leaves the connection to its owner. */
export class MongoEventLog implements EventLog {
  readonly #connection: MongoConnection;
  readonly #account: string;

  constructor(connection: MongoConnection, account: string) {
    this.#connection = connection;
    this.#account = account;
  }

  async append(entries: readonly EventEntry[]): Promise<readonly EventRecord[]> {
    const storable = storableEntries(entries);
    if (storable.length === 0) return [];
    return await this.#connection.write(async (db) => {
      const events = collectionOf(db, 'events');
      const records = link(this.#account, await endOf(events, this.#account), storable);
      try {
        // In order: a failure leaves a chain without gaps.
        await events.insertMany(
          records.map(({ at, ...record }) => ({ ...record, at: new Date(at) })),
          { ordered: true },
        );
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY) {
          throw new StaleVersionError(
            `another process writes the event log of "${this.#account}" at the same time`,
            { cause: error },
          );
        }
        throw error;
      }
      return records;
    });
  }

  async read(filter: EventFilter = {}): Promise<readonly EventRecord[]> {
    return await this.#connection.read(async (db) => {
      const documents = await collectionOf(db, 'events')
        .find({ account: this.#account, seq: { $gt: filter.afterSeq ?? 0 } })
        .sort({ seq: 1 })
        .limit(filter.limit ?? 0)
        .toArray();
      return documents.map(({ at, ...document }) =>
        parseEvent({ ...asJson(document), at: at instanceof Date ? at.getTime() : at }),
      );
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function endOf(events: Collection, account: string): Promise<ChainEnd> {
  const last = await events.findOne({ account }, { sort: { seq: -1 } });
  return last === null ? CHAIN_START : { seq: Number(last['seq']), hash: String(last['hash']) };
}
