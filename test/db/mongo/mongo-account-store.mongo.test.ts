import { describeAccountStore } from '../account-store-contract.ts';
import { describeWithMongo } from './with-mongo.ts';

await describeWithMongo((mongo) => {
  describeAccountStore(() => mongo.stores().accounts);
});
