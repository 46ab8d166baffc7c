/** Reads the collection `trades`, the Python copier's documents among them. */
import type { Document } from 'mongodb';
import type { RawDocument } from '../account-store.ts';
import type { TradeFilter, TradeListing, TradeReader } from '../trade-reader.ts';
import { tradeListing } from '../trade-row.ts';
import { collectionOf, type MongoConnection } from './mongo-connection.ts';
import { fromBson } from './mongo-values.ts';

const NOT_CLOSED = { status: { $ne: 'CLOSED' } };

/** See {@link TradeReader}. */
export class MongoTradeReader implements TradeReader {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  async list(filter: TradeFilter = {}): Promise<TradeListing> {
    const documents: RawDocument[] = [];
    await this.#connection.readInParts(
      // Closed trades are nearly all there are after some months.
      (db) => {
        const trades = collectionOf(db, 'trades');
        return trades.find(filter.open === true ? NOT_CLOSED : {}).sort({ _id: 1 });
      },
      (part) => {
        for (const document of part) documents.push(fieldsOf(document));
      },
    );
    return tradeListing(documents, filter);
  }
}

/** Ours is parsed strictly; the Python copier's is named by its _id when all else is missing. */
function fieldsOf(document: Document): RawDocument {
  const { _id: id, ...fields } = fromBson(document);
  return typeof fields['copy_id'] === 'string' ? fields : Object.assign(fields, { _id: id });
}
