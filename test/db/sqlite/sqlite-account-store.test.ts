import { beforeEach } from 'vitest';
import type { Stores } from '../../../db/stores.ts';
import { describeAccountStore } from '../account-store-contract.ts';
import { folderStores } from './folder.ts';

let stores: Stores;

beforeEach(async () => {
  stores = await folderStores();
});

describeAccountStore(() => stores.accounts);
