import { describeCopyLedger } from '../copy-ledger-contract.ts';
import { describeWithMongo } from './with-mongo.ts';

await describeWithMongo((mongo) => {
  describeCopyLedger((slave) => mongo.stores().ledger(slave));
});
