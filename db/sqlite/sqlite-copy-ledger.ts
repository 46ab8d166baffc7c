/** The ledger of one slave in its own SQLite file. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Copy } from '../../domain/copy.ts';
import type { SlaveId } from '../../domain/ids.ts';
import { latencyText } from '../../domain/copy-latency.ts';
import type { CopyLedger, IntendOutcome, RecordOutcome, TimedOrder } from '../copy-ledger.ts';
import type { DocumentProblem } from '../document-problem.ts';
import { parseTradeDocument, type ParsedTrade } from '../trade-document.ts';
import {
  byIntent,
  firstProblem,
  isStoredAlready,
  readable,
  requireSlave,
} from '../ledger-rules.ts';
import type { Connection, SqliteFile } from './sqlite-file.ts';
import { COPY_FIELDS, LIVE_STATUSES } from '../trade-fields.ts';
import { parameter, valuesOfCopy } from './trade-row.ts';

const INSERT = `INSERT INTO trades (${COPY_FIELDS.join(', ')})
  VALUES (${COPY_FIELDS.map(parameter).join(', ')}) ON CONFLICT DO NOTHING`;
const UPDATE = `UPDATE trades SET ${COPY_FIELDS.map((column) => `${column} = ${parameter(column)}`).join(', ')}
  WHERE copy_id = ${parameter('copy_id')} AND version = ${parameter('version')} - 1`;

/** Rows that are read at once. */
const PART = 1_000n;
const IS_LIVE = `AND status IN ('${LIVE_STATUSES.join("', '")}')`;

type Fields = Readonly<Record<string, unknown>>;

/** See {@link CopyLedger}; `close` leaves the file to its owner. */
export class SqliteCopyLedger implements CopyLedger {
  readonly #file: SqliteFile;
  readonly #notes: SqliteFile;
  readonly #slave: SlaveId;

  /** @param notes the same file, whose commits need not wait for the disk. */
  constructor(file: SqliteFile, notes: SqliteFile, slave: SlaveId) {
    this.#file = file;
    this.#notes = notes;
    this.#slave = slave;
  }

  async intend(copies: readonly Copy[]): Promise<readonly IntendOutcome[]> {
    requireSlave(copies, this.#slave);
    if (copies.length === 0) return [];
    return await this.#file.write((db) => {
      const insert = db.prepare(INSERT);
      return copies.map((copy): IntendOutcome => {
        if (insert.run(valuesOfCopy(copy)).changes === 1) return { type: 'stored', copy };
        const stored = find(db, copy.copyId);
        if (stored === null) return { type: 'magic-taken' };
        if (stored.copy !== null) return { type: 'exists', copy: stored.copy };
        return { type: 'unreadable', problem: firstProblem(stored) };
      });
    });
  }

  async record(copies: readonly Copy[]): Promise<readonly RecordOutcome[]> {
    requireSlave(copies, this.#slave);
    if (copies.length === 0) return [];
    return await this.#file.write((db) => {
      const update = db.prepare(UPDATE);
      return copies.map((copy): RecordOutcome => {
        if (update.run(valuesOfCopy(copy)).changes === 1) return { type: 'stored' };
        const stored = find(db, copy.copyId)?.copy ?? null;
        return isStoredAlready(stored, copy, copies)
          ? { type: 'stored' }
          : { type: 'stale', copy: stored };
      });
    });
  }

  async note(orders: readonly TimedOrder[]): Promise<void> {
    if (orders.length === 0) return;
    await this.#notes.write((db) => {
      for (const { copyId, operation, stamps } of orders) {
        db.prepare(`UPDATE trades SET ${operation}_latency = ? WHERE copy_id = ?`).run([
          latencyText(stamps),
          copyId,
        ]);
      }
    });
  }

  async findBySlave(
    slave: SlaveId,
    unreadable: (problem: DocumentProblem) => void = () => undefined,
  ): Promise<readonly Copy[]> {
    return await this.#found(slave, '', unreadable);
  }

  async findLive(slave: SlaveId): Promise<readonly Copy[]> {
    return await this.#found(slave, IS_LIVE);
  }

  close(): Promise<void> {
    this.#file.close();
    return Promise.resolve();
  }

  /** Part by part: nothing else runs in this process while one is read. */
  async #found(
    slave: SlaveId,
    only: string,
    unreadable: (problem: DocumentProblem) => void = () => undefined,
  ): Promise<readonly Copy[]> {
    const copies: Copy[] = [];
    const take = readable(unreadable, (copy) => copies.push(copy));
    // By the row alone (`+` keeps the index out): no part is sorted.
    const sql = `SELECT rowid AS row_id, * FROM trades WHERE rowid > ? AND +slave_id = ? ${only} ORDER BY rowid LIMIT ?`;
    for (let last = 0n; ; await turn()) {
      const after = last;
      const rows = await this.#file.read((db) => db.prepare(sql).all([after, slave, PART]));
      for (const { row_id: row, ...fields } of rows as (Fields & { readonly row_id: bigint })[]) {
        take(parseTradeDocument(fields));
        last = row;
      }
      if (rows.length < Number(PART)) return copies.toSorted(byIntent);
    }
  }
}

function find(db: Connection, copyId: string): ParsedTrade | null {
  // Not get(): libsql adds a field of its own to a single row.
  const [row] = db.prepare('SELECT * FROM trades WHERE copy_id = ?').all([copyId]);
  return row === undefined ? null : parseTradeDocument(row as Fields);
}
