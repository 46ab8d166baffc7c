/** Signals at a node's process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';

const FIXTURE = path.join(import.meta.dirname, 'fixtures', 'idle-service.ts');

test.each(['SIGINT', 'SIGHUP'] as const)(
  'a child outlives %s, which its whole group gets: its launcher stops it in order',
  async (signal) => {
    const child = fork(FIXTURE, { execArgv: ['--import', 'tsx'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'message');
    const ended = once(child, 'exit');
    child.kill(signal);
    await delay(300);
    expect(child.connected).toBe(true);
    child.send({ type: 'stop' });
    expect(await ended).toEqual([0, null]);
  },
);
