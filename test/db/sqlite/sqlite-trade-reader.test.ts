import { beforeEach } from 'vitest';
import type { Stores } from '../../../db/stores.ts';
import { describeTradeReader } from '../trade-reader-contract.ts';
import { folderStores } from './folder.ts';

let stores: Stores;

beforeEach(async () => {
  stores = await folderStores();
});

describeTradeReader(() => stores);
