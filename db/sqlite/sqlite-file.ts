/**
 * One SQLite file: opened at its first use, WAL, every commit synced to the disk, errors translated.
 * A file that exists and cannot be read, or is empty, is reported and never recreated or overwritten.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'libsql';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { UnreadableStoreError } from '../unreadable-store.ts';
import { beforeOpening, made, requireBeingMade } from './empty-file.ts';
import { sqliteError } from './sqlite-error.ts';

/** An open connection. Never bind a boolean: libsql ends the process. */
export interface Connection {
  exec(sql: string): void;
  /** The statement of this text; asking again gives the same one. */
  prepare(sql: string): Database.Statement;
}

/** What is inside a file. */
export interface SqliteLayout {
  /** `PRAGMA user_version`: a file of a newer one is refused. */
  readonly version: number;
  /** Run once on a new file. */
  readonly schema: string;
  /** Whether a commit waits for the disk (false: it survives the process, not a power cut). */
  readonly durable: boolean;
  /**
   * A commit that makes the write-ahead log so many pages long copies it into the file, which takes two
   * more syncs and up to some ten ms. Default: SQLite's 1,000.
   */
  readonly checkpointPages?: number | undefined;
  /**
   * Whether to open without looking for damage in every page: another connection of this process has looked
   * already, or the file grows for ever, and the process would stand still for a second per GB.
   */
  readonly isUnchecked?: boolean | undefined;
  /** Run after opening, within a transaction; throws when the file is another one's. */
  readonly check?: ((db: Connection) => void) | undefined;
}

/**
 * libsql waits for another process's lock without letting the event loop turn: it waits this long,
 * then we wait asynchronously.
 */
const LOCK_WAIT_MS = 10;
const LOCK_PAUSE_MS = 15;

/** See file header. */
export class SqliteFile {
  readonly #file: string;
  readonly #layout: SqliteLayout;
  readonly #lockDeadlineMs: number;
  #db: OpenFile | null = null;
  #closed = false;

  /** @param lockDeadlineMs how long another process's write is waited for. */
  constructor(file: string, layout: SqliteLayout, lockDeadlineMs = 5000) {
    this.#file = file;
    this.#layout = layout;
    this.#lockDeadlineMs = lockDeadlineMs;
  }

  /** Runs `work`; it sees one state of the file. */
  async read<T>(work: (db: Connection) => T): Promise<T> {
    return await this.#whenFree(() => inTransaction(this.#open(), 'DEFERRED', work));
  }

  /** Runs `work` in one transaction: when this resolves, all it wrote is durable, else nothing is. */
  async write<T>(work: (db: Connection) => T): Promise<T> {
    return await this.#whenFree(() => inTransaction(this.#open(), 'IMMEDIATE', work));
  }

  /**
   * Ends all use of the file. The system's handle goes with the next garbage collection (libsql), so
   * Windows may not delete the folder until the process has ended.
   */
  close(): void {
    this.#closed = true;
    this.#db?.close();
    this.#db = null;
  }

  async #whenFree<T>(work: () => T): Promise<T> {
    const deadline = performance.now() + this.#lockDeadlineMs;
    for (;;) {
      try {
        return work();
      } catch (error) {
        const busy = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
        if (!busy || performance.now() > deadline) throw sqliteError(error, this.#file);
      }
      await sleep(LOCK_PAUSE_MS * (0.5 + Math.random()));
    }
  }

  #open(): OpenFile {
    if (this.#closed) throw new StoreUnavailableError(`${this.#file} was closed`);
    if (this.#db !== null) return this.#db;
    mkdirSync(path.dirname(this.#file), { recursive: true });
    beforeOpening(this.#file);
    const db = new OpenFile(this.#file);
    try {
      prepare(db, this.#layout, this.#file);
      made(this.#file);
    } catch (error) {
      db.close();
      throw error;
    }
    this.#db = db;
    return db;
  }
}

/**
 * Keeps every statement: libsql frees one, and with the last one the file, only when it is collected as
 * garbage, which an idle process may not do for hours.
 */
class OpenFile implements Connection {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(file: string) {
    this.#db = new Database(file, { timeout: LOCK_WAIT_MS });
    this.#db.defaultSafeIntegers(true);
  }

  get inTransaction(): boolean {
    return this.#db.inTransaction;
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  prepare(sql: string): Database.Statement {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }
}

function prepare(db: OpenFile, layout: SqliteLayout, file: string): void {
  db.exec('PRAGMA journal_mode = WAL');
  db.exec(`PRAGMA synchronous = ${layout.durable ? 'FULL' : 'NORMAL'}`);
  if (layout.checkpointPages !== undefined) {
    db.exec(`PRAGMA wal_autocheckpoint = ${String(layout.checkpointPages)}`);
  }
  if (layout.isUnchecked !== true) checkPages(db);
  inTransaction(db, 'IMMEDIATE', () => {
    const { user_version: stored } = db.prepare('PRAGMA user_version').get() as {
      readonly user_version: number | bigint;
    };
    const version = Number(stored);
    if (version > layout.version) {
      throw new UnreadableStoreError(
        `${file} was written by a newer Lockstep (layout ${String(version)}, this one knows ${String(layout.version)}): update Lockstep`,
      );
    }
    if (version === 0) {
      requireBeingMade(file);
      db.exec(layout.schema);
      db.exec(`PRAGMA user_version = ${String(layout.version)}`);
    }
    layout.check?.(db);
  });
}

function checkPages(db: OpenFile): void {
  const { quick_check: verdict } = db.prepare('PRAGMA quick_check(1)').get() as {
    readonly quick_check: string;
  };
  if (verdict !== 'ok') throw new DamagedFileError(verdict);
}

/** The file's pages do not fit together. */
class DamagedFileError extends Error {
  readonly code = 'SQLITE_CORRUPT';
}

function inTransaction<T>(
  db: OpenFile,
  mode: 'DEFERRED' | 'IMMEDIATE',
  work: (db: Connection) => T,
): T {
  db.exec(`BEGIN ${mode}`);
  try {
    const result = work(db);
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // After some failures, a full disk among them, SQLite has already rolled back by itself.
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
