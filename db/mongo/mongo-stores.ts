/** Everything in one MongoDB database: a standalone server or a replica set. */
import type { AccountName, SlaveId } from '../../domain/ids.ts';
import type { Stores } from '../stores.ts';
import { MongoAccountStore } from './mongo-account-store.ts';
import { MongoConnection, type MongoOptions } from './mongo-connection.ts';
import { MongoCopyLedger } from './mongo-copy-ledger.ts';
import { MongoEventLog } from './mongo-event-log.ts';
import { MongoLeaseStore } from './mongo-lease-store.ts';
import { MongoOperatorStateStore } from './mongo-operator-state-store.ts';
import { MongoTradeReader } from './mongo-trade-reader.ts';

/** @throws ConfigurationError when the address is none. Connects at the first call. */
export function mongoStores(url: string, options: MongoOptions): Stores {
  const connection = new MongoConnection(url, options);
  const ledgers = new Map<SlaveId, MongoCopyLedger>();
  const logs = new Map<AccountName, MongoEventLog>();
  return {
    address: connection.address,
    accounts: new MongoAccountStore(connection),
    leases: new MongoLeaseStore(connection),
    operator: new MongoOperatorStateStore(connection),
    trades: new MongoTradeReader(connection),
    ledger(slave) {
      const known = ledgers.get(slave) ?? new MongoCopyLedger(connection, slave);
      ledgers.set(slave, known);
      return known;
    },
    events(account) {
      const known = logs.get(account) ?? new MongoEventLog(connection, account);
      logs.set(account, known);
      return known;
    },
    init: () => connection.createSchema(),
    close: () => connection.close(),
  };
}
