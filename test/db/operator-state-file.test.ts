import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { OperatorStateFile } from '../../db/operator-state-file.ts';
import { NO_ORDERS } from '../../db/operator-state-store.ts';
import { accountName } from '../../domain/ids.ts';
import { describeOperatorStateStore } from './operator-state-contract.ts';
import { temporaryFolder } from './sqlite/folder.ts';

const NAME = accountName('S');
let folder: string;

beforeEach(() => {
  folder = path.join(temporaryFolder(), 'operator');
});

describeOperatorStateStore(() => new OperatorStateFile(folder));

test('what the database has by now is forgotten', async () => {
  const file = new OperatorStateFile(folder);
  await file.put(NAME, { revision: 1, isPaused: true, isFlattening: false, atMs: 1 });
  await file.forget(NAME);
  await file.forget(NAME);
  expect(await file.find(NAME)).toEqual(NO_ORDERS);
});

test('a damaged file is an error, never no orders', async () => {
  await mkdir(folder);
  await writeFile(path.join(folder, 'operator-S.json'), '{"revision":');
  await expect(new OperatorStateFile(folder).find(NAME)).rejects.toThrow(/"S" cannot be read/);
});
