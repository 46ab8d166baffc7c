import { fork, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { eaSecret } from '../../config/ea-secret.ts';
import { packageRoot } from '../../config/paths.ts';
import { childMessage, type ChildMessage } from '../../messaging/ipc/node-ipc.ts';
import { tradeResult } from '../../messaging/ea-protocol.ts';
import type { EaRequest } from '../../messaging/ea-requests.ts';
import { accountInput, T0, temporaryFolder } from './builders.ts';
import { RouterNode, until } from './router-node.ts';

const DATA = path.join(packageRoot(), 'demo', 'data');

/** A terminal process as the launcher forks it; ended with the test. */
function forkTerminal(folder: string, port: number, content?: string) {
  const [symbol] = accountInput().symbols;
  if (symbol === undefined) throw new Error('the builder has no symbol');
  const feed = { file: path.join(DATA, 'EURUSD.oanda.20140502.csv.gz') };
  const clock = { startWallMs: Date.now(), startTickMs: T0 + 1_000 };
  const file = path.join(folder, 'account.json');
  const input = accountInput({ clock, symbols: [{ ...symbol, feed }] });
  writeFileSync(file, content ?? JSON.stringify(input));
  const child: ChildProcess = fork(
    path.join(packageRoot(), 'simulator', 'main.ts'),
    ['--account', file, '--port', String(port)],
    {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, LOCKSTEP_HOME: folder },
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    },
  );
  const told: ChildMessage[] = [];
  let errors = '';
  child.on('message', (message) => told.push(childMessage.parse(message)));
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const exited = new Promise<number | null>((resolve) => {
    child.on('exit', (code) => resolve(code));
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, told, exited, errors: () => errors };
}

async function startNode(folder: string): Promise<{ node: RouterNode; port: number }> {
  const node = new RouterNode(await eaSecret(folder, 'Alpha'));
  const port = await node.listen();
  onTestFinished(() => node.close());
  return { node, port };
}

const OPEN: EaRequest = {
  action: 'TRADE',
  params: {
    type: 'BUY',
    symbol: 'EURUSD',
    volume: '0.03',
    sl: '0',
    tp: '0',
    deviation: 10,
    magic: '5500000000000000001',
    comment: '12345',
    filling: 'IOC',
    validUntil: Number.MAX_SAFE_INTEGER,
    worstPrice: '2',
    magicSince: 0,
  },
};

test('a forked terminal says when it is ready, beats and stops in order', async () => {
  const folder = temporaryFolder();
  const { node, port } = await startNode(folder);
  const { child, exited, told } = forkTerminal(folder, port);
  await until(() => told.find(({ type }) => type === 'ready'));
  expect(node.welcomes).toBe(1);
  const progress = (): number[] =>
    told.flatMap((message) => (message.type === 'heartbeat' ? [message.progress] : []));
  await until(() => ((progress().at(-1) ?? 0) > (progress().at(0) ?? 0) ? true : null));
  child.send({ type: 'stop' });
  expect(await exited).toBe(0);
});

test('a killed terminal comes back with its position and its answer', async () => {
  const folder = temporaryFolder();
  const { node, port } = await startNode(folder);
  const first = forkTerminal(folder, port);
  await until(() => node.streams('BOOK').at(0));
  const opened = await node.ask('a/open/1', OPEN);
  first.child.kill('SIGKILL');
  await first.exited;
  const books = node.streams('BOOK').length;
  forkTerminal(folder, port);
  const book = await until(() => node.streams('BOOK').at(books));
  expect(book.book.positions).toMatchObject([{ identifier: tradeResult.parse(opened).position }]);
  expect(await node.ask('a/open/1', OPEN)).toEqual(opened);
});

test('a terminal whose launcher is gone stops by itself', async () => {
  const folder = temporaryFolder();
  const { port } = await startNode(folder);
  const { child, exited, told } = forkTerminal(folder, port);
  await until(() => told.at(0));
  child.disconnect();
  expect(await exited).toBe(0);
});

test('a wrong description ends with exit code 78 and names what is wrong', async () => {
  const { errors, exited } = forkTerminal(temporaryFolder(), 47_101, '{"name":"Alpha"}');
  expect(await exited).toBe(78);
  expect(errors()).toContain('account.json');
  expect(errors()).toContain('symbols');
});
