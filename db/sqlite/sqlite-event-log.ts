/** The event log of one account in its own SQLite file. */
import { canonicalJson, CHAIN_START, link, type ChainEnd } from '../event-chain.ts';
import type { EventEntry, EventFilter, EventLog, EventRecord } from '../event-log.ts';
import { parseEvent, storableEntries } from '../event-rules.ts';
import type { Connection, SqliteFile } from './sqlite-file.ts';

/** See {@link EventLog}; `close` leaves the file to its owner. */
export class SqliteEventLog implements EventLog {
  readonly #file: SqliteFile;
  readonly #account: string;

  constructor(file: SqliteFile, account: string) {
    this.#file = file;
    this.#account = account;
  }

  async append(entries: readonly EventEntry[]): Promise<readonly EventRecord[]> {
    const storable = storableEntries(entries);
    if (storable.length === 0) return [];
    // The end is read within the transaction: two writers cannot fork the chain.
    return await this.#file.write((db) => {
      const records = link(this.#account, endOf(db), storable);
      const insert = db.prepare(
        'INSERT INTO events (seq, at, kind, data, prev, hash) VALUES (?, ?, ?, ?, ?, ?)',
      );
      for (const { seq, at, kind, data, prev, hash } of records) {
        insert.run([BigInt(seq), BigInt(at), kind, canonicalJson(data), prev, hash]);
      }
      return records;
    });
  }

  async read(filter: EventFilter = {}): Promise<readonly EventRecord[]> {
    const rows = await this.#file.read((db) =>
      db
        .prepare('SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?')
        .all([BigInt(filter.afterSeq ?? 0), BigInt(filter.limit ?? -1)]),
    );
    return (rows as Readonly<Record<string, unknown>>[]).map((row) =>
      parseEvent({ ...row, account: this.#account, data: fromJson(String(row['data'])) }),
    );
  }

  close(): Promise<void> {
    this.#file.close();
    return Promise.resolve();
  }
}

/** Text that is no JSON any more still counts as the record's data: the chain shows the change. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function endOf(db: Connection): ChainEnd {
  const [row] = db.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1').all() as {
    readonly seq: bigint;
    readonly hash: string;
  }[];
  return row === undefined ? CHAIN_START : { seq: Number(row.seq), hash: row.hash };
}
