import path from 'node:path';
import Database from 'libsql';
import { expect, test } from 'vitest';
import { fileName } from '../../../db/file-name.ts';
import { copyOf, SLAVE } from '../builders.ts';
import { folderStores, temporaryFolder } from './folder.ts';

/** A ledger with one copy in the form that it had before there were latencies. */
async function olderLedger(): Promise<string> {
  const folder = temporaryFolder();
  const stores = await folderStores(folder);
  await stores.ledger(SLAVE).intend([copyOf(1)]);
  await stores.close();
  const db = new Database(path.join(folder, fileName('trades', SLAVE)));
  db.exec('ALTER TABLE trades DROP COLUMN open_latency');
  db.exec('ALTER TABLE trades DROP COLUMN close_latency');
  db.close();
  return folder;
}

test('a ledger of before there were latencies is shown as it is', async () => {
  const stores = await folderStores(await olderLedger());
  const { rows, problems } = await stores.trades.list();
  expect(rows).toMatchObject([{ masterTicket: '1', latency: null }]);
  expect(problems).toEqual([]);
});

test('its slave goes on with it, and times its copies from now on', async () => {
  const stores = await folderStores(await olderLedger());
  const ledger = stores.ledger(SLAVE);
  expect(await ledger.findBySlave(SLAVE)).toEqual([copyOf(1)]);
  await ledger.intend([copyOf(2)]);
  const stamps = { sent: 1_770_112_800_000 };
  await ledger.note([{ copyId: copyOf(2).copyId, operation: 'open', stamps }]);
  const { rows } = await stores.trades.list();
  expect(rows.map(({ latency }) => latency?.open ?? null)).toEqual([null, stamps]);
});
