import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ConfigurationError } from '../../domain/errors.ts';
import { readAccountFile, type AccountFileInput } from '../../simulator/account-file.ts';
import { accountFile, accountInput, temporaryFolder } from './builders.ts';

function written(content: string): string {
  const file = path.join(temporaryFolder(), 'account.json');
  writeFileSync(file, content);
  return file;
}

test('paths start at the folder of the description and defaults are filled in', async () => {
  const history = { file: 'h.csv.gz', capGapMs: 500 };
  const file = written(JSON.stringify(accountInput({ history })));
  const description = await readAccountFile(file);
  const folder = path.dirname(file);
  expect(description.dealsFile).toBe(path.join(folder, 'deals.jsonl'));
  expect(description.symbols[0]).toMatchObject({
    fillingMode: 3,
    volumeLimit: '0',
    feed: { file: path.join(folder, 'EURUSD.csv'), delayMs: 0, widenPoints: 0 },
  });
  expect(description.history).toMatchObject({ file: path.join(folder, 'h.csv.gz') });
  expect(description.clock.speed).toBe(1);
});

test.each<[string, Partial<AccountFileInput>]>([
  ['secret', Object.fromEntries([['secret', 'x']])],
  ['login', { login: '0123' }],
  ['balance', { balance: '1e4' }],
  ['executionMs', { executionMs: { min: 2, max: 1 } }],
  ['loop', { clock: { startWallMs: 0, startTickMs: 0, loop: { fromMs: 2, untilMs: 2 } } }],
])('a wrong or unknown field %s is named together with the file', (field, changes) => {
  expect(() => accountFile(changes)).toThrow(ConfigurationError);
  expect(() => accountFile(changes)).toThrow(field);
  expect(() => accountFile(changes)).toThrow('account.json');
});

test('a file that is not there or no JSON is named', async () => {
  await expect(readAccountFile('nowhere.json')).rejects.toThrow('nowhere.json');
  await expect(readAccountFile(written('{'))).rejects.toThrow('cannot be read as JSON');
});
