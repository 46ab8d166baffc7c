/** A start at login with names that cannot be started (launcher/missing-names.ts), and who checks them before. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLogger } from '../../config/logger.ts';
import { loadSettings } from '../../config/settings.ts';
import type { AccountListing } from '../../db/account-store.ts';
import { openStores } from '../../db/open-stores.ts';
import { accountName } from '../../domain/ids.ts';
import { AlarmDesk } from '../../launcher/alarm-desk.ts';
import { startLauncher } from '../../launcher/launch.ts';
import { upFlags } from '../../launcher/autostart/up-flags.ts';
import { MissingNames } from '../../launcher/missing-names.ts';
import { temporaryFolder } from '../db/sqlite/folder.ts';
import { account, fakeProcesses } from './builders.ts';
import { consoleUser } from './console-user.ts';

const PATIENCE = { timeout: 10_000, interval: 20 };

function listing(...names: readonly [string, boolean][]): AccountListing {
  return { accounts: names.map(([name, enabled]) => account({ name, enabled })), problems: [] };
}

function watch(...only: readonly string[]) {
  const desk = new AlarmDesk(() => undefined);
  const lines: string[] = [];
  const log = { error: (line: string) => void lines.push(line) } as never;
  const names = new MissingNames(only, desk, log);
  const standing = (): string[] => desk.standing.map((each) => `${each.code} ${each.account}`);
  return { names, desk, lines, standing };
}

test('each name that cannot be started is one alarm with the way out, until it can be', () => {
  const { names, desk, lines, standing } = watch('Master', 'Apex_1', 'Gone');
  const before = listing(['Master', true], ['Apex_1', false], ['Apex_2', true]);
  names.look(before);
  names.look(before);
  expect(standing()).toEqual(['ACCOUNT_NOT_STARTED Apex_1', 'ACCOUNT_NOT_STARTED Gone']);
  expect(desk.standing[0]?.detail).toContain('`lockstep accounts enable Apex_1` enables it');
  expect(desk.standing[0]?.wayOut).toContain('`lockstep autostart enable --only');
  expect(lines).toHaveLength(2);
  names.look(listing(['Master', true], ['Apex_1', true]));
  expect(standing()).toEqual(['ACCOUNT_NOT_STARTED Gone']);
});

test('a document that cannot be used is an alarm too; one that is disabled later is none', () => {
  const { names, standing } = watch('Master', 'Bad');
  const problems = [
    { collection: 'accounts', name: 'Bad', field: 'type', value: '1', expected: 'a type' },
  ] as const;
  names.look({ ...listing(['Master', true]), problems });
  expect(standing()).toEqual(['ACCOUNT_NOT_STARTED Bad']);
  names.look(listing(['Master', false], ['Bad', true]));
  expect(standing()).toEqual([]);
});

test('at login one wrong name keeps no other account from being started', async () => {
  const home = temporaryFolder();
  const settings = await loadSettings({ env: { LOCKSTEP_HOME: home } });
  const open = () => openStores({ url: path.join(home, 'db'), watchIntervalMs: 20 });
  const own = await open();
  const { accounts } = own;
  onTestFinished(() => own.close());
  const [slave, path_] = ['SLAVE', 'C:/t.exe'];
  await accounts.insert([
    { name: 'M', type: 'MASTER', path: path_, enabled: true },
    { name: 'S1', type: slave, path: path_, enabled: true },
    { name: 'S2', type: slave, path: path_, enabled: false },
    { name: 'S3', type: slave, path: path_, enabled: true },
  ]);
  const { start } = fakeProcesses();
  const alarms = new AlarmDesk(() => undefined);
  const started = async (isUnattended: boolean) =>
    startLauncher({
      settings,
      stores: await open(),
      log: createLogger({ level: 'error', write: () => undefined }),
      onLine: () => undefined,
      alarms,
      only: ['M', 'S1', 'S2', 'Gone'],
      isUnattended,
      start,
    });
  const attended = await started(false);
  await expect(attended.stopped).rejects.toThrow('account "S2" is disabled');
  const launcher = await started(true);
  const ids = (): string[] => launcher.children().map(({ id }) => id);
  await vi.waitFor(() => expect(ids()).toEqual(['master M', 'slave S1']), PATIENCE);
  expect(alarms.standing.map(({ account: name }) => name)).toEqual(['Gone', 'S2']);
  await accounts.edit(accountName('S2'), { enabled: true });
  await vi.waitFor(() => expect(ids()).toContain('slave S2'), PATIENCE);
  expect(alarms.standing.map(({ account: name }) => name)).toEqual(['Gone']);
  await launcher.stop();
});

test('a start at login of some accounts alone says that nobody is there', () => {
  const only = { only: ['M', 'S_1'], 'start-terminals': true };
  expect(upFlags(only)).toEqual('--start-terminals --only M --only S_1 --unattended'.split(' '));
  expect(upFlags({})).toEqual([]);
});

test.each([
  ['Apex_Slave_1', 'there is no account "Apex_Slave_1": did you mean "Apex_Slave_01"?'],
  ['Main_Master', 'account "Main_Master" is disabled; `lockstep accounts enable Main_Master`'],
])('`autostart enable --only %s` is refused at once', async (name, words) => {
  const { lockstep } = await consoleUser();
  await lockstep('db', 'init');
  const { err, exitCode } = await lockstep('autostart', 'enable', '--print', '--only', name);
  expect(err).toContain(`--only: ${words}`);
  expect(exitCode).toBe(78);
});

test('`autostart enable --only` says when the database cannot be asked for the names', async () => {
  const { home, lockstep } = await consoleUser();
  const file = path.join(await mkdtemp(path.join(home, 'x-')), 'no-folder');
  await writeFile(file, 'a file');
  const args = ['autostart', 'enable', '--print', '--only', 'Nobody', '--db', file];
  const { err } = await lockstep(...args);
  expect(err).toMatch(/^The names of --only are not checked: .*no-folder/);
});
