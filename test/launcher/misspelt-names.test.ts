import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { requireOnly } from '../../launcher/require-only.ts';
import { controlAddress } from '../../launcher/control-address.ts';
import { serveControl } from '../../launcher/control-server.ts';
import type { StatusReport } from '../../messaging/ipc/control-report.ts';
import { consoleUser } from './console-user.ts';

const MEANT = 'did you mean "Apex_Slave_01"?';

test.each([
  ['up', '--only', 'Apex_Slave_1'],
  ['doctor', 'Apex_Slave_1'],
])('%s %s %s names the account that was meant', async (...args) => {
  const { lockstep } = await consoleUser();
  await lockstep('db', 'init');
  const { err, exitCode } = await lockstep(...args);
  expect(err).toContain(`there is no account "Apex_Slave_1": ${MEANT}`);
  expect(exitCode).toBe(78);
});

test('trades of a misspelt slave are none, and the name that was meant is said', async () => {
  const { lockstep } = await consoleUser();
  await lockstep('db', 'init');
  const { err, exitCode, out } = await lockstep('trades', '--slave', 'Apex_Slave_1');
  expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'No copies.\n' });
  expect(err).toContain(MEANT);
  expect((await lockstep('trades', '--slave', 'Apex_Slave_01')).err).toBe('');
});

test('--only with a document that cannot be used says where to look', () => {
  const problems = [
    { collection: 'accounts', name: 'S', field: 'type', value: '1', expected: 'a type' },
  ] as const;
  expect(() => requireOnly(['S'], { accounts: [], problems })).toThrow(
    '"S" cannot be used; `lockstep accounts list` says why',
  );
});

test('doctor shows what is wrong with the database before it asks for an account', async () => {
  const { home, lockstep } = await consoleUser();
  await lockstep('db', 'init');
  const { out } = await lockstep('doctor', 'Nobody', '--db', path.join(home, 'nowhere'));
  expect(out).toContain('FAILURE');
});

test('logs suggests a name that the log has', async () => {
  const { home, lockstep } = await consoleUser();
  await mkdir(path.join(home, 'logs'));
  const line = {
    level: 'info',
    time: '2026-11-20T09:30:00.000Z',
    account: 'Apex_Slave_01',
    msg: 'x',
  };
  await writeFile(path.join(home, 'logs', 'lockstep.log'), `${JSON.stringify(line)}\n`);
  expect((await lockstep('logs', 'Apex_Slave_1')).err).toContain(MEANT);
  expect((await lockstep('logs', 'Apex_Slave_01', '--errors')).err).toMatch(/^No such line in /);
});

test('logs -f says at once that nobody of this name runs', async () => {
  const { home, interrupts, lockstep } = await consoleUser();
  const report: StatusReport = {
    pid: 7,
    sinceMs: 0,
    database: 'x',
    isDatabaseUp: true,
    processes: [],
    alarms: [],
  };
  const ask = vi.fn<() => Promise<StatusReport>>(() => Promise.resolve(report));
  const server = await serveControl(controlAddress(home), ask, () => undefined);
  onTestFinished(() => server.close());
  const running = lockstep('logs', '-f', 'launchr');
  await vi.waitFor(() => expect(ask).toHaveBeenCalled());
  interrupts.forEach((interrupt) => interrupt());
  expect((await running).err).toContain('did you mean "launcher"?');
});
