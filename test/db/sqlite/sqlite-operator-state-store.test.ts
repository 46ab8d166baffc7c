import { beforeEach } from 'vitest';
import type { Stores } from '../../../db/stores.ts';
import { describeOperatorStateStore } from '../operator-state-contract.ts';
import { folderStores } from './folder.ts';

let stores: Stores;

beforeEach(async () => {
  stores = await folderStores();
});

describeOperatorStateStore(() => stores.operator);
