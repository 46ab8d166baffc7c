import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStores } from '../../db/open-stores.ts';
import { runCli } from '../../launcher/cli.ts';
import { controlAddress } from '../../launcher/control-address.ts';
import { serveControl } from '../../launcher/control-server.ts';
import { running } from '../../launcher/next-step.ts';
import type { StatusReport } from '../../messaging/ipc/control-report.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function user(env: Record<string, string> = {}) {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-next-'));
  cleanups.push(() => rm(home, { recursive: true, force: true }));
  const lockstep = async (...args: string[]) => {
    let out = '';
    const exitCode = await runCli(args, {
      env: { LOCKSTEP_HOME: home, ...env },
      write: (text) => void (out += text),
      writeError: () => undefined,
      isTerminal: false,
      width: 100,
      readInput: () => Promise.resolve(''),
      openStores: (options) => openStores({ ...options, serverSelectionTimeoutMs: 200 }),
      probeMongo: () => Promise.resolve(false),
      onInterrupt: () => () => undefined,
    });
    return { exitCode, out };
  };
  return { home, lockstep };
}

const REPORT: StatusReport = {
  pid: 7,
  sinceMs: 0,
  database: 'x',
  isDatabaseUp: true,
  processes: [],
  alarms: [],
};

test('in an empty data folder it is `lockstep init`, and the folder stays empty', async () => {
  const { home, lockstep } = await user();
  const { exitCode, out } = await lockstep();
  expect(out).toContain('Next: `lockstep init`');
  expect(exitCode).toBe(0);
  expect(await readdir(home)).toEqual([]);
});

test('with a database but no account it is still init, with an enabled one up', async () => {
  const { home, lockstep } = await user();
  await lockstep('config', 'set', 'db', path.join(home, 'db'));
  expect((await lockstep()).out).toMatch(/no account yet[\S\s]*`lockstep init`/);
  await lockstep('accounts', 'add', 'M', '--type', 'master', '--path', 'simulator');
  expect((await lockstep()).out).toMatch(/1 account enabled[\S\s]*`lockstep up`/);
  await lockstep('accounts', 'disable', 'M');
  expect((await lockstep()).out).toContain('`lockstep accounts enable NAME`');
  expect(JSON.parse((await lockstep('--json')).out)).toMatchObject({ state: 'stopped' });
});

test('a database that does not answer is named, without its password', async () => {
  const { lockstep } = await user({ LOCKSTEP_DB: 'mongodb://me:hush@127.0.0.1:1/' });
  const { exitCode, out } = await lockstep();
  expect(out).toContain('does not answer');
  expect(out).not.toContain('hush');
  expect(exitCode).toBe(69);
});

test('while it runs there is one line with the number of alarms, and `lockstep status`', async () => {
  const { home, lockstep } = await user();
  const address = controlAddress(home);
  const server = await serveControl(
    address,
    () => Promise.resolve(REPORT),
    () => undefined,
  );
  cleanups.push(() => server.close());
  expect((await lockstep()).out).toMatch(
    /^Lockstep runs since .*no alarm\.\nNext: `lockstep status`/,
  );
});

test('alarms and missing terminals are counted', () => {
  const alarm = {
    code: 'TERMINAL_AWAY',
    account: 'A',
    subject: 'terminal',
    detail: '',
    sinceMs: 0,
    wayOut: '',
  };
  const child = {
    id: 'slave A',
    role: 'slave' as const,
    account: 'A',
    state: 'ready' as const,
    pid: 1,
    isSafe: false,
    restarts: 0,
    node: null,
  };
  const { lines } = running({ ...REPORT, processes: [child], alarms: [alarm, alarm] }, 60_000);
  expect(lines[0]).toBe(
    'Lockstep runs since 60 s: 1 account, 1 without terminal, 0 copies open, 2 ALARMs.',
  );
});
