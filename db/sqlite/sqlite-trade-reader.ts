/** Reads all ledger files of a data folder; one that cannot be read hides no other. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { StoreUnavailableError } from '../../domain/errors.ts';
import { shownValue, type DocumentProblem } from '../document-problem.ts';
import type { TradeFilter, TradeListing, TradeReader } from '../trade-reader.ts';
import { tradeListing } from '../trade-row.ts';
import { isLedgerFile } from '../file-name.ts';
import { SqliteFile } from './sqlite-file.ts';
import { READ_LEDGER_LAYOUT } from './sqlite-schema.ts';

/** See {@link TradeReader}. Files are closed after each reading: most belong to other processes. */
export class SqliteTradeReader implements TradeReader {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(filter: TradeFilter = {}): Promise<TradeListing> {
    const documents: Readonly<Record<string, unknown>>[] = [];
    const problems: DocumentProblem[] = [];
    for (const file of await this.#ledgerFiles()) {
      try {
        documents.push(...(await readLedger(path.join(this.#folder, file), filter)));
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        problems.push({
          collection: 'trades',
          name: file,
          field: 'the file',
          value: shownValue('unreadable'),
          expected: `a ledger: ${error.message}`,
        });
      }
    }
    const listing = tradeListing(documents, filter);
    return { rows: listing.rows, problems: [...problems, ...listing.problems] };
  }

  async #ledgerFiles(): Promise<readonly string[]> {
    try {
      return (await readdir(this.#folder)).filter(isLedgerFile).toSorted();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      // Nothing was ever stored here.
      if (code === 'ENOENT') return [];
      throw new StoreUnavailableError(`the folder ${this.#folder} cannot be read`, {
        cause: error,
      });
    }
  }
}

async function readLedger(
  name: string,
  { open }: TradeFilter,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const file = new SqliteFile(name, READ_LEDGER_LAYOUT);
  try {
    // Closed trades are nearly all there are after some months.
    const only = open === true ? "WHERE status <> 'CLOSED'" : '';
    const rows = await file.read((db) => db.prepare(`SELECT * FROM trades ${only}`).all());
    return rows as Readonly<Record<string, unknown>>[];
  } finally {
    file.close();
  }
}
