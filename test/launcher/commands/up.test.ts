/** `lockstep up` while it is just beginning. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openStores } from '../../../db/open-stores.ts';
import { runCli } from '../../../launcher/cli.ts';
import type { CliEnvironment } from '../../../launcher/cli-environment.ts';

test('a command that comes while the launcher is beginning finds none yet, or an answer', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-up-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  let out = '';
  const environment: CliEnvironment = {
    env: { LOCKSTEP_HOME: home },
    write: (text) => void (out += text),
    writeError: (text) => void (out += text),
    isTerminal: false,
    width: 100,
    readInput: () => Promise.resolve(''),
    // The first command of a process loads the database's adapter.
    openStores: async (options) => {
      await delay(200);
      return await openStores(options);
    },
    probeMongo: () => Promise.resolve(false),
    onInterrupt: () => () => undefined,
  };
  const running = runCli(['up'], environment);
  const codes: unknown[] = [];
  let exitCode = -1;
  while (exitCode !== 0) {
    exitCode = await runCli(['down'], environment);
    if (exitCode !== 0) codes.push(exitCode);
    await delay(20);
  }
  expect(await running).toBe(0);
  expect(new Set(codes)).toEqual(new Set([69]));
  expect(out).not.toContain('operator');
});
