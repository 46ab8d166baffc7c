import { closeSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { expect, test } from 'vitest';
import { SqliteFile, type SqliteLayout } from '../../../db/sqlite/sqlite-file.ts';
import { eventsLayout } from '../../../db/sqlite/sqlite-schema.ts';
import { UnreadableStoreError } from '../../../db/unreadable-store.ts';
import { StoreUnavailableError } from '../../../domain/errors.ts';
import { accountName } from '../../../domain/ids.ts';
import { copyOf, SLAVE } from '../builders.ts';
import { folderStores, temporaryFolder } from './folder.ts';

const LAYOUT: SqliteLayout = {
  version: 1,
  durable: true,
  schema: 'CREATE TABLE t (x TEXT) STRICT',
};

function newFile(): string {
  return path.join(temporaryFolder(), 'some.db');
}

test('a transaction that throws leaves nothing behind', async () => {
  const file = new SqliteFile(newFile(), LAYOUT);
  const failing = file.write((db) => {
    db.exec("INSERT INTO t VALUES ('a')");
    throw new TypeError('a bug');
  });
  await expect(failing).rejects.toThrow(new TypeError('a bug'));
  expect(await file.read((db) => db.prepare('SELECT * FROM t').all())).toEqual([]);
  file.close();
});

test('commits wait for the disk, in a write-ahead log', async () => {
  const file = new SqliteFile(newFile(), LAYOUT);
  const [mode, synchronous] = await file.read((db) => [
    db.prepare('PRAGMA journal_mode').all(),
    db.prepare('PRAGMA synchronous').all(),
  ]);
  expect(mode).toEqual([{ journal_mode: 'wal' }]);
  expect(synchronous).toEqual([{ synchronous: 2n }]);
  file.close();
});

test('a file that is no database is named and left as it is', async () => {
  const name = newFile();
  const content = 'somebody else keeps his notes here. '.repeat(200);
  writeFileSync(name, content);
  const file = new SqliteFile(name, LAYOUT);
  await expect(file.write(() => undefined)).rejects.toThrow(UnreadableStoreError);
  await expect(file.read(() => undefined)).rejects.toThrow(
    `${name} is damaged (file is not a database): restore it from a backup or move it away; Lockstep never overwrites it`,
  );
  expect(readFileSync(name, 'utf8')).toBe(content);
});

test('a damaged ledger stores nothing, is left as it is and hides no other ledger', async () => {
  const folder = temporaryFolder();
  const before = await folderStores(folder);
  const good = copyOf(1, { slaveId: '1@Good' as never });
  await before.ledger(good.slaveId).intend([good]);
  await before.ledger(SLAVE).intend(Array.from({ length: 100 }, (_, index) => copyOf(index + 1)));
  await before.close();
  const name = path.join(folder, `trades-${SLAVE}.db`);
  intoOneFile(name);
  // A page that the next write would not touch.
  const pages = openSync(name, 'r+');
  writeSync(pages, Buffer.alloc(4096, 0xa5), 0, 4096, statSync(name).size - 4096 * 3);
  closeSync(pages);
  const damaged = readFileSync(name);

  const stores = await folderStores(folder);
  await expect(stores.ledger(SLAVE).intend([copyOf(500)])).rejects.toThrow(`${name} is damaged`);
  await expect(stores.ledger(SLAVE).findBySlave(SLAVE)).rejects.toThrow(UnreadableStoreError);
  const { rows, problems } = await stores.trades.list();
  expect(rows.map(({ slaveId }) => slaveId)).toEqual(['1@Good']);
  expect(problems).toMatchObject([{ collection: 'trades', name: path.basename(name) }]);
  expect(readFileSync(name).equals(damaged)).toBe(true);
});

test('a file of a newer version is refused', async () => {
  const name = newFile();
  const newer = new SqliteFile(name, { ...LAYOUT, version: 2 });
  await newer.write(() => undefined);
  newer.close();
  const read = new SqliteFile(name, LAYOUT).read(() => undefined);
  await expect(read).rejects.toThrow(
    new UnreadableStoreError(
      `${name} was written by a newer Lockstep (layout 2, this one knows 1): update Lockstep`,
    ),
  );
  await expect(read).rejects.toBeInstanceOf(UnreadableStoreError);
});

test('a file belongs to the account it was made for', async () => {
  const name = newFile();
  const first = new SqliteFile(name, eventsLayout('Apex'));
  await first.write(() => undefined);
  first.close();
  await expect(
    new SqliteFile(name, eventsLayout(accountName('APEX'))).read(() => undefined),
  ).rejects.toThrow('the file of "APEX" belongs to "Apex"');
});

test("another process's write is waited for, and the event loop turns meanwhile", async () => {
  const name = newFile();
  const file = new SqliteFile(name, LAYOUT, 10_000);
  await file.write(() => undefined);
  const other = new Database(name);
  other.exec('BEGIN IMMEDIATE');
  const write = file.write((db) => db.exec("INSERT INTO t VALUES ('mine')"));
  await new Promise((resolve) => setTimeout(resolve, 1));
  other.exec("INSERT INTO t VALUES ('other')");
  other.exec('COMMIT');
  other.close();
  await write;
  expect(await file.read((db) => db.prepare('SELECT x FROM t').all())).toEqual([
    { x: 'other' },
    { x: 'mine' },
  ]);
  file.close();
});

test('a lock that never ends is an error in the end', async () => {
  const name = newFile();
  const file = new SqliteFile(name, LAYOUT, 50);
  await file.write(() => undefined);
  const other = new Database(name);
  other.exec('BEGIN IMMEDIATE');
  await expect(file.write(() => undefined)).rejects.toThrow(
    `${name} is locked by another program for too long`,
  );
  other.close();
  file.close();
});

test('a full disk is one clear line, and what was stored stays', async () => {
  const name = newFile();
  const file = new SqliteFile(name, LAYOUT);
  await file.write((db) => db.exec("INSERT INTO t VALUES ('kept')"));
  const fill = file.write((db) => {
    db.exec('PRAGMA max_page_count = 3');
    for (let row = 0; row < 100; row += 1) {
      db.prepare('INSERT INTO t VALUES (?)').run(['x'.repeat(1000)]);
    }
  });
  await expect(fill).rejects.toThrow(`${name} cannot be written: the disk is full`);
  await expect(fill).rejects.toThrow(StoreUnavailableError);
  expect(await file.read((db) => db.prepare('SELECT x FROM t').all())).toEqual([{ x: 'kept' }]);
  file.close();
});

/** Moves everything from the write-ahead log into the file itself. */
function intoOneFile(name: string): void {
  const db = new Database(name);
  db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  db.close();
}
