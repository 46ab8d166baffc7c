/** The account documents in `accounts.db`, each as one JSON text: editable by hand like any document. */
import type { Account } from '../../domain/account.ts';
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
import { sleepOrAbort, watchAccounts } from '../watch-accounts.ts';
import type { Connection, SqliteFile } from './sqlite-file.ts';

interface StoredDocument {
  readonly id: bigint;
  readonly document: RawDocument;
}

/** See {@link AccountStore}; `close` leaves the file to its owner. */
export class SqliteAccountStore implements AccountStore {
  readonly #file: SqliteFile;
  readonly #watchIntervalMs: number;

  constructor(file: SqliteFile, watchIntervalMs: number) {
    this.#file = file;
    this.#watchIntervalMs = watchIntervalMs;
  }

  async list(): Promise<AccountListing> {
    return parseAccounts(await this.raw());
  }

  async raw(): Promise<readonly RawDocument[]> {
    return await this.#file.read((db) => stored(db).map(({ document }) => document));
  }

  async insert(documents: readonly RawDocument[]): Promise<void> {
    const added = documents.map(withoutId);
    await this.#file.write((db) => {
      requireInsertable(
        stored(db).map(({ document }) => document),
        added,
      );
      for (const document of added) add(db, document);
    });
  }

  async put(document: RawDocument): Promise<void> {
    const wanted = withoutId(document);
    await this.#file.write((db) => {
      const all = stored(db);
      requirePuttable(
        all.map((each) => each.document),
        wanted,
      );
      const [first, ...rest] = all.filter((each) => each.document['name'] === wanted['name']);
      if (first === undefined) add(db, wanted);
      else replace(db, first.id, wanted);
      for (const { id } of rest) drop(db, id);
    });
  }

  async edit(name: AccountName, changes: RawDocument): Promise<boolean> {
    return await this.#file.write((db) => {
      const all = stored(db);
      const found = all.find(({ document }) => document['name'] === name);
      if (found === undefined) return false;
      const documents = all.map(({ document }) => document);
      replace(db, found.id, edited(documents, found.document, changes));
      return true;
    });
  }

  async remove(name: AccountName): Promise<boolean> {
    return await this.#file.write((db) => {
      const named = stored(db).filter(({ document }) => document['name'] === name);
      for (const { id } of named) drop(db, id);
      return named.length > 0;
    });
  }

  async fill(name: AccountName, facts: AccountFacts): Promise<Account | null> {
    return await this.#file.write((db) => {
      const all = stored(db);
      const set = factsToSet(
        all.map(({ document }) => document),
        name,
        facts,
      );
      const found = all.find(({ document }) => document['name'] === name);
      if (set === null || found === undefined) return null;
      if (Object.keys(set).length > 0) replace(db, found.id, { ...found.document, ...set });
      const { accounts } = parseAccounts(stored(db).map(({ document }) => document));
      return accounts.find((account) => account.name === name) ?? null;
    });
  }

  watch(signal: AbortSignal): AsyncIterable<AccountListing> {
    const pause = (until: AbortSignal) => sleepOrAbort(this.#watchIntervalMs, until);
    return watchAccounts(() => this.raw(), pause, signal);
  }

  close(): Promise<void> {
    this.#file.close();
    return Promise.resolve();
  }
}

function stored(db: Connection): readonly StoredDocument[] {
  const rows = db.prepare('SELECT id, document FROM accounts ORDER BY id').all() as {
    readonly id: bigint;
    readonly document: string;
  }[];
  return rows.map(({ id, document }) => ({ id, document: parsedJson(document, id) }));
}

/** Text that is no JSON object becomes a document that cannot parse: reported, never hidden. */
function parsedJson(text: string, id: bigint): RawDocument {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as RawDocument;
  } catch {
    // The document below says what is wrong.
  }
  return { _id: `row ${String(id)}`, 'no JSON object': text };
}

function add(db: Connection, document: RawDocument): void {
  db.prepare('INSERT INTO accounts (document) VALUES (?)').run([JSON.stringify(document)]);
}

function replace(db: Connection, id: bigint, document: RawDocument): void {
  db.prepare('UPDATE accounts SET document = ? WHERE id = ?').run([JSON.stringify(document), id]);
}

function drop(db: Connection, id: bigint): void {
  db.prepare('DELETE FROM accounts WHERE id = ?').run([id]);
}
