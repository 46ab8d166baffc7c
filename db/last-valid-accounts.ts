/**
 * The account documents as they were when they last had no mistakes, in a file of the data folder: a node
 * that has to start again beside a bad edit goes on with them, as it would have without the restart.
 *
 * Invariants:
 * 1. A document with mistakes never takes the place of a good one; one that was removed is forgotten.
 * 2. A file that is missing or damaged, or of another database, holds nothing.
 */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../config/replace-file.ts';
import type { Account } from '../domain/account.ts';
import { StoreUnavailableError } from '../domain/errors.ts';
import { parseAccounts } from './account-checks.ts';
import { parseAccountDocument } from './account-document.ts';
import type { RawDocument } from './account-store.ts';

const stored = z.object({
  database: z.string(),
  accounts: z.array(z.record(z.string(), z.unknown())),
});

/** Where the documents are kept, and of which database they are. */
export interface LastValidPlace {
  /** The data folder; made at the first write. */
  readonly folder: string;
  /** The database's, without user and password. */
  readonly address: string;
  readonly databaseName: string;
}

/** See file header. Written by the launcher alone. */
export class LastValidAccounts {
  readonly #file: string;
  readonly #database: string;
  #written = '';

  constructor({ folder, address, databaseName }: LastValidPlace) {
    this.#file = path.join(folder, 'accounts-last-valid.json');
    this.#database = `${address} ${databaseName}`;
  }

  /**
   * Takes all documents as they are stored now.
   * @throws StoreUnavailableError when the file cannot be written.
   */
  async keep(documents: readonly RawDocument[]): Promise<void> {
    const usable = new Set<unknown>(parseAccounts(documents).accounts.map(({ name }) => name));
    const bad = new Set(documents.map(({ name }) => name).filter((name) => !usable.has(name)));
    const before = bad.size === 0 ? [] : await this.#read();
    const accounts = [
      ...documents.filter(({ name }) => usable.has(name)),
      ...before.filter(({ name }) => bad.has(name)),
    ];
    const text = JSON.stringify({ database: this.#database, accounts });
    if (text === this.#written) return;
    await this.#write(text);
    this.#written = text;
  }

  /** The account of this name; null when no good document of it is known. */
  async find(name: string): Promise<Account | null> {
    return (await this.all()).find((account) => account.name === name) ?? null;
  }

  /** Every account of which a good document is known. */
  async all(): Promise<readonly Account[]> {
    return (await this.#read()).flatMap((document) => {
      const { account } = parseAccountDocument(document, 'a document');
      return account === null ? [] : [account];
    });
  }

  async #read(): Promise<readonly RawDocument[]> {
    try {
      const { accounts, database } = stored.parse(JSON.parse(await readFile(this.#file, 'utf8')));
      return database === this.#database ? accounts : [];
    } catch {
      return [];
    }
  }

  async #write(text: string): Promise<void> {
    try {
      await mkdir(path.dirname(this.#file), { recursive: true });
      await replaceFile(this.#file, text);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new StoreUnavailableError(`${this.#file} cannot be written (${why})`, { cause });
    }
  }
}
