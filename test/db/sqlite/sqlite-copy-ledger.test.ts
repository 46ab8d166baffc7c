import { beforeEach } from 'vitest';
import type { Stores } from '../../../db/stores.ts';
import { describeCopyLedger } from '../copy-ledger-contract.ts';
import { folderStores } from './folder.ts';

let stores: Stores;

beforeEach(async () => {
  stores = await folderStores();
});

describeCopyLedger((slave) => stores.ledger(slave));
