/** Children that cannot even be started. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { forkChild } from '../../launcher/fork-child.ts';

const start = forkChild({
  root: path.join(import.meta.dirname, 'fixtures'),
  extension: '.ts',
  env: process.env,
});

test('a process that the system refuses at once is a child that ended, with the reason', async () => {
  // Out of memory is told in the same way: by an exception of the call that starts.
  const args = ['--name', 'a name\0 that no command line takes'];
  const handle = start(
    { module: 'nodes/main', args },
    { onLine: () => undefined, onMessage: () => undefined },
  );
  expect(handle.pid).toBeNull();
  expect(handle.tell({ type: 'stop' })).toBe(false);
  handle.kill();
  expect(await handle.ended).toEqual({
    code: null,
    how: expect.stringMatching(/^not started: .*null bytes/),
  });
});
