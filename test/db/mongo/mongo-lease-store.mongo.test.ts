import { describeLeaseStore } from '../lease-store-contract.ts';
import { describeWithMongo } from './with-mongo.ts';

await describeWithMongo((mongo) => {
  describeLeaseStore(() => mongo.stores().leases);
});
