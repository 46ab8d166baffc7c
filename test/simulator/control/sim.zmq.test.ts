/** A terminal's process that is told things by the process that forked it, over its port and by `npm run sim`. */
import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { ControlClient } from '../../../simulator/control/control-client.ts';
import { controlAnswer, type ControlCommand } from '../../../simulator/control/control-message.ts';
import { bookOf, desk, synced, type Desk } from '../terminal/terminal-fixture.ts';

const run = promisify(execFile);
let number = 0;

/** Tells it over the channel of its parent. */
async function send(child: ChildProcess, command: ControlCommand): Promise<unknown> {
  number += 1;
  const mine = number;
  child.send({ type: 'control', number: mine, command });
  for (;;) {
    const [message] = (await once(child, 'message')) as [unknown];
    const answer = controlAnswer.safeParse(message);
    if (answer.success && answer.data.number === mine) {
      return answer.data.ok ? answer.data.result : answer.data.error;
    }
  }
}

/** Reads books until one has so many positions and is as complete. */
async function bookWith(own: Desk, positions: number, complete: boolean): Promise<void> {
  for (;;) {
    number += 1;
    const reply = await own.ask(`book-${String(number)}`, { action: 'GET_POSITIONS', params: {} });
    const book = bookOf(reply);
    if (book?.positions.length === positions && book.complete === complete) return;
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
}

const LISTS = { type: 'empty-lists', forMs: 600_000 };
const OPEN = { type: 'open', symbol: 'EURUSD', side: 'BUY', volume: '0.10' } as const;

test('over IPC: a trade by hand and a fault reach the node through the Expert Advisor', async () => {
  const own = await desk();
  const child = own.fork();
  await synced(own);
  expect(await send(child, { type: 'trade', trade: OPEN })).toMatchObject([{ retcode: 10_009 }]);
  await bookWith(own, 1, true);
  const given = await send(child, { type: 'add-fault', fault: LISTS });
  await bookWith(own, 0, false);
  const { fault } = given as { fault: string };
  await send(child, { type: 'remove-fault', fault });
  await bookWith(own, 1, true);
  expect(await send(child, { type: 'remove-fault', fault })).toMatch(/no fault/);
  const stopped = once(child, 'exit');
  expect(await send(child, { type: 'stop' })).toEqual({ pid: child.pid });
  expect(await stopped).toEqual([0, null]);
});

test('over its port: who knows the token lists faults, looks at the account and ends the terminal', async () => {
  const own = await desk();
  const child = own.fork();
  await synced(own);
  const client = await ControlClient.of(path.join(own.folder, 'terminal'));
  onTestFinished(() => client.close());
  await client.ask({ type: 'add-fault', fault: LISTS });
  await bookWith(own, 0, true);
  const file = path.join(own.folder, 'terminal.json');
  const sim = ['--import', 'tsx', 'simulator/main.ts', '--control', file];
  const { stdout } = await run(process.execPath, [...sim, 'faults']);
  expect(JSON.parse(stdout)).toMatchObject([{ id: 'terminal-1', fault: LISTS }]);
  expect(await client.ask({ type: 'state' })).toMatchObject({ pid: child.pid, isConnected: true });
  const ended = once(child, 'exit');
  expect(await client.ask({ type: 'kill' })).toEqual({ pid: child.pid });
  expect(await ended).toEqual([null, 'SIGKILL']);
  await expect(client.ask({ type: 'state' })).rejects.toThrow(/has gone/);
  // Its file is still there, but nobody answers.
  await expect(run(process.execPath, [...sim, 'state'])).rejects.toMatchObject({ code: 69 });
});
