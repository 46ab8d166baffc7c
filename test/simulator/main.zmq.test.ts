/** A terminal's process as the launcher forks it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { childMessage, type ChildMessage } from '../../messaging/ipc/node-ipc.ts';
import { until } from '../messaging/link-fixture.ts';
import { desk, welcomed } from './terminal/terminal-fixture.ts';

function messagesOf(child: ChildProcess): ChildMessage[] {
  const told: ChildMessage[] = [];
  child.on('message', (message) => told.push(childMessage.parse(message)));
  return told;
}

test('a forked terminal says when it is ready, beats and stops in order', async () => {
  const own = await desk();
  const child = own.fork();
  const told = messagesOf(child);
  await until(() => told.some(({ type }) => type === 'ready'));
  await welcomed(own);
  const progress = (): number[] =>
    told.flatMap((message) => (message.type === 'heartbeat' ? [message.progress] : []));
  await until(() => (progress().at(-1) ?? 0) > (progress().at(0) ?? 0));
  child.send({ type: 'stop' });
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a terminal whose launcher is gone stops by itself', async () => {
  const own = await desk();
  const child = own.fork();
  const told = messagesOf(child);
  await until(() => told.length > 0);
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a wrong description ends with exit code 78 and names what is wrong', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lockstep-sim-'));
  const file = path.join(folder, 'account.json');
  writeFileSync(file, '{"name":"Alpha"}');
  const child = fork('simulator/main.ts', ['--account', file, '--port', '47101'], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  let errors = '';
  child.stderr?.on('data', (text: Buffer) => {
    errors += String(text);
  });
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(78);
  expect(errors).toContain('account.json');
  expect(errors).toContain('broker');
});
