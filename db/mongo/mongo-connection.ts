/**
 * One client of MongoDB: every write waits for the majority and the journal, every call ends in time,
 * errors are translated in one place, indexes and validators are made before the first write.
 */
import { MongoClient, type Collection, type Db, type Document, type FindCursor } from 'mongodb';
import { ConfigurationError, StoreUnavailableError } from '../../domain/errors.ts';
import { mongoError, shownAddress } from './mongo-error.ts';
import { createSchema } from './mongo-schema.ts';

/** How MongoDB is used. */
export interface MongoOptions {
  readonly databaseName: string;
  /** How long the server may stay unreachable before a call fails. */
  readonly serverSelectionTimeoutMs: number;
  /** How long a call may take in all. */
  readonly operationTimeoutMs: number;
  /** How often `watch` looks for changes. */
  readonly watchIntervalMs: number;
}

/** Documents that are fetched, and worked on, at once. */
const PART = 1_000;

/** See file header. */
export class MongoConnection {
  /** For messages: without user, password and options. */
  readonly address: string;
  readonly options: MongoOptions;
  readonly #url: string;
  readonly #client: MongoClient;
  #connected: Promise<unknown> | null = null;
  #schema: Promise<void> | null = null;
  #closed = false;

  /** @throws ConfigurationError when the address is none. Connects at the first call. */
  constructor(url: string, options: MongoOptions) {
    this.#url = url;
    this.address = shownAddress(url);
    this.options = options;
    this.#client = clientOf(url, options);
  }

  /** Runs a call that changes nothing. */
  async read<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return await this.#bounded(() => work(this.#db()));
  }

  /**
   * Hands on all that a query finds, part by part. Each part has the time of a call: a collection that has
   * grown for years is read as well, and the process does other things in between.
   */
  async readInParts(
    find: (db: Db) => FindCursor,
    take: (part: readonly Document[]) => void,
  ): Promise<void> {
    const cursor = find(this.#db()).batchSize(PART);
    try {
      while (await this.#bounded(() => cursor.hasNext())) take(cursor.readBufferedDocuments());
    } finally {
      // Not waited for: the server ends a cursor by itself that nobody asks any more.
      cursor.close().catch(() => undefined);
    }
  }

  /** Runs a call that writes: all that it wrote is durable when this resolves. */
  async write<T>(work: (db: Db) => Promise<T>): Promise<T> {
    await this.createSchema();
    return await this.#bounded(() => work(this.#db()));
  }

  /** Creates indexes and validators, once; after a failure the next write tries again. */
  async createSchema(): Promise<void> {
    this.#schema ??= this.#bounded(() => createSchema(this.#db()));
    try {
      await this.#schema;
    } catch (error) {
      this.#schema = null;
      throw error;
    }
  }

  /** For change streams, which outlive a call. */
  collection(name: string): Collection {
    return collectionOf(this.#db(), name);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client.close();
  }

  #db(): Db {
    const { databaseName, operationTimeoutMs } = this.options;
    // Here, where the address has no say: `?journal=false` or `?readPreference=secondary` in it would let what
    // was acknowledged be lost in a power cut, or leases and ledger be read as they were some time ago.
    return this.#client.db(databaseName, {
      writeConcern: { w: 'majority', journal: true, wtimeoutMS: operationTimeoutMs },
      readPreference: 'primary',
    });
  }

  /** A client whose first connection failed has given up for good (`Topology is closed`), unless it is told again. */
  async #connect(): Promise<void> {
    this.#connected ??= this.#client.connect();
    try {
      await this.#connected;
    } catch (error) {
      this.#connected = null;
      throw error;
    }
  }

  /** A server that was stopped, not killed, keeps its connections open and says nothing. */
  async #bounded<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreUnavailableError(`MongoDB at ${this.address} was closed`);
    const ms = this.options.operationTimeoutMs;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(
          new StoreUnavailableError(
            `MongoDB at ${this.address} did not answer within ${String(ms)} ms`,
          ),
        );
      }, ms);
    });
    try {
      return await Promise.race([this.#connect().then(work), deadline]);
    } catch (error) {
      throw mongoError(error, this.#url);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A collection whose 64-bit integers are read as bigint. */
export function collectionOf(db: Db, name: string): Collection {
  return db.collection(name, { useBigInt64: true, promoteLongs: true });
}

function clientOf(url: string, options: MongoOptions): MongoClient {
  try {
    return new MongoClient(url, {
      appName: 'lockstep',
      serverSelectionTimeoutMS: options.serverSelectionTimeoutMs,
      connectTimeoutMS: options.serverSelectionTimeoutMs,
      socketTimeoutMS: options.operationTimeoutMs,
      waitQueueTimeoutMS: options.operationTimeoutMs,
      maxPoolSize: 8,
    });
  } catch {
    // Its message and its cause may quote the address with the password.
    throw new ConfigurationError(
      `the database address ${shownAddress(url)} is no valid MongoDB address: check its form, mongodb://user:password@host:port, and escape special characters of the password (@ is %40)`,
    );
  }
}
