/** What an operator's orders become on fake processes; with real ones: operator.e2e.test.ts. */
import { expect, test, vi } from 'vitest';
import { desiredChildren } from '../../launcher/desired-children.ts';
import { Fleet } from '../../launcher/fleet.ts';
import { Operator } from '../../launcher/operator.ts';
import { Supervisor } from '../../launcher/supervisor.ts';
import type { LinesReport, StandingAlarm } from '../../messaging/ipc/control-report.ts';
import type { NodeStatus } from '../../messaging/ipc/node-command.ts';
import { account, fakeEnvironment, fakeProcesses } from './builders.ts';

/** What a slave says before its terminal's first connection. */
const BEFORE_THE_TERMINAL: NodeStatus = {
  role: 'slave',
  accountId: null,
  isConnected: false,
  linkSinceMs: 0,
  bookAgeMs: null,
  isBookComplete: null,
  positions: null,
  blocks: [],
  masters: [],
  copies: { opening: 0, open: 0, closing: 0, unknown: 0 },
  held: [],
  today: { opened: 0, closed: 0, refused: 0, detached: 0 },
  latencyMs: null,
  refused: null,
  terminal: null,
  serverOffsetMs: null,
};

/** A launcher of one simulated account, whose children crash when they are told to. */
async function launched(type: 'MASTER' | 'SLAVE' | null = 'MASTER') {
  const { processes, start } = fakeProcesses('obeys');
  const { environment } = fakeEnvironment(start);
  const supervisor = new Supervisor(environment, (error) => {
    throw error;
  });
  const fleet = new Fleet(supervisor, environment.log, new AbortController().signal);
  if (type !== null) {
    const document = account({ name: 'M', type, path: 'simulator', ea_port: 47_101 });
    const specs = desiredChildren([document]);
    await fleet.apply(() => ({ start: specs, stop: [], restart: [], update: [] }));
  }
  const standing: StandingAlarm[] = [];
  const operator = new Operator({
    launcher: {
      children: () => supervisor.statuses(),
      supervisor,
      fleet,
      stop: () => supervisor.stopAll(),
    },
    alarms: { standing },
    database: 'memory',
    sinceMs: 0,
  });
  const crash = async (module: string): Promise<void> => {
    for (let count = 0; count < 6; count += 1) {
      const before = processes.findLast(({ command }) => command.module === module);
      before?.end(1);
      await vi.waitFor(() =>
        expect(processes.findLast(({ command }) => command.module === module)).not.toBe(before),
      );
    }
  };
  return { operator, supervisor, processes, crash, standing };
}

test('resume ends the safe mode of a master and of its terminal: their alarms name it as the way out', async () => {
  const { operator, supervisor, crash } = await launched();
  await crash('nodes/main');
  await crash('simulator/main');
  expect(supervisor.statuses().map(({ isSafe }) => isSafe)).toEqual([true, true]);
  const report = await operator.handle({ type: 'resume', name: 'M' });
  expect(report).toEqual({ lines: ['M: safe mode is over'] });
  expect(supervisor.statuses().map(({ isSafe }) => isSafe)).toEqual([false, false]);
  await supervisor.stopAll();
});

test('a slave that has not read its ledger yet does not say that no copy stays open', async () => {
  const { operator, processes } = await launched('SLAVE');
  const report = operator.handle({ type: 'down' });
  const node = processes.find(({ command }) => command.module === 'nodes/main');
  await vi.waitFor(() => expect(node?.heard).toHaveLength(1));
  const [asked] = node?.heard ?? [];
  node?.say({
    type: 'answer',
    id: asked?.type === 'command' ? asked.id : 0,
    answer: { type: 'status', status: BEFORE_THE_TERMINAL },
  });
  expect(await report).toEqual({
    lines: ['M: its terminal did not connect; what is open stays open', 'Everything has stopped.'],
  });
});

test('a restart that an order to stop has overtaken does not say that anything was started', async () => {
  const { operator } = await launched();
  const restart = operator.handle({ type: 'restart', name: null });
  await operator.handle({ type: 'down' });
  const { lines } = (await restart) as LinesReport;
  expect(lines.toSorted()).toEqual([
    'master M was not started again: it was stopped meanwhile',
    'terminal M was not started again: it was stopped meanwhile',
  ]);
});

test('a restart of what cannot run is a failure that says which process it is', async () => {
  const { operator, processes } = await launched();
  const restart = operator.handle({ type: 'restart', name: null });
  await vi.waitFor(() => expect(processes).toHaveLength(4));
  processes.findLast(({ command }) => command.module === 'nodes/main')?.end(78);
  processes.findLast(({ command }) => command.module === 'simulator/main')?.say({ type: 'ready' });
  await expect(restart).rejects.toMatchObject({
    code: 'NODE_FAILED',
    message: expect.stringMatching(/^master M was started again: failed$/m),
  });
});

test.each([
  { type: 'pause', name: 'M' },
  { type: 'restart', name: 'M' },
  { type: 'restart', name: null },
  { type: 'flatten', name: null },
  { type: 'close', magic: '1' },
  { type: 'adopt', name: null },
] as const)('%j waits for the database with the launcher, and says so', async (command) => {
  const { operator, standing } = await launched(null);
  await expect(operator.handle(command)).rejects.toMatchObject({
    code: 'STARTING',
    message: expect.stringContaining('just starting'),
  });
  standing.push({
    code: 'DATABASE_DOWN',
    account: 'launcher',
    subject: 'launcher',
    detail: 'no opens',
    sinceMs: 0,
    wayOut: 'Start it.',
  });
  await expect(operator.handle(command)).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringContaining('waits for its database memory'),
  });
});
