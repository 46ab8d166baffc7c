import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { eaSecret, rotateEaSecret } from '../../config/ea-secret.ts';

function newFolder(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), 'lockstep-secret-')), 'data');
}

test('the first call creates the secret, and all that call at once get the same', async () => {
  const folder = newFolder();
  const secrets = await Promise.all(Array.from({ length: 20 }, () => eaSecret(folder, 'ftmo-1')));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(await eaSecret(folder, 'ftmo-1')).toBe(secrets[0]);
  expect(await eaSecret(folder, 'ftmo-2')).not.toBe(secrets[0]);
});

test('the file has a name that every system takes, and its owner alone may read it', async () => {
  const folder = newFolder();
  for (const name of ['con', 'a/../b', 'Konto: ü*?', '..']) await eaSecret(folder, name);
  const keys = path.join(folder, 'keys');
  expect(readdirSync(keys).toSorted()).toEqual([
    'ea-...secret',
    'ea-Konto%3A%20%C3%BC%2A%3F.secret',
    'ea-a%2F..%2Fb.secret',
    'ea-con.secret',
  ]);
  if (process.platform === 'win32') return; // There the data folder's access list says who reads.
  expect(statSync(path.join(keys, 'ea-con.secret')).mode & 0o777).toBe(0o600);
  expect(statSync(keys).mode & 0o777).toBe(0o700);
});

test('the longest name outside ASCII has a secret, which is rotated like others', async () => {
  const folder = newFolder();
  const name = 'ж'.repeat(64);
  const before = await eaSecret(folder, name);
  expect(await rotateEaSecret(folder, name)).not.toBe(before);
});

test('a secret that is rotated is another one from then on, and nothing is left behind', async () => {
  const folder = newFolder();
  const before = await eaSecret(folder, 'ftmo-1');
  const after = await rotateEaSecret(folder, 'ftmo-1');
  expect(after).not.toBe(before);
  expect(await eaSecret(folder, 'ftmo-1')).toBe(after);
  expect(readdirSync(path.join(folder, 'keys'))).toEqual(['ea-ftmo-1.secret']);
  const first = newFolder();
  expect(await rotateEaSecret(first, 'new')).toBe(await eaSecret(first, 'new'));
});

test('a damaged file is named, with the way out and without its content', async () => {
  const folder = newFolder();
  const secret = await eaSecret(folder, 'ftmo-1');
  const file = path.join(folder, 'keys', 'ea-ftmo-1.secret');
  writeFileSync(file, `${secret}\r\n`);
  expect(await eaSecret(folder, 'ftmo-1')).toBe(secret);
  writeFileSync(file, secret.slice(1));
  const error = await eaSecret(folder, 'ftmo-1').catch((cause: unknown) => String(cause));
  expect(error).toMatch('ConfigurationError: secret of account "ftmo-1"');
  expect(error).toMatch(file);
  expect(error).toMatch('delete the file');
  expect(error).not.toMatch(secret.slice(1));
  expect(readFileSync(file, 'utf8')).toBe(secret.slice(1));
});
