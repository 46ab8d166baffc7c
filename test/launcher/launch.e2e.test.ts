import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { createLogger } from '../../config/logger.ts';
import { loadSettings } from '../../config/settings.ts';
import type { RawDocument } from '../../db/account-store.ts';
import { LastValidAccounts } from '../../db/last-valid-accounts.ts';
import { openStores } from '../../db/open-stores.ts';
import { accountName } from '../../domain/ids.ts';
import { forkChild } from '../../launcher/fork-child.ts';
import { startLauncher } from '../../launcher/launch.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };

/** A launcher of forked fixture children on an embedded database. */
async function launched(...documents: RawDocument[]) {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-launch-'));
  const settings = await loadSettings({ env: { LOCKSTEP_HOME: home } });
  const open = () => openStores({ url: path.join(home, 'db'), watchIntervalMs: 200 });
  const accounts = (await open()).accounts;
  const defaults = { type: 'SLAVE', path: 'C:/t.exe', enabled: true };
  await accounts.insert(documents.map((document) => Object.assign({}, defaults, document)));
  const logged: string[] = [];
  const said: string[] = [];
  const start = async () =>
    startLauncher({
      settings,
      stores: await open(),
      log: createLogger({ level: 'debug', write: (line) => void logged.push(line) }),
      onLine: (_spec, line) => void said.push(line),
      start: forkChild({
        root: path.join(import.meta.dirname, 'fixtures'),
        extension: '.ts',
        env: process.env,
        execArgv: ['--import', 'tsx'],
      }),
    });
  const launcher = await start();
  const child = (id: string) => launcher.children().find((each) => each.id === id);
  const until = (id: string, state: string) =>
    vi.waitFor(() => expect(child(id)?.state).toBe(state), PATIENCE);
  return { home, launcher, accounts, logged, said, child, until, start };
}

test('children are forked in order, one that is killed comes back, all stop in order', async () => {
  const { launcher, said, child, until } = await launched(
    { name: 'S', path: 'simulator' },
    { name: 'M', type: 'MASTER' },
  );
  await until('slave S', 'ready');
  await until('master M', 'ready');
  const [slavePid, masterPid] = [child('slave S')?.pid, child('master M')?.pid];
  // A missing id would be the whole process group.
  assert(slavePid);
  process.kill(slavePid, 'SIGKILL');
  await vi.waitFor(() => expect(child('slave S')?.restarts).toBe(1), PATIENCE);
  await until('slave S', 'ready');
  expect(child('slave S')?.pid).not.toBe(slavePid);
  expect(child('master M')?.pid).toBe(masterPid);
  await launcher.stop();
  expect(said.map((line) => line.split(' ', 2).join(' '))).toEqual([
    '--role slave',
    '--role master',
    expect.stringMatching(/^--account .*S\.json$/),
  ]);
  expect(launcher.children().map(({ state }) => state)).toEqual(['exited', 'exited', 'exited']);
});

test('accounts that are added, disabled and mended while it runs take effect', async () => {
  const { launcher, accounts, logged, child, until } = await launched({ name: 'Wrong' });
  await until('slave Wrong', 'failed');
  await accounts.insert([{ name: 'New', type: 'SLAVE', path: 'C:/t.exe', enabled: true }]);
  await until('slave New', 'ready');
  expect(child('slave Wrong')?.restarts).toBe(0);
  await accounts.edit(accountName('New'), { enabled: false });
  await vi.waitFor(() => expect(child('slave New')).toBeUndefined(), PATIENCE);
  expect(logged.join('')).toContain('slave Wrong cannot run as it is configured');
  await launcher.stop();
});

test('documents without mistakes are kept for a node that starts again beside a bad edit', async () => {
  const { home, launcher, until } = await launched({ name: 'S', suffix: '.s' });
  await until('slave S', 'ready');
  const place = { folder: home, address: path.join(home, 'db'), databaseName: 'prop_copy_trader' };
  const kept = await new LastValidAccounts(place).find('S');
  expect(kept).toMatchObject({ eaPort: 47_101, symbols: { suffix: '.s' } });
  await launcher.stop();
});

test('a second launcher refuses and says who holds the lease; the first goes on', async () => {
  const { launcher, start, until } = await launched({ name: 'S' });
  await until('slave S', 'ready');
  const second = await start();
  await expect(second.stopped).rejects.toThrow(
    new RegExp(`Lockstep runs already .* process ${String(process.pid)}`),
  );
  expect(launcher.children()).toHaveLength(1);
  await launcher.stop();
});

test('a child that ignores the stop is killed, and the launcher ends all the same', async () => {
  const { launcher, logged, until } = await launched({ name: 'Deaf' });
  await until('slave Deaf', 'ready');
  await launcher.stop();
  expect(logged.join('')).toContain('slave Deaf did not stop in time: killed');
  expect(launcher.children().map(({ pid }) => pid)).toEqual([null]);
});
