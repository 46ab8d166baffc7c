import { expect, test } from 'vitest';
import { checkNodeOf } from '../../../launcher/doctor/terminal-checks.ts';
import type { NodeStatus } from '../../../messaging/ipc/node-command.ts';
import { account } from '../builders.ts';

const TERMINAL = {
  version: '1.0.0',
  company: '',
  build: 1,
  marginMode: 'HEDGING' as const,
  fifoClose: false,
  permissions: null,
  blocked: [] as string[],
};

function found(changes: object, check: string, fields = {}) {
  const status = { isConnected: true, accountId: '5@B', terminal: TERMINAL, ...changes };
  const facts = { isLauncherRunning: true, isTerminalRunning: true, version: '1.0.0' };
  const all = checkNodeOf(account(fields), { ...facts, status: status as unknown as NodeStatus });
  return all.find((each) => each.check === check);
}

function permissions(terminal: object) {
  return found({ terminal: { ...TERMINAL, ...terminal } }, 'permissions');
}

test('why it may not trade is told apart: the button, the password, the broker, the kill file', () => {
  const blocked = ['algo'];
  const all = { terminal: true, program: true, account: true, expert: true };
  expect(permissions({ blocked })?.text).toContain('Algo Trading is off');
  const investor = { ...all, account: false };
  expect(permissions({ blocked, permissions: investor })?.text).toContain('investor password');
  expect(permissions({ blocked, permissions: { ...all, expert: false } })?.text).toContain(
    'broker',
  );
  expect(permissions({ blocked: ['kill'] })?.wayOut).toContain('lockstep.kill');
  expect(permissions({})?.level).toBe('ok');
});

test.each([
  [0, 'ok'],
  [180 * 60_000 + 900, 'ok'],
  [-5.5 * 3_600_000 - 4_000, 'warning'],
  [180 * 60_000 + 120_000, 'failure'],
  [180 * 60_000 - 120_000, 'failure'],
  [null, 'ok'],
])('an offset of %s ms to the trade server is %s, whatever its time zone', (offset, level) => {
  expect(found({ serverOffsetMs: offset }, 'clock')?.level).toBe(level);
});

test('a netting or FIFO slave is a failure, a netting master is none', () => {
  const netting = { terminal: { ...TERMINAL, marginMode: 'NETTING' } };
  const fifo = { terminal: { ...TERMINAL, fifoClose: true } };
  expect(found(netting, 'account-mode')?.level).toBe('failure');
  expect(found(fifo, 'account-mode')?.text).toContain('FIFO');
  expect(found(netting, 'account-mode', { type: 'MASTER' })?.level).toBe('ok');
});

test('without a running launcher everything of a terminal is not running', () => {
  const facts = { status: null, isTerminalRunning: null, version: '1', isLauncherRunning: false };
  const levels = new Set(checkNodeOf(account(), facts).map(({ level }) => level));
  expect([...levels]).toEqual(['not-running']);
});
