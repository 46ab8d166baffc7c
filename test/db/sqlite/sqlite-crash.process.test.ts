import { fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { copyOf, SLAVE } from '../builders.ts';
import { folderStores, temporaryFolder } from './folder.ts';

test('F55: kill -9 in the middle of writes loses no acknowledged intent and tears no group', async () => {
  const folder = temporaryFolder();
  const child = fork(new URL('intend-forever.ts', import.meta.url), [folder], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (text: Buffer) => {
    output += text.toString();
  });
  await expect.poll(() => output.length, { timeout: 20_000 }).toBeGreaterThan(2000);
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;

  // The last line may be torn: it counts as not printed.
  const acknowledged = output.slice(0, output.lastIndexOf('\n')).split(/\s+/);
  const ledger = (await folderStores(folder)).ledger(SLAVE);
  const stored = new Set(
    (await ledger.findBySlave(SLAVE)).map((copy): string => copy.masterTicket),
  );
  expect(acknowledged.length).toBeGreaterThan(100);
  expect(acknowledged.filter((number) => !stored.has(number))).toEqual([]);
  expect(stored.size % 5).toBe(0);
  const [again] = await ledger.intend([copyOf(1)]);
  expect(again?.type).toBe('exists');
}, 30_000);
