/** Reads the collection `trades`, the Python copier's documents among them. */
import type { TradeFilter, TradeListing, TradeReader } from '../trade-reader.ts';
import { tradeListing } from '../trade-row.ts';
import { collectionOf, type MongoConnection } from './mongo-connection.ts';
import { fromBson } from './mongo-values.ts';

/** See {@link TradeReader}. */
export class MongoTradeReader implements TradeReader {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  async list(filter: TradeFilter = {}): Promise<TradeListing> {
    const documents = await this.#connection.read((db) =>
      collectionOf(db, 'trades').find().sort({ _id: 1 }).toArray(),
    );
    return tradeListing(
      documents.map((document) => {
        const { _id: id, ...fields } = fromBson(document);
        // Ours is parsed strictly; the Python copier's is named by its _id when all else is missing.
        return typeof fields['copy_id'] === 'string' ? fields : Object.assign(fields, { _id: id });
      }),
      filter,
    );
  }
}
