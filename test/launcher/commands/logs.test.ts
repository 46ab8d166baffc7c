import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStores } from '../../../db/open-stores.ts';
import { runCli } from '../../../launcher/cli.ts';
import type { CliEnvironment } from '../../../launcher/cli-environment.ts';
import { LogFile } from '../../../launcher/log-file.ts';

let home = '';
let logs = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'lockstep-logs-'));
  logs = path.join(home, 'logs');
  await mkdir(logs);
});
afterEach(() => rm(home, { recursive: true, force: true }));

function user(isTerminal = false) {
  const written: string[] = [];
  const told: string[] = [];
  const interrupts: (() => void)[] = [];
  const environment: CliEnvironment = {
    env: { LOCKSTEP_HOME: home },
    write: (text) => void written.push(text),
    writeError: (text) => void told.push(text),
    isTerminal,
    width: 100,
    readInput: () => Promise.resolve(''),
    openStores,
    probeMongo: () => Promise.resolve(false),
    onInterrupt: (callback) => {
      interrupts.push(callback);
      return () => undefined;
    },
  };
  const lockstep = (...args: string[]) => runCli(['logs', ...args], environment);
  return { lockstep, written, told, interrupts };
}

interface Spoken {
  readonly level?: string;
  readonly account?: string;
  readonly agoMs?: number;
}

function line(msg: string, { account = 'S', agoMs = 0, level = 'info' }: Spoken = {}): string {
  const time = new Date(Date.now() - agoMs).toISOString();
  return `${JSON.stringify({ level, time, node: account, account, msg })}\n`;
}

const HOUR = 3_600_000;

async function sample(): Promise<void> {
  await writeFile(
    path.join(logs, 'lockstep.1.log'),
    line('long ago', { agoMs: 3 * HOUR }) + line('broken', { level: 'error', agoMs: 2 * HOUR }),
  );
  const rest = line('of the master', { account: 'M' }) + line('late', { level: 'fatal' });
  await writeFile(path.join(logs, 'lockstep.log'), `torn by a cra\n${rest}`);
}

const messages = (written: readonly string[]) =>
  written.map((text) => text.trim().replace(/^.*: /, ''));

test.each([
  [[], ['long ago', 'broken', 'torn by a cra', 'of the master', 'late']],
  [['S'], ['long ago', 'broken', 'late']],
  [['M'], ['of the master']],
  [['--errors'], ['broken', 'late']],
  [
    ['--since', '150m'],
    ['broken', 'of the master', 'late'],
  ],
  [['S', '--since', '1h', '--errors'], ['late']],
])('logs %j', async (args, expected) => {
  await sample();
  const { lockstep, written } = user();
  expect(await lockstep(...args)).toBe(0);
  expect(messages(written)).toEqual(expected);
  expect(written.join('')).not.toContain('\u001B');
});

test('a terminal gets colours, a program one JSON object per line', async () => {
  await sample();
  const person = user(true);
  await person.lockstep();
  expect(person.written.join('')).toContain('\u001B[');
  const program = user();
  await program.lockstep('--json', 'M');
  expect(program.written.map((text) => JSON.parse(text) as unknown)).toEqual([
    expect.objectContaining({ level: 'info', account: 'M', msg: 'of the master' }),
  ]);
});

test('no such line is said, a wrong time is wrong usage', async () => {
  const { lockstep, told } = user();
  expect(await lockstep('Nobody')).toBe(0);
  expect(told.join('')).toBe(
    `No such line of "Nobody" in ${logs}: \`lockstep accounts list\` shows them all\n`,
  );
  expect(await lockstep('--since', 'noon')).toBe(64);
});

test('-f goes on over a rotation until Ctrl+C', async () => {
  const { lockstep, written, interrupts } = user();
  const file = new LogFile(logs, () => undefined, { maxBytes: 1 });
  file.write(line('first'));
  const running = lockstep('-f');
  await vi.waitFor(() => expect(messages(written)).toEqual(['first']));
  file.write(line('second'));
  file.write(line('third'));
  await vi.waitFor(() => expect(messages(written)).toEqual(['first', 'second', 'third']));
  interrupts.forEach((interrupt) => interrupt());
  expect(await running).toBe(0);
  file.close();
});
