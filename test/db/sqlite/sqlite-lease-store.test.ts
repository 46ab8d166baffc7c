import { beforeEach } from 'vitest';
import type { Stores } from '../../../db/stores.ts';
import { describeLeaseStore } from '../lease-store-contract.ts';
import { folderStores } from './folder.ts';

let stores: Stores;

beforeEach(async () => {
  stores = await folderStores();
});

describeLeaseStore(() => stores.leases);
