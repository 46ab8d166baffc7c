import { copyFile, mkdtemp, readdir, readlink, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '../../config/logger.ts';
import { ConfigurationError } from '../../domain/errors.ts';
import type { PortedAccount } from '../../db/account-ports.ts';
import { RealTerminals } from '../../launcher/real-terminals.ts';
import { listedPath, systemPrograms } from '../../launcher/running-programs.ts';
import { startDetached } from '../../launcher/start-program.ts';
import type { NodeStatus } from '../../messaging/ipc/node-command.ts';
import { account } from './builders.ts';

const APEX = 'C:/MT5/terminal64.exe';
const AWAY = { isConnected: false, refused: null } as unknown as NodeStatus;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Terminals that run as long as the test says. */
function computer(accounts: readonly PortedAccount[] = [account({ path: APEX })]) {
  const running = new Set<string>();
  const started: (readonly [string, readonly string[]])[] = [];
  const lines: string[] = [];
  const world = {
    nowMs: 0,
    isListKnown: true,
    failure: null as string | null,
    status: AWAY as NodeStatus | null,
    cannotAttach: false,
    accounts,
  };
  const terminals = new RealTerminals({
    accounts: () => world.accounts,
    programs: { paths: () => Promise.resolve(world.isListKnown ? new Set(running) : null) },
    start: (file, args) => {
      started.push([file, args]);
      if (world.failure === null) running.add(file);
      return Promise.resolve(world.failure);
    },
    attach: ({ name }) =>
      world.cannotAttach
        ? Promise.reject(new ConfigurationError('no such folder'))
        : Promise.resolve([`/config:${name}.ini`]),
    listedPath: (file) => Promise.resolve(file),
    statusOf: () => Promise.resolve(world.status),
    log: createLogger({ level: 'info', write: (line) => void lines.push(line) }),
    now: () => world.nowMs,
  });
  const later = async (ms: number): Promise<void> => {
    for (const endMs = world.nowMs + ms; world.nowMs < endMs;) {
      world.nowMs += 10_000;
      await terminals.look();
    }
  };
  return { running, started, lines, world, terminals, later };
}

test('a terminal that does not run is started once, with its arguments', async () => {
  const { started, terminals, later } = computer([
    account({ path: APEX, terminal_arguments: ['/portable'] }),
  ]);
  await Promise.all([terminals.look(), terminals.look()]);
  await later(120_000);
  expect(started).toEqual([[APEX, ['/portable', '/config:Apex_01.ini']]]);
});

test('one that runs already is left alone, a simulated one is never started', async () => {
  const { running, started, later } = computer([
    account({ path: APEX }),
    account({ name: 'Sim', path: 'simulator' }),
  ]);
  running.add(APEX);
  await later(60_000);
  expect(started).toEqual([]);
});

test('two accounts with one path start one terminal', async () => {
  const { started, terminals } = computer([
    account({ path: APEX }),
    account({ name: 'Other', path: APEX }),
  ]);
  await terminals.look();
  expect(started).toHaveLength(1);
});

test('one that ended is started again, and after each further end later', async () => {
  const { running, started, world, terminals, later } = computer();
  const startsAtMs: number[] = [];
  await terminals.look();
  for (let look = 0; look < 40; look += 1) {
    running.clear();
    const before = started.length;
    await later(10_000);
    if (started.length > before) startsAtMs.push(world.nowMs);
  }
  const gaps = startsAtMs.slice(1).map((atMs, index) => atMs - (startsAtMs[index] ?? 0));
  expect(startsAtMs[0]).toBe(20_000);
  expect(gaps.slice(0, 3)).toEqual([40_000, 80_000, 160_000]);
});

test('where nobody says which programs run nothing is started, and that is told once', async () => {
  const { started, lines, world, later } = computer();
  world.isListKnown = false;
  await later(60_000);
  expect(started).toEqual([]);
  expect(lines.filter((line) => line.includes('start them yourself'))).toHaveLength(1);
});

test('a start that fails names the account, the reason and the way out', async () => {
  const { lines, world, terminals } = computer();
  world.failure = `${APEX} is not there`;
  await terminals.look();
  expect(lines.join('')).toMatch(/Apex_01: .*is not there.*accounts edit Apex_01 --path/);
});

test('after a minute without the EA the missing step is told, once, and again when it is another one', async () => {
  const { lines, world, later } = computer();
  const steps = (): readonly unknown[] =>
    lines.map((line) => (JSON.parse(line) as { step?: string }).step).filter(Boolean);
  await later(60_000);
  expect(steps()).toEqual([]);
  await later(120_000);
  expect(steps()).toEqual(['ea-not-attached']);
  const refused = { code: 'WRONG_ACCOUNT', detail: 'logged into 5@X', atMs: 0 };
  world.status = { ...AWAY, refused };
  await later(20_000);
  expect(steps()).toEqual(['ea-not-attached', 'wrong-login']);
  world.status = { ...AWAY, isConnected: true };
  await later(10_000);
  expect(lines.at(-1)).toContain('its EA is there');
});

test.runIf(process.platform === 'linux')(
  'a real executable is found by its path, started once and outlives whoever started it',
  async () => {
    const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'lockstep-terminals-')));
    cleanups.push(() => rm(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'terminal64.exe');
    await copyFile('/bin/sleep', file);
    const programs = systemPrograms();
    const terminals = new RealTerminals({
      accounts: () => [account({ path: file, terminal_arguments: ['30'] })],
      programs,
      start: startDetached,
      listedPath,
      statusOf: () => Promise.resolve(AWAY),
      log: createLogger({ level: 'info', write: () => undefined }),
      now: () => 0,
    });
    cleanups.unshift(() => endAll(file));
    await terminals.look();
    await expect.poll(async () => (await programs.paths())?.has(file)).toBe(true);
    await terminals.look();
    expect(await pidsOf(file)).toHaveLength(1);
  },
);

async function pidsOf(file: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const found = await Promise.all(
    pids.map(async (pid) =>
      (await readlink(`/proc/${pid}/exe`).catch(() => '')) === file ? Number(pid) : null,
    ),
  );
  return found.filter((pid) => pid !== null);
}

async function endAll(file: string): Promise<void> {
  for (const pid of await pidsOf(file)) process.kill(pid, 'SIGKILL');
}

test('a terminal attaches the EA by itself until that has come once', async () => {
  const { running, started, world, terminals, later } = computer();
  await terminals.look();
  world.status = { isConnected: true, refused: null } as unknown as NodeStatus;
  await later(20_000);
  running.clear();
  await later(60_000);
  expect(started.map(([, args]) => args.length)).toEqual([1, 0]);
  const known = computer([account({ path: APEX, login: 5 })]);
  await known.terminals.look();
  expect(known.started).toEqual([[APEX, []]]);
});

test('what keeps the EA from being attached is told, and the terminal is started all the same', async () => {
  const { lines, started, terminals, world } = computer();
  world.cannotAttach = true;
  await terminals.look();
  expect(started).toEqual([[APEX, []]]);
  expect(lines.join('')).toContain('no such folder');
});
