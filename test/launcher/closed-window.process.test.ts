/** `lockstep up` in a window that is closed, or behind a pipe whose reader has ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';

const MAIN = path.join(import.meta.dirname, '..', '..', 'launcher', 'main.ts');
const PATIENCE = { timeout: 20_000, interval: 50 };

test('it stops in order, told twice, though nobody can read what it says', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-window-'));
  const args = ['--import', 'tsx', MAIN, 'up', '--home', home, '--db', path.join(home, 'db')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const log = (): Promise<string> => readFile(path.join(home, 'logs', 'lockstep.log'), 'utf8');
  await vi.waitFor(async () => expect(await log()).toContain('no enabled account'), PATIENCE);
  child.stdout.destroy();
  child.stderr.destroy();
  child.kill('SIGHUP');
  child.kill('SIGHUP');
  expect(await ended).toEqual([0, null]);
  const text = await log();
  expect(text).toContain('everything has stopped');
  expect(text).not.toContain('ending everything at once');
});
