/** What the command line needs from the world; tests give their own. */
import { openStores, type OpenStoresOptions } from '../db/open-stores.ts';
import type { Stores } from '../db/stores.ts';
import type { RunMetaEditor } from './compile-ea.ts';
import type { StartChild } from './fork-child.ts';
import { consolePrompter, type Prompter } from './prompter.ts';
import { probeMongo } from './probe-mongo.ts';

/** See file header. */
export interface CliEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output: results. */
  readonly write: (text: string) => void;
  /** Standard error: messages. */
  readonly writeError: (text: string) => void;
  /** Whether standard output is a terminal that a person reads, and wants coloured. */
  readonly isTerminal: boolean;
  /** Columns of that terminal. */
  readonly width: number;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
  readonly openStores: (options: OpenStoresOptions) => Promise<Stores>;
  readonly probeMongo: typeof probeMongo;
  /** Asks the person at the console; absent where nobody can answer. */
  readonly prompter?: Prompter | undefined;
  /**
   * Calls back at every Ctrl+C (and when the system asks to end) until the result is called; once for a
   * window that is closed.
   */
  readonly onInterrupt: (callback: () => void) => () => void;
  /** From now on a reader of the output who is gone ends nothing: what is said stands elsewhere too. */
  readonly outliveOutput?: (() => void) | undefined;
  /** Starts a child; forks when absent. */
  readonly startChild?: StartChild | undefined;
  /** Runs MetaEditor; when absent, Windows runs the real one and other systems none. */
  readonly runEditor?: RunMetaEditor | undefined;
}

/** Whether colours are wanted: never where nobody reads, nor where `NO_COLOR` says anything (no-color.org). */
export function wantsColours(isTerminal: boolean, env: CliEnvironment['env']): boolean {
  return isTerminal && (env['NO_COLOR'] ?? '') === '';
}

/** How a person ends what he types for a value that is `-`; empty where a program or a file speaks. */
export function inputHint(isTerminal: boolean, platform: NodeJS.Platform): string {
  if (!isTerminal) return '';
  const end = platform === 'win32' ? 'Ctrl+Z and Enter' : 'Ctrl+D';
  return `Type it here, then Enter, then ${end}:\n`;
}

const INTERRUPTS = ['SIGINT', 'SIGTERM'] as const;

/** The process's own. */
export function systemEnvironment(): CliEnvironment {
  let isOutputNeeded = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isOutputNeeded) return;
    // `lockstep trades | head`: the reader has seen enough.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  // Nobody hears remarks: the exit code tells as well.
  process.stderr.on('error', () => undefined);
  return {
    env: process.env,
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    isTerminal: wantsColours(process.stdout.isTTY, process.env),
    width: Math.min(process.stdout.columns ?? 100, 110),
    readInput: async () => {
      process.stderr.write(inputHint(process.stdin.isTTY, process.platform));
      const parts: Buffer[] = [];
      for await (const part of process.stdin) parts.push(Buffer.from(part));
      return Buffer.concat(parts).toString('utf8');
    },
    prompter: process.stdin.isTTY && process.stdout.isTTY ? consolePrompter() : undefined,
    openStores,
    probeMongo,
    onInterrupt: (callback) => {
      let isAsked = false;
      const ask = (): void => {
        isAsked = true;
        callback();
      };
      // A window that closes says so twice (its shell and the system), and never means "at once".
      const hangUp = (): void => {
        if (!isAsked) ask();
      };
      for (const signal of INTERRUPTS) process.on(signal, ask);
      process.on('SIGHUP', hangUp);
      return () => {
        for (const signal of INTERRUPTS) process.off(signal, ask);
        process.off('SIGHUP', hangUp);
      };
    },
    outliveOutput: () => {
      isOutputNeeded = false;
    },
  };
}
