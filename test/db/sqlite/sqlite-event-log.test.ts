import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { beforeEach, expect, test } from 'vitest';
import { UnreadableStoreError } from '../../../db/unreadable-store.ts';
import { accountName } from '../../../domain/ids.ts';
import { describeEventLog } from '../event-log-contract.ts';
import { folderStores, temporaryFolder } from './folder.ts';
import type { Stores } from '../../../db/stores.ts';

let folder: string;
let stores: Stores;

beforeEach(async () => {
  folder = temporaryFolder();
  stores = await folderStores(folder);
});

describeEventLog((account) => stores.events(account));

test('a log of years is not read through when it is opened: damage in an old part shows when that is read', async () => {
  const name = accountName('Apex_Slave_01');
  const entries = Array.from({ length: 100 }, () => ({ at: 1, kind: 'k', data: 'x'.repeat(400) }));
  await stores.events(name).append(entries);
  await stores.close();
  const file = path.join(folder, 'events-Apex_Slave_01.db');
  const db = new Database(file);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  const pages = openSync(file, 'r+');
  writeSync(
    pages,
    Buffer.alloc(4096, 0xa5),
    0,
    4096,
    Math.floor(statSync(file).size / 8192) * 4096,
  );
  closeSync(pages);

  const log = (await folderStores(folder)).events(name);
  expect(await log.append([{ at: 2, kind: 'k', data: null }])).toMatchObject([{ seq: 101 }]);
  await expect(log.read()).rejects.toThrow(UnreadableStoreError);
});
