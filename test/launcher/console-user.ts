/** A user at a console, with a data folder of his own and no MongoDB. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { openStores } from '../../db/open-stores.ts';
import { runCli } from '../../launcher/cli.ts';
import type { CliEnvironment } from '../../launcher/cli-environment.ts';

/** What one command came to. */
export interface Spoken {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** See file header; `interrupts` collects what Ctrl+C would call. */
export async function consoleUser(): Promise<{
  readonly home: string;
  readonly interrupts: readonly (() => void)[];
  readonly lockstep: (...args: string[]) => Promise<Spoken>;
}> {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-console-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const interrupts: (() => void)[] = [];
  const lockstep = async (...args: string[]): Promise<Spoken> => {
    let [out, err] = ['', ''];
    const environment: CliEnvironment = {
      env: { LOCKSTEP_HOME: home },
      write: (text) => void (out += text),
      writeError: (text) => void (err += text),
      isTerminal: false,
      width: 100,
      readInput: () => Promise.resolve(''),
      openStores,
      probeMongo: () => Promise.resolve(false),
      onInterrupt: (callback) => {
        interrupts.push(callback);
        return () => undefined;
      },
    };
    const exitCode = await runCli(args, environment);
    return { exitCode, out, err };
  };
  return { home, interrupts, lockstep };
}
