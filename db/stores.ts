/** Everything that is kept in the database, behind ports: the same on MongoDB and in a folder. */
import type { AccountName, SlaveId } from '../domain/ids.ts';
import type { AccountStore } from './account-store.ts';
import type { CopyLedger } from './copy-ledger.ts';
import type { EventLog } from './event-log.ts';
import type { LeaseStore } from './lease-store.ts';
import type { OperatorStateStore } from './operator-state-store.ts';
import type { TradeReader } from './trade-reader.ts';

/** Opened by open-stores.ts; nothing is touched before the first call. */
export interface Stores {
  /** Where the data is, for messages: without user and password. */
  readonly address: string;
  readonly accounts: AccountStore;
  readonly leases: LeaseStore;
  readonly operator: OperatorStateStore;
  readonly trades: TradeReader;
  /** The ledger of one slave; asking twice gives the same one. */
  ledger(slave: SlaveId): CopyLedger;
  /** The event log of one account; asking twice gives the same one. */
  events(account: AccountName): EventLog;
  /**
   * Creates tables, indexes and validators where they are missing. Not needed before other calls:
   * each store does it by itself at its first use.
   */
  init(): Promise<void>;
  /** Closes everything that was opened here. */
  close(): Promise<void>;
}
