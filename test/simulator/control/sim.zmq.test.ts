/** A terminal's process that is told things by the process that forked it, and by `npm run sim -- --control`. */
import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { controlAnswer, type ControlCommand } from '../../../simulator/control/control-message.ts';
import { bookOf, desk, synced, type Desk } from '../terminal/terminal-fixture.ts';

const run = promisify(execFile);

/** Tells the terminal by the command line. */
async function tell({ folder }: Desk, ...words: readonly string[]): Promise<unknown> {
  const file = path.join(folder, 'terminal.json');
  const sim = ['--import', 'tsx', 'simulator/main.ts', '--control', file, ...words];
  const { stdout } = await run(process.execPath, sim);
  return JSON.parse(stdout);
}

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

test('faults and trades by hand reach the node through the Expert Advisor, and the end is as told', async () => {
  const own = await desk();
  const child = own.fork();
  await synced(own);
  const open = { type: 'open', symbol: 'EURUSD', side: 'BUY', volume: '0.10' } as const;
  expect(await send(child, { type: 'trade', trade: open })).toMatchObject([{ retcode: 10_009 }]);
  await bookWith(own, 1, true);
  const lists = { type: 'empty-lists', forMs: 60_000 };
  const { fault } = (await tell(own, 'add-fault', JSON.stringify(lists))) as { fault: string };
  await bookWith(own, 0, false);
  expect(await tell(own, 'faults')).toMatchObject([{ id: fault, fault: lists }]);
  await tell(own, 'remove-fault', fault);
  await bookWith(own, 1, true);
  expect(await send(child, { type: 'remove-fault', fault })).toMatch(/no fault/);
  expect(await tell(own, 'state')).toMatchObject({
    pid: child.pid,
    isConnected: true,
    positions: [{ volume: '0.1' }],
  });
  const ended = once(child, 'exit');
  expect(await tell(own, 'kill')).toEqual({ pid: child.pid });
  expect(await ended).toEqual([null, 'SIGKILL']);
  await expect(tell(own, 'state')).rejects.toMatchObject({ code: 69 });
  const again = own.fork();
  await synced(own, 'again');
  const stopped = once(again, 'exit');
  expect(await send(again, { type: 'stop' })).toEqual({ pid: again.pid });
  expect(await stopped).toEqual([0, null]);
});
