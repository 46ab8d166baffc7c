/** The start of processes, asked of this computer. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isSameStart, ownStart, processStart } from '../../nodes/process-start.ts';

test('this process and what the system says of it are the same start', async () => {
  expect(isSameStart(await ownStart(), await processStart(process.pid))).toBe(true);
});

test('a living process has a start, a dead one has none', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const first = await processStart(pid);
  expect(first).not.toBeNull();
  expect(isSameStart(first, await processStart(pid))).toBe(true);
  const exited = once(child, 'exit');
  child.stdin.end();
  await exited;
  expect(await processStart(pid)).toBeNull();
});

test.each([
  ['boot/1', 'boot/1', true],
  ['boot/1', 'boot/2', false],
  ['boot/1', null, false],
  [null, null, false],
  ['ms:1700000000000', 'ms:1700000001500', true],
  ['ms:1700000000000', 'ms:1700000004000', false],
  ['ms:1700000000000', 'boot/1', false],
])('%s and %s are the same start: %s', (left, right, isSame) => {
  expect(isSameStart(left, right)).toBe(isSame);
});
