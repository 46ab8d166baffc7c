import { statSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { beforeEach, expect, test } from 'vitest';
import type { DocumentProblem } from '../../../db/document-problem.ts';
import { fileName } from '../../../db/file-name.ts';
import type { Stores } from '../../../db/stores.ts';
import { withState } from '../../../domain/copy.ts';
import { positionId, ticket } from '../../../domain/ids.ts';
import { copyOf, SLAVE } from '../builders.ts';
import { describeCopyLedger } from '../copy-ledger-contract.ts';
import { folderStores, temporaryFolder } from './folder.ts';

let folder: string;
let stores: Stores;

beforeEach(async () => {
  folder = temporaryFolder();
  stores = await folderStores(folder);
});

describeCopyLedger((slave) => stores.ledger(slave));

/** Another program writes into the ledger. */
function write(sql: string): void {
  const db = new Database(path.join(folder, fileName('trades', SLAVE)));
  db.exec(sql);
  db.close();
}

test('an entry that cannot be read is named, hides no other, and its open is never stored', async () => {
  const ledger = stores.ledger(SLAVE);
  await ledger.intend([copyOf(1), copyOf(2)]);
  write("UPDATE trades SET status = 'ODD' WHERE master_ticket = 1");
  const problems: DocumentProblem[] = [];
  expect(await ledger.findBySlave(SLAVE, (bad) => problems.push(bad))).toEqual([copyOf(2)]);
  const problem = { collection: 'trades', name: copyOf(1).copyId, field: 'status', value: '"ODD"' };
  expect(problems).toMatchObject([problem]);
  expect(await ledger.intend([copyOf(1), copyOf(3)])).toMatchObject([
    { type: 'unreadable', problem },
    { type: 'stored' },
  ]);
  const position = { identifier: positionId('5'), ticket: ticket('5') };
  const opened = withState(withState(copyOf(1), copyOf(1).state), { status: 'open', position });
  expect(await ledger.record([opened])).toEqual([{ type: 'stale', copy: null }]);
});

test('the log of what orders waited for is copied into the file with the times, not by them', async () => {
  const file = path.join(folder, fileName('trades', SLAVE));
  const ledger = stores.ledger(SLAVE);
  const copies = Array.from({ length: 2_000 }, (_, index) => copyOf(index + 1));
  for (let at = 0; at < copies.length; at += 20) await ledger.intend(copies.slice(at, at + 20));
  const before = statSync(file).size;
  const { copyId } = copyOf(1);
  await ledger.note([{ copyId, operation: 'open', stamps: {} }]);
  // More than the thousand pages at which SQLite itself would have copied it.
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(4_200_000);
  expect(statSync(file).size).toBeGreaterThan(before * 5);
});
