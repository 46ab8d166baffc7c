/**
 * The tables of the embedded store. Times in `trades` are ISO 8601 text in UTC, volumes and prices
 * decimal text, tickets INTEGER, so that the files read well in any SQLite program.
 */
import { StoreUnavailableError } from '../../domain/errors.ts';
import type { Connection, SqliteLayout } from './sqlite-file.ts';

/** `accounts.db`: account documents as JSON, the leases, and what operators ordered. */
export const ACCOUNTS_LAYOUT: SqliteLayout = {
  version: 1,
  durable: true,
  schema: `
    CREATE TABLE accounts (
      id INTEGER PRIMARY KEY,
      document TEXT NOT NULL
    ) STRICT;
    CREATE TABLE leases (
      key TEXT PRIMARY KEY,
      number INTEGER NOT NULL,
      holder TEXT NOT NULL,
      beat INTEGER NOT NULL,
      released INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
  // Files of before it existed get it as well; an older Lockstep does not look at it.
  check: (db) =>
    db.exec(`
      CREATE TABLE IF NOT EXISTS operator_states (
        account TEXT PRIMARY KEY,
        revision INTEGER NOT NULL,
        is_paused INTEGER NOT NULL,
        is_flattening INTEGER NOT NULL,
        at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `),
};

/** Any slave's ledger, to be read. */
export const READ_LEDGER_LAYOUT: SqliteLayout = {
  version: 1,
  durable: true,
  schema: `
    CREATE TABLE owner (name TEXT NOT NULL) STRICT;
    CREATE TABLE trades (
      copy_id TEXT PRIMARY KEY,
      master_ticket INTEGER NOT NULL,
      slave_ticket INTEGER,
      slave_name TEXT NOT NULL,
      symbol TEXT NOT NULL,
      direction TEXT NOT NULL,
      status TEXT NOT NULL,
      open_time TEXT,
      close_time TEXT,
      master_id TEXT NOT NULL,
      slave_id TEXT NOT NULL,
      magic INTEGER NOT NULL,
      master_position INTEGER NOT NULL,
      slave_position INTEGER,
      volume TEXT,
      master_volume TEXT NOT NULL,
      master_sl TEXT,
      master_tp TEXT,
      requests INTEGER NOT NULL,
      intended_at TEXT NOT NULL,
      journal_id TEXT,
      version INTEGER NOT NULL,
      request_id TEXT,
      close_cause TEXT,
      refusal_code TEXT,
      refusal_detail TEXT,
      unknown_operation TEXT,
      unknown_since TEXT,
      detached_reason TEXT,
      open_latency TEXT,
      close_latency TEXT,
      UNIQUE (slave_id, magic)
    ) STRICT;
  `,
};

/** `trades-SLAVEID.db`: one slave's ledger. */
export function ledgerLayout(slaveId: string): SqliteLayout {
  return {
    ...READ_LEDGER_LAYOUT,
    check: (db) => {
      checkOwner(db, slaveId);
      addLatency(db);
    },
  };
}

/** Files of before there were latencies get their columns. */
function addLatency(db: Connection): void {
  const columns = db.prepare('PRAGMA table_info(trades)').all() as { readonly name: string }[];
  for (const wanted of ['open_latency', 'close_latency']) {
    if (columns.some(({ name }) => name === wanted)) continue;
    db.exec(`ALTER TABLE trades ADD COLUMN ${wanted} TEXT`);
  }
}

/** `events-NAME.db`: one account node's event log. Not synced at every commit: it is no ledger, and its chain shows damage. */
export function eventsLayout(account: string): SqliteLayout {
  return {
    version: 1,
    durable: false,
    isUnchecked: true,
    schema: `
      CREATE TABLE owner (name TEXT NOT NULL) STRICT;
      CREATE TABLE events (
        seq INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        data TEXT NOT NULL,
        prev TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;
    `,
    check: (db) => checkOwner(db, account),
  };
}

/** Two names may give one file name where the file system knows no case. */
function checkOwner(db: Connection, name: string): void {
  const owner = db.prepare('SELECT name FROM owner').get() as { readonly name: string } | undefined;
  if (owner === undefined) db.prepare('INSERT INTO owner (name) VALUES (?)').run([name]);
  else if (owner.name !== name) {
    throw new StoreUnavailableError(
      `the file of "${name}" belongs to "${owner.name}": names must differ in more than upper and lower case`,
    );
  }
}
