import { expect, test } from 'vitest';
import { flattenText } from '../../launcher/commands/flatten.ts';
import { duration, statusText } from '../../launcher/status-text.ts';
import type { ProcessReport, StatusReport } from '../../messaging/ipc/control-report.ts';
import type { HeldCopy, NodeStatus } from '../../messaging/ipc/node-command.ts';

const NOW = 1_770_000_000_000;

function node(changes: Partial<NodeStatus> = {}): NodeStatus {
  return {
    role: 'slave',
    accountId: '1@X',
    isConnected: true,
    linkSinceMs: NOW - 65_000,
    bookAgeMs: 100,
    isBookComplete: true,
    positions: 1,
    blocks: [],
    masters: [{ name: 'M', bookAgeMs: 50 }],
    copies: { opening: 0, open: 2, closing: 0, unknown: 1 },
    held: [],
    today: { opened: 3, closed: 1, refused: 2, detached: 0 },
    latencyMs: { p50: 2.4, p99: 18.6 },
    ...changes,
  };
}

function process(id: string, changes: Partial<ProcessReport> = {}): ProcessReport {
  const [role, account] = id.split(' ') as [ProcessReport['role'], string];
  return {
    id,
    role,
    account,
    state: 'ready',
    pid: 1,
    isSafe: false,
    restarts: 0,
    node: node(),
    ...changes,
  };
}

function report(changes: Partial<StatusReport> = {}): StatusReport {
  return {
    pid: 42,
    sinceMs: NOW,
    database: '/data/db',
    isDatabaseUp: true,
    processes: [],
    alarms: [],
    ...changes,
  };
}

function row(text: string, id: string): string {
  return text.split('\n').find((line) => line.startsWith(id)) ?? '';
}

test('a healthy slave is one line that says all', () => {
  const text = statusText(report({ processes: [process('slave S')] }), NOW);
  expect(row(text, 'slave S').split(/ {2,}/)).toEqual([
    'slave S',
    'ready',
    'connected 65 s',
    '0.1 s old',
    '2 open, 1 in doubt',
    '3 opened, 1 closed, 2 refused',
    '2.4 ms / 19 ms',
  ]);
  expect(text).toContain('No alarm stands.');
});

test('the copies of a slave whose terminal has not connected are not known', () => {
  const none = { opening: 0, open: 0, closing: 0, unknown: 0 };
  const before = node({ bookAgeMs: null, copies: none });
  const text = statusText(report({ processes: [process('slave A', { node: before })] }), 0);
  expect(row(text, 'slave A')).toContain('not known');
});

test('what is wrong stands in the notes, whoever was restarted keeps his place', () => {
  const processes = [
    process('slave B', { node: node({ blocks: ['paused', 'link'] }), restarts: 2, isSafe: true }),
    process('slave A', { node: null }),
    process('master M', { node: node({ role: 'master' }) }),
    process('slave C', { node: node({ masters: [{ name: 'M', bookAgeMs: null }] }) }),
  ];
  const text = statusText(report({ processes }), NOW);
  expect(row(text, 'slave B')).toMatch(/SAFE, PAUSED, 2 restarts$/);
  expect(row(text, 'slave A')).toMatch(/does not answer$/);
  expect(row(text, 'slave C')).toMatch(/master M silent$/);
  expect([...text.matchAll(/^(?:master|slave) \w/gm)].map(([id]) => id)).toEqual([
    'master M',
    'slave A',
    'slave B',
    'slave C',
  ]);
});

test('an alarm names account, time, values and the way out; the database is named when it is down', () => {
  const alarm = {
    code: 'ORPHAN',
    account: 'S',
    subject: '500',
    detail: 'a stranger\u001B[2J',
    sinceMs: NOW,
    wayOut: 'Close it.',
  };
  const text = statusText(report({ isDatabaseUp: false, alarms: [alarm] }), NOW);
  expect(text).toMatch(/ALARM ORPHAN on S since .* 500\n {2}a stranger\?\[2J\n {2}-> Close it\./);
  expect(text).toContain('/data/db (does not answer)');
});

test.each([
  [0, '0.0 s'],
  [9_940, '9.9 s'],
  [45_000, '45 s'],
  [700_000, '12 min'],
  [12_240_000, '3.4 h'],
  [200_000_000, '2 d'],
])('%d ms read as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('flatten says for each slave what is left', () => {
  const copy: HeldCopy = {
    symbol: 'EURUSD',
    side: 'BUY',
    volume: '0.1',
    masterTicket: '100',
    slaveTicket: '500',
    status: 'closing',
    hasStop: true,
    failedCloses: 3,
  };
  const text = flattenText({
    slaves: [
      { slave: 'A', held: [], isFlat: true },
      { slave: 'B', held: [copy], isFlat: false },
      { slave: 'C', held: null, isFlat: false },
    ],
  });
  expect(text).toContain('A: flat.\nB: 1 copy is not closed yet');
  expect(text).toMatch(/EURUSD {2}BUY {3}0\.1 {3}100 {5}500 {5}closing {2}3\n/);
  expect(text).toContain('C: its node does not answer');
});
