/** A child is to be started, and this process has no file descriptor left. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const FIXTURE = path.join(import.meta.dirname, 'fixtures', 'without-descriptors.ts');

test('without a file descriptor a child is one that ended, and its launcher goes on', async ({
  skip,
}) => {
  skip(process.platform === 'win32', 'Windows limits no descriptors');
  const { stdout } = await promisify(execFile)('sh', [
    '-c',
    'ulimit -n 128 && exec "$0" --import tsx "$1"',
    process.execPath,
    FIXTURE,
  ]);
  expect(JSON.parse(stdout)).toEqual({
    pid: null,
    wasTold: false,
    ended: { code: null, how: expect.stringMatching(/^not started: .*EMFILE/) },
  });
});
