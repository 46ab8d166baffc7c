/** A trader's commands over the real socket: real nodes and simulated terminals, or fixtures. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { openStores } from '../../db/open-stores.ts';
import type { RawDocument } from '../../db/account-store.ts';
import { demoAccounts } from '../../demo/accounts.ts';
import { brokerFile, brokerFolders, setStage } from '../../demo/stage.ts';
import { stopBrokers } from '../../demo/stop-brokers.ts';
import { tradeDemo } from '../../demo/trading.ts';
import { runCli } from '../../launcher/cli.ts';
import { forkChild, type StartChild } from '../../launcher/fork-child.ts';
import type {
  FlattenReport,
  LinesReport,
  StatusReport,
} from '../../messaging/ipc/control-report.ts';

const PATIENCE = { timeout: 90_000, interval: 250 };

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** A data folder with these accounts, and a console in it. */
async function consoleOf(documents: readonly RawDocument[], startChild?: StartChild) {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-operator-'));
  cleanups.push(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const url = path.join(home, 'db');
  const stores = await openStores({ url });
  await stores.accounts.insert(documents);
  await stores.close();
  const run = async (env: Record<string, string>, ...args: string[]) => {
    const written: string[] = [];
    const told: string[] = [];
    const exitCode = await runCli(args, {
      env: { LOCKSTEP_HOME: home, LOCKSTEP_DB: url, ...env },
      write: (text) => void written.push(text),
      writeError: (text) => void told.push(text),
      isTerminal: false,
      width: 100,
      readInput: () => Promise.resolve(''),
      openStores: (options) => openStores({ ...options, watchIntervalMs: 200 }),
      probeMongo: () => Promise.resolve(false),
      onInterrupt: () => () => undefined,
      startChild,
    });
    return { exitCode, out: written.join(''), err: told.join('') };
  };
  const lockstep = (...args: string[]) => run({}, ...args);
  const asJson = async <Answer>(...args: string[]): Promise<Answer> => {
    const { out, err } = await lockstep(...args, '--json');
    if (out === '') throw new Error(err);
    return JSON.parse(out) as Answer;
  };
  const status = () => asJson<StatusReport>('status');
  const up = (env: Record<string, string> = {}) => {
    const ended = run(env, 'up', '--json');
    // Whatever a test forgot, or failed before.
    cleanups.push(async () => {
      await lockstep('down');
      await ended;
    });
    return ended;
  };
  return { home, lockstep, asJson, status, up };
}

/** The demo's master and its first slave, trading for long. */
async function demoConsole() {
  const shell = await consoleOf([]);
  const { home } = shell;
  const url = path.join(home, 'db');
  const stage = { home, url, databaseName: 'unused' };
  const accounts = demoAccounts(1);
  const [master] = accounts;
  if (master === undefined) throw new Error('the demo has a master');
  cleanups.push(() => stopBrokers(brokerFolders(home)));
  await setStage(stage, accounts, { seed: 1, startWallMs: Date.now() });
  const broker = brokerFile(stage, master.broker);
  const over = new AbortController();
  const trade = () => {
    const trading = tradeDemo(
      { broker, login: master.login, seed: 1, tradingMs: 600_000, log: () => undefined },
      over.signal,
    );
    cleanups.push(async () => {
      over.abort();
      await trading;
    });
  };
  const node = async () => {
    const { processes } = await shell.status();
    return processes.find(({ id }) => id === 'slave Half_Size');
  };
  return { ...shell, node, trade };
}

function fixtures(): StartChild {
  return forkChild({
    root: path.join(import.meta.dirname, 'fixtures'),
    extension: '.ts',
    env: process.env,
    execArgv: ['--import', 'tsx'],
  });
}

test('a trader sees, pauses, flattens and stops what runs; a pause outlasts the node', async () => {
  const { lockstep, asJson, status, node, trade, up } = await demoConsole();
  expect(await lockstep('status')).toMatchObject({ exitCode: 69, out: '' });
  const ended = up();
  trade();
  await vi.waitFor(
    async () => expect((await node())?.node?.copies.open).toBeGreaterThan(0),
    PATIENCE,
  );

  const second = await lockstep('up');
  expect(second).toMatchObject({ exitCode: 78 });
  expect(second.err).toContain(`process ${String(process.pid)}`);

  const wrong = await lockstep('pause', 'Half_Siz');
  expect(wrong).toMatchObject({ exitCode: 78 });
  expect(wrong.err).toContain('did you mean "Half_Size"?');
  await asJson<LinesReport>('pause', 'Half_Size');
  const pid = (await node())?.pid ?? 0;
  expect(pid).toBeGreaterThan(0);
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(async () => {
    const again = await node();
    expect(again?.pid).not.toBe(pid);
    expect(again?.node?.blocks).toContain('paused');
  }, PATIENCE);
  await vi.waitFor(async () => {
    const { out } = await lockstep('trades', '--slave', 'Half_Size');
    expect(out).toContain('PAUSED');
  }, PATIENCE);

  const flat = await asJson<FlattenReport>('flatten', '--all');
  expect(flat.slaves).toEqual([{ slave: 'Half_Size', held: [], isFlat: true }]);
  const { trades } = await asJson<{
    trades: { status: string; reason: string; masterTicket: string }[];
  }>('trades');
  const closed = trades.find(({ reason }) => reason === 'OPERATOR');
  // A flat account has nothing to close: then there was nothing open at that moment.
  const ticket = (closed ?? trades[0])?.masterTicket ?? '';
  const why = await lockstep('why', ticket);
  expect(why.out).toMatch(/^Half_Size: [A-Z]+/);
  expect(why.out).toContain('decided ');

  expect((await asJson<LinesReport>('resume', 'Half_Size')).lines[0]).toContain('opens go again');
  expect((await status()).alarms).toEqual([]);
  const down = await lockstep('down');
  expect(down.out).toMatch(/^Half_Size: .*\nEverything has stopped\.\n$/);
  expect(await ended).toMatchObject({ exitCode: 0 });
  expect(await lockstep('down')).toMatchObject({ exitCode: 69 });
});

test('an alarm stands in the status, changes its exit code and reaches the webhook', async () => {
  const posted: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', (part) => posted.push(String(part)));
    request.on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  const { lockstep, status, up } = await consoleOf(
    [{ name: 'Wrong', type: 'SLAVE', path: 'C:/t.exe', enabled: true }],
    fixtures(),
  );
  const ended = up({ LOCKSTEP_ALERT_WEBHOOK: `http://127.0.0.1:${String(port)}/very-secret` });
  await vi.waitFor(async () => {
    expect((await status()).alarms).toMatchObject([{ code: 'NODE_FAILED', account: 'Wrong' }]);
  }, PATIENCE);
  expect(await lockstep('status')).toMatchObject({ exitCode: 2 });
  await vi.waitFor(() => expect(posted.join('')).toContain('NODE_FAILED on Wrong'), PATIENCE);
  const paused = await lockstep('accounts', 'disable', 'Wrong');
  expect(paused).toMatchObject({ exitCode: 0 });
  await vi.waitFor(async () => expect((await status()).alarms).toEqual([]), PATIENCE);
  await lockstep('down');
  const { out } = await ended;
  expect(out).toContain('alarm NODE_FAILED');
  expect(out).not.toContain('very-secret');
});

test('restart starts one account again and leaves the others alone', async () => {
  const slave = { type: 'SLAVE', path: 'C:/t.exe', enabled: true };
  const { asJson, status, up } = await consoleOf(
    [
      { ...slave, name: 'S' },
      { ...slave, name: 'T' },
    ],
    fixtures(),
  );
  const ended = up();
  const pids = async () =>
    Object.fromEntries(
      (await status()).processes.map(({ account, state, pid }) => [
        account,
        state === 'ready' ? pid : null,
      ]),
    );
  await vi.waitFor(async () => expect(Object.values(await pids())).not.toContain(null), PATIENCE);
  const before = await pids();
  const { lines } = await asJson<LinesReport>('restart', 'S');
  expect(lines).toContain('slave S was started again: ready');
  const after = await pids();
  expect(after['S']).not.toBe(before['S']);
  expect(after['T']).toBe(before['T']);
  await asJson<LinesReport>('down');
  await ended;
});
