import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { OperatorStateFile } from '../../db/operator-state-file.ts';
import { accountName } from '../../domain/ids.ts';
import { describeOperatorStateStore } from './operator-state-contract.ts';
import { temporaryFolder } from './sqlite/folder.ts';

const NAME = accountName('S');
let folder: string;

beforeEach(() => {
  folder = path.join(temporaryFolder(), 'operator');
});

describeOperatorStateStore(() => new OperatorStateFile(folder));

test('a damaged file is an error, never no orders', async () => {
  await mkdir(folder);
  await writeFile(path.join(folder, 'operator-S.json'), '{"revision":');
  await expect(new OperatorStateFile(folder).find(NAME)).rejects.toThrow(/"S" cannot be read/);
});
