import { beforeEach } from 'vitest';
import type { Stores } from '../../../db/stores.ts';
import { describeEventLog } from '../event-log-contract.ts';
import { folderStores } from './folder.ts';

let stores: Stores;

beforeEach(async () => {
  stores = await folderStores();
});

describeEventLog((account) => stores.events(account));
