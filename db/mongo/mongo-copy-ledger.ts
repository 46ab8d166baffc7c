/** The ledger in MongoDB's collection `trades`, one slave's part of it. */
import type { Collection, Document } from 'mongodb';
import type { Copy } from '../../domain/copy.ts';
import type { CopyId, SlaveId } from '../../domain/ids.ts';
import { latencyText } from '../../domain/copy-latency.ts';
import type { CopyLedger, IntendOutcome, RecordOutcome, TimedOrder } from '../copy-ledger.ts';
import type { DocumentProblem } from '../document-problem.ts';
import {
  byIntent,
  firstProblem,
  isStoredAlready,
  readable,
  requireSlave,
} from '../ledger-rules.ts';
import { parseTradeDocument, tradeDocument, type ParsedTrade } from '../trade-document.ts';
import { LIVE_STATUSES } from '../trade-fields.ts';
import { collectionOf, type MongoConnection } from './mongo-connection.ts';
import { duplicatesOf } from './mongo-error.ts';
import { fromBson, toBson } from './mongo-values.ts';

/** See {@link CopyLedger}; `close` leaves the connection to its owner. */
export class MongoCopyLedger implements CopyLedger {
  readonly #connection: MongoConnection;
  readonly #slave: SlaveId;

  constructor(connection: MongoConnection, slave: SlaveId) {
    this.#connection = connection;
    this.#slave = slave;
  }

  async intend(copies: readonly Copy[]): Promise<readonly IntendOutcome[]> {
    requireSlave(copies, this.#slave);
    if (copies.length === 0) return [];
    return await this.#connection.write(async (db) => {
      const trades = collectionOf(db, 'trades');
      const refused = await insertAll(trades, copies);
      const stored = await findAll(
        trades,
        copies.filter((_, index) => refused.has(index)).map(({ copyId }) => copyId),
      );
      return copies.map((copy, index): IntendOutcome => {
        if (!refused.has(index)) return { type: 'stored', copy };
        const found = stored.get(copy.copyId);
        if (found === undefined) return { type: 'magic-taken' };
        if (found.copy !== null) return { type: 'exists', copy: found.copy };
        return { type: 'unreadable', problem: firstProblem(found) };
      });
    });
  }

  async record(copies: readonly Copy[]): Promise<readonly RecordOutcome[]> {
    requireSlave(copies, this.#slave);
    if (copies.length === 0) return [];
    return await this.#connection.write(async (db) => {
      const trades = collectionOf(db, 'trades');
      // In order: an entry may be changed twice in one write.
      const { matchedCount } = await trades.bulkWrite(
        copies.map((copy) => ({
          updateOne: {
            filter: { copy_id: copy.copyId, version: copy.version - 1 },
            update: { $set: toBson(tradeDocument(copy)) },
          },
        })),
        { ordered: true },
      );
      if (matchedCount === copies.length) return copies.map(() => ({ type: 'stored' }) as const);
      // The server counts matches and does not name them: what stands there now tells.
      const stored = await findAll(
        trades,
        copies.map(({ copyId }) => copyId),
      );
      return copies.map((copy): RecordOutcome => {
        const now = stored.get(copy.copyId)?.copy ?? null;
        return isStoredAlready(now, copy, copies)
          ? { type: 'stored' }
          : { type: 'stale', copy: now };
      });
    });
  }

  async note(orders: readonly TimedOrder[]): Promise<void> {
    if (orders.length === 0) return;
    await this.#connection.write(async (db) => {
      await collectionOf(db, 'trades').bulkWrite(
        orders.map(({ copyId, operation, stamps }) => ({
          updateOne: {
            filter: { copy_id: copyId },
            update: { $set: { [`${operation}_latency`]: latencyText(stamps) } },
          },
        })),
        { ordered: true, writeConcern: { w: 1, journal: false } },
      );
    });
  }

  async findBySlave(
    slave: SlaveId,
    unreadable: (problem: DocumentProblem) => void = () => undefined,
  ): Promise<readonly Copy[]> {
    return await this.#found({ slave_id: slave }, unreadable);
  }

  async findLive(slave: SlaveId): Promise<readonly Copy[]> {
    return await this.#found({ slave_id: slave, status: { $in: [...LIVE_STATUSES] } });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Sorted here: a server sorts only so much without an index. */
  async #found(
    wanted: Document,
    unreadable: (problem: DocumentProblem) => void = () => undefined,
  ): Promise<readonly Copy[]> {
    const copies: Copy[] = [];
    const take = readable(unreadable, (copy) => copies.push(copy));
    await this.#connection.readInParts(
      (db) =>
        collectionOf(db, 'trades').find(
          { ...wanted, copy_id: { $type: 'string' } },
          { projection: { _id: 0 } },
        ),
      (part) => {
        for (const document of part) take(parseTradeDocument(fromBson(document)));
      },
    );
    return copies.toSorted(byIntent);
  }
}

/** One durable write; resolves to the places of those that a unique index has refused. */
async function insertAll(
  trades: Collection,
  copies: readonly Copy[],
): Promise<ReadonlySet<number>> {
  try {
    await trades.insertMany(
      copies.map((copy) => toBson(tradeDocument(copy))),
      { ordered: false },
    );
    return new Set();
  } catch (error) {
    const duplicates = duplicatesOf(error);
    if (duplicates === null) throw error;
    return duplicates;
  }
}

async function findAll(
  trades: Collection,
  ids: readonly CopyId[],
): Promise<ReadonlyMap<string, ParsedTrade>> {
  if (ids.length === 0) return new Map();
  const documents = await trades
    .find({ copy_id: { $in: [...ids] } }, { projection: { _id: 0 } })
    .toArray();
  return new Map(
    documents.map((document) => [
      String(document['copy_id']),
      parseTradeDocument(fromBson(document)),
    ]),
  );
}
