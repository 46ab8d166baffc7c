import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../config/paths.ts';
import { isMongoUrl, openStores } from '../../db/open-stores.ts';
import { ConfigurationError, StoreUnavailableError } from '../../domain/errors.ts';
import { accountName } from '../../domain/ids.ts';
import { masterDocument } from './builders.ts';
import { folderStores, temporaryFolder } from './sqlite/folder.ts';

test.each([
  ['mongodb://localhost:27017', true],
  ['MongoDB+srv://cluster.example', true],
  ['/var/lib/lockstep', false],
  [String.raw`C:\Users\me\mongodb`, false],
])('%s is an address of MongoDB: %s', (url, expected) => {
  expect(isMongoUrl(url)).toBe(expected);
});

test.each(['', '  ', 'postgres://localhost/x', 'http://localhost'])(
  'the address %j is refused',
  async (url) => {
    await expect(openStores({ url })).rejects.toThrow(ConfigurationError);
  },
);

test('a folder is made at the first use, with all folders above it', async () => {
  const folder = path.join(temporaryFolder(), 'a', 'b');
  const stores = await folderStores(folder);
  expect(stores.address).toBe(folder);
  await stores.init();
  await stores.init();
  await stores.accounts.insert([masterDocument()]);
  expect(await (await folderStores(folder)).accounts.raw()).toEqual([masterDocument()]);
});

test('a folder below a regular file is one clear line', async () => {
  const file = path.join(temporaryFolder(), 'file');
  writeFileSync(file, 'not a folder');
  const stores = await folderStores(path.join(file, 'data'));
  await expect(stores.init()).rejects.toThrow(StoreUnavailableError);
  await expect(stores.accounts.list()).rejects.toThrow(
    `the folder of ${path.join(file, 'data', 'accounts.db')} cannot be created (ENOTDIR`,
  );
  await expect(stores.trades.list()).rejects.toThrow(StoreUnavailableError);
});

test('asking twice for a ledger or a log gives the same one', async () => {
  const stores = await folderStores();
  const slave = '1@X' as Parameters<typeof stores.ledger>[0];
  expect(stores.ledger(slave)).toBe(stores.ledger(slave));
  expect(stores.events(accountName('A'))).toBe(stores.events(accountName('A')));
});

test('closed stores refuse to work', async () => {
  const stores = await folderStores();
  await stores.init();
  await stores.close();
  await expect(stores.accounts.list()).rejects.toThrow(StoreUnavailableError);
});

test('only the store that is used is loaded', () => {
  const script = `
    import { openStores } from './db/open-stores.ts';
    import { createRequire } from 'node:module';
    const stores = await openStores({ url: process.argv[1] });
    await stores.accounts.list().catch(() => undefined);
    await stores.close();
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    const has = (name) => loaded.some((file) => file.includes('/node_modules/' + name + '/'));
    console.log(JSON.stringify({ mongodb: has('mongodb'), libsql: has('libsql') }));
  `;
  const loadedBy = (url: string): unknown => {
    const output = execFileSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script, url],
      { cwd: packageRoot(), encoding: 'utf8' },
    );
    return JSON.parse(output);
  };
  expect(loadedBy(temporaryFolder())).toEqual({ mongodb: false, libsql: true });
  expect(loadedBy('mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100')).toEqual({
    mongodb: true,
    libsql: false,
  });
});
