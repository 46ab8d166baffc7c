/** The embedded store: a folder with `accounts.db`, a ledger per slave and an event log per account. */
import path from 'node:path';
import type { AccountName, SlaveId } from '../../domain/ids.ts';
import type { Stores } from '../stores.ts';
import { fileName } from '../file-name.ts';
import { SqliteAccountStore } from './sqlite-account-store.ts';
import { SqliteCopyLedger } from './sqlite-copy-ledger.ts';
import { SqliteEventLog } from './sqlite-event-log.ts';
import { SqliteFile } from './sqlite-file.ts';
import { SqliteLeaseStore } from './sqlite-lease-store.ts';
import { SqliteOperatorStateStore } from './sqlite-operator-state-store.ts';
import { ACCOUNTS_LAYOUT, eventsLayout, ledgerLayout } from './sqlite-schema.ts';
import { SqliteTradeReader } from './sqlite-trade-reader.ts';

/** How the embedded store behaves. */
export interface SqliteOptions {
  /** How often `watch` looks for changes. */
  readonly watchIntervalMs: number;
  /** How long another process's write is waited for. */
  readonly lockDeadlineMs: number;
}

/**
 * An order waits for its ledger's commit: the log is left to the connection that notes times while nothing
 * else is to be done, but for one of 32 MB.
 */
const LEDGER_CHECKPOINT_PAGES = 8_000;

/** @param folder created at the first use. */
export function sqliteStores(folder: string, options: SqliteOptions): Stores {
  const at = path.resolve(folder);
  const opened: SqliteFile[] = [];
  const file = (...parameters: ConstructorParameters<typeof SqliteFile>): SqliteFile => {
    const each = new SqliteFile(...parameters);
    opened.push(each);
    return each;
  };
  const accountsFile = path.join(at, 'accounts.db');
  const accounts = file(accountsFile, ACCOUNTS_LAYOUT, options.lockDeadlineMs);
  const beats = file(accountsFile, { ...ACCOUNTS_LAYOUT, durable: false }, options.lockDeadlineMs);
  const ledgers = new Map<SlaveId, SqliteCopyLedger>();
  const logs = new Map<AccountName, SqliteEventLog>();
  return {
    address: at,
    accounts: new SqliteAccountStore(accounts, options.watchIntervalMs),
    leases: new SqliteLeaseStore(accounts, beats),
    operator: new SqliteOperatorStateStore(accounts),
    trades: new SqliteTradeReader(at),
    ledger(slave) {
      const known = ledgers.get(slave);
      if (known !== undefined) return known;
      const name = path.join(at, fileName('trades', slave));
      const layout = ledgerLayout(slave);
      const ledger = new SqliteCopyLedger(
        file(name, { ...layout, checkpointPages: LEDGER_CHECKPOINT_PAGES }, options.lockDeadlineMs),
        file(name, { ...layout, durable: false, isUnchecked: true }, options.lockDeadlineMs),
        slave,
      );
      ledgers.set(slave, ledger);
      return ledger;
    },
    events(account) {
      const name = path.join(at, fileName('events', account));
      const known =
        logs.get(account) ??
        new SqliteEventLog(file(name, eventsLayout(account), options.lockDeadlineMs), account);
      logs.set(account, known);
      return known;
    },
    async init() {
      await accounts.write(() => undefined);
    },
    close() {
      for (const each of opened) each.close();
      return Promise.resolve();
    },
  };
}
