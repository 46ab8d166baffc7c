/** The contract of every port, in one file: starting a server takes longer than the tests. */
import { describeAccountStore } from '../account-store-contract.ts';
import { describeCopyLedger } from '../copy-ledger-contract.ts';
import { describeEventLog } from '../event-log-contract.ts';
import { describeLeaseStore } from '../lease-store-contract.ts';
import { describeOperatorStateStore } from '../operator-state-contract.ts';
import { describeTradeReader } from '../trade-reader-contract.ts';
import { describeWithMongo } from './with-mongo.ts';

await describeWithMongo((mongo) => {
  describeAccountStore(() => mongo.stores().accounts);
  describeCopyLedger((slave) => mongo.stores().ledger(slave));
  describeLeaseStore(() => mongo.stores().leases);
  describeOperatorStateStore(() => mongo.stores().operator);
  describeEventLog((account) => mongo.stores().events(account));
  describeTradeReader(() => mongo.stores());
});
