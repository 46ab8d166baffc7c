/** The invariants of db/sqlite/empty-file.ts: an empty file is a new one only while it is being made. */
import {
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { inspectSchema } from '../../../db/inspect-schema.ts';
import { SqliteFile, type SqliteLayout } from '../../../db/sqlite/sqlite-file.ts';
import { UnreadableStoreError } from '../../../db/unreadable-store.ts';
import { copyOf, SLAVE } from '../builders.ts';
import { folderStores, temporaryFolder } from './folder.ts';

const LAYOUT: SqliteLayout = {
  version: 1,
  durable: true,
  schema: 'CREATE TABLE t (x TEXT) STRICT',
};

function opened(file: string): Promise<unknown> {
  const db = new SqliteFile(file, LAYOUT);
  return db.read((each) => each.prepare('SELECT * FROM t').all()).finally(() => db.close());
}

/** A folder whose ledger holds a copy, in its write-ahead log alone. */
async function folderWithLedger(): Promise<{ folder: string; ledger: string }> {
  const before = temporaryFolder();
  const stores = await folderStores(before);
  await stores.init();
  await stores.ledger(SLAVE).intend([copyOf(1)]);
  // As a process that is killed leaves them: closing would bring the log into the file.
  const [folder, name] = [temporaryFolder(), `trades-${SLAVE}.db`];
  for (const each of [name, `${name}-wal`, 'accounts.db', 'accounts.db-wal']) {
    copyFileSync(path.join(before, each), path.join(folder, each));
  }
  return { folder, ledger: path.join(folder, name) };
}

test('an empty ledger is an unreadable one, and its write-ahead log stays', async () => {
  const { folder, ledger } = await folderWithLedger();
  truncateSync(ledger, 0);
  const log = readFileSync(`${ledger}-wal`);
  const stores = await folderStores(folder);
  const reading = stores.ledger(SLAVE).findBySlave(SLAVE);
  await expect(reading).rejects.toBeInstanceOf(UnreadableStoreError);
  await expect(reading).rejects.toThrow(
    `${ledger} is empty (0 bytes): what it held is not in it. Restore it from a backup; or, if nothing was ever kept in it, move it and ${ledger}-wal away`,
  );
  await expect(stores.ledger(SLAVE).intend([copyOf(2)])).rejects.toThrow('is empty');
  expect(await stores.trades.list()).toMatchObject({ rows: [], problems: [{ field: 'the file' }] });
  expect(readFileSync(ledger)).toHaveLength(0);
  expect(readFileSync(`${ledger}-wal`).equals(log)).toBe(true);
});

test.each([
  [
    'whose file alone is gone',
    (ledger: string) => rmSync(ledger),
    /is gone, while .+-wal is there/,
  ],
  ['whose log alone is gone', (ledger: string) => rmSync(`${ledger}-wal`), /has no tables/],
])('a ledger %s is an unreadable one', async (_name, harm, message) => {
  const { folder, ledger } = await folderWithLedger();
  harm(ledger);
  const reading = (await folderStores(folder)).ledger(SLAVE).findBySlave(SLAVE);
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.toBeInstanceOf(UnreadableStoreError);
});

test('what is restored is read by the same process', async () => {
  const { folder, ledger } = await folderWithLedger();
  const whole = readFileSync(ledger);
  truncateSync(ledger, 0);
  const stores = await folderStores(folder);
  await expect(stores.ledger(SLAVE).findBySlave(SLAVE)).rejects.toThrow('is empty');
  writeFileSync(ledger, whole);
  expect(await stores.ledger(SLAVE).findBySlave(SLAVE)).toHaveLength(1);
});

test('empty accounts are no new desk, and whoever only looks leaves their log alone', async () => {
  const { folder } = await folderWithLedger();
  const accounts = path.join(folder, 'accounts.db');
  truncateSync(accounts, 0);
  expect((await inspectSchema(folder, 'none')).problem).toContain(`${accounts} is empty (0 bytes)`);
  const { accounts: store } = await folderStores(folder);
  await expect(store.list()).rejects.toThrow(UnreadableStoreError);
  expect(existsSync(`${accounts}-wal`)).toBe(true);
});

test.each([
  ['before there was a file', () => undefined],
  ['before it had a page', (file: string) => writeFileSync(file, '')],
])('a process that died %s locks nobody out', async (_name, died) => {
  const file = path.join(temporaryFolder(), 'some.db');
  writeFileSync(`${file}.new`, '');
  died(file);
  expect(await opened(file)).toEqual([]);
  expect(existsSync(`${file}.new`)).toBe(false);
  truncateSync(file, 0);
  await expect(opened(file)).rejects.toThrow('is empty');
});

test('one that died before it had its tables is finished, and many may do so at once', async () => {
  const file = path.join(temporaryFolder(), 'some.db');
  const failing = new SqliteFile(file, { ...LAYOUT, schema: 'CREATE TABLE' });
  await expect(failing.read(() => undefined)).rejects.toThrow('incomplete input');
  failing.close();
  expect(readFileSync(file).length).toBeGreaterThan(0);
  expect(await Promise.all([opened(file), opened(file), opened(file)])).toEqual([[], [], []]);
});
