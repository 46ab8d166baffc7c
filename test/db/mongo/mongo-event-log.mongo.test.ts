import { describeEventLog } from '../event-log-contract.ts';
import { describeWithMongo } from './with-mongo.ts';

await describeWithMongo((mongo) => {
  describeEventLog((account) => mongo.stores().events(account));
});
