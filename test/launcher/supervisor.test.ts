import { expect, test, vi } from 'vitest';
import { desiredChildren } from '../../launcher/desired-children.ts';
import { Supervisor } from '../../launcher/supervisor.ts';
import { account, fakeEnvironment, fakeProcesses, type StopHabit } from './builders.ts';

/** A supervisor of a master and two slaves, all on simulated terminals, on fake processes. */
function supervised(habit: StopHabit = 'obeys') {
  const { processes, start } = fakeProcesses(habit);
  const surroundings = fakeEnvironment(start);
  const supervisor = new Supervisor(surroundings.environment, (error) => {
    throw error;
  });
  const specs = desiredChildren([
    account({ name: 'M', type: 'MASTER', path: 'simulator', ea_port: 47_101 }),
    account({ name: 'A', path: 'simulator', ea_port: 47_102 }),
    account({ name: 'B', path: 'simulator', ea_port: 47_103 }),
  ]);
  for (const spec of specs) supervisor.start(spec);
  const of = (id: string) => supervisor.statuses().find((child) => child.id === id);
  const processOf = (name: string) => {
    const found = processes.findLast(({ command }) => command.args.includes(name));
    if (found === undefined) throw new TypeError(`no process of ${name}`);
    return found;
  };
  return { ...surroundings, supervisor, processes, of, processOf };
}

test('the nodes are started by role and name, terminals with their file and port', async () => {
  const { processes, supervisor } = supervised();
  expect(processes.map(({ command }) => [command.module, ...command.args].join(' '))).toEqual([
    'simulator/main --account /data/simulator/M.json --port 47101',
    'simulator/main --account /data/simulator/A.json --port 47102',
    'simulator/main --account /data/simulator/B.json --port 47103',
    'nodes/main --role master --name M',
    'nodes/main --role slave --name A',
    'nodes/main --role slave --name B',
  ]);
  await supervisor.stopAll();
});

test("one child's death touches no other, and it is started again", async () => {
  const { supervisor, processes, processOf, of, pauses } = supervised();
  processOf('A').end(1);
  await vi.waitFor(() => expect(processes).toHaveLength(7));
  expect(pauses).toEqual([250]);
  expect(of('slave A')).toMatchObject({ state: 'starting', restarts: 1 });
  const others = supervisor.statuses().filter(({ id }) => id !== 'slave A');
  expect(others.map(({ restarts }) => restarts)).toEqual([0, 0, 0, 0, 0]);
  await supervisor.stopAll();
});

test('exit 0 that nobody asked for is a death like any other', async () => {
  const { supervisor, processes, processOf } = supervised();
  processOf('A').end(0);
  await vi.waitFor(() => expect(processes).toHaveLength(7));
  await supervisor.stopAll();
});

test('exit 78 is never started again, and one line says what to do', async () => {
  const { supervisor, processes, processOf, of, lines } = supervised();
  processOf('A').end(78);
  await vi.waitFor(() => expect(of('slave A')?.state).toBe('failed'));
  expect(processes).toHaveLength(6);
  expect(lines.join('')).toContain('slave A cannot run as it is configured');
  expect(supervisor.running().filter(({ hasFailed }) => hasFailed)).toHaveLength(1);
  await supervisor.stopAll();
});

test('the sixth restart in a minute passes --safe and is an alarm in the log', async () => {
  const { supervisor, processes, processOf, of, lines } = supervised();
  for (let restart = 1; restart <= 6; restart += 1) {
    expect(processOf('A').command.args).not.toContain('--safe');
    processOf('A').end(1);
    await vi.waitFor(() => expect(processes).toHaveLength(6 + restart));
  }
  expect(processOf('A').command.args).toContain('--safe');
  expect(of('slave A')?.isSafe).toBe(true);
  expect(lines.join('')).toContain('slave A keeps ending: from now on in safe mode');
  await supervisor.stopAll();
});

test('safe mode is told when it is decided, not when the pause before the next start is over', async () => {
  const { processes, start } = fakeProcesses('obeys');
  const { environment } = fakeEnvironment(start);
  const told: boolean[] = [];
  const pausedWith: (boolean | undefined)[] = [];
  const supervisor = new Supervisor(
    {
      ...environment,
      onChange: () => void told.push(supervisor.statuses()[0]?.isSafe ?? false),
      pause: (ms, signal) => {
        pausedWith.push(told.at(-1));
        return environment.pause(ms, signal);
      },
    },
    (error) => {
      throw error;
    },
  );
  for (const spec of desiredChildren([account({ name: 'A', ea_port: 47_102 })])) {
    supervisor.start(spec);
  }
  for (let count = 1; count <= 6; count += 1) {
    processes.at(-1)?.end(1);
    await vi.waitFor(() => expect(processes).toHaveLength(1 + count));
  }
  expect(pausedWith).toEqual([false, false, false, false, false, true]);
  await supervisor.stopAll();
});

test('a start in safe mode is told at once, not when the process is ready', async () => {
  const { environment } = fakeEnvironment(fakeProcesses('obeys').start);
  const told: unknown[] = [];
  const onChange = (): void =>
    void told.push(supervisor.statuses().map(({ state, isSafe }) => [state, isSafe]));
  const supervisor: Supervisor = new Supervisor({ ...environment, onChange }, (error) => {
    throw error;
  });
  for (const spec of desiredChildren([account()])) supervisor.start(spec, true);
  expect(told).toEqual([[['starting', true]]]);
  await supervisor.stopAll();
});

test('safe mode ends after ten quiet minutes, and at once by an operator', async () => {
  const { supervisor, of, processOf, clock } = supervised();
  const crash = async (): Promise<void> => {
    for (let count = 0; count < 6; count += 1) {
      const before = processOf('A');
      before.end(1);
      await vi.waitFor(() => expect(processOf('A')).not.toBe(before));
    }
    expect(of('slave A')?.isSafe).toBe(true);
  };
  await crash();
  clock.nowMs += 599_999;
  processOf('A').say({ type: 'heartbeat', progress: 1 });
  supervisor.check();
  expect(of('slave A')?.isSafe).toBe(true);
  clock.nowMs += 1;
  supervisor.check();
  expect(of('slave A')?.isSafe).toBe(false);
  await crash();
  supervisor.child('slave A')?.forgive();
  expect(of('slave A')?.isSafe).toBe(false);
  await supervisor.stopAll();
});

test('a node’s answer finds its question; a node that is gone answers none', async () => {
  const { supervisor, processOf } = supervised('ignores');
  const child = supervisor.child('slave A');
  const [first, second] = [
    child?.ask({ type: 'status' }, 60_000),
    child?.ask({ type: 'pause' }, 60_000),
  ];
  const asked = processOf('A').heard;
  expect(asked).toMatchObject([
    { type: 'command', command: { type: 'status' } },
    { type: 'command', command: { type: 'pause' } },
  ]);
  const ids = asked.map((message) => (message.type === 'command' ? message.id : 0));
  processOf('A').say({
    type: 'answer',
    id: ids[1] ?? 0,
    answer: { type: 'done', detail: 'paused' },
  });
  expect(await second).toEqual({ type: 'done', detail: 'paused' });
  processOf('A').end(1);
  expect(await first).toBeNull();
  supervisor.kill();
});

test('a silent child is killed and started again; the others that beat are not', async () => {
  const { supervisor, processes, processOf, clock } = supervised();
  for (const child of processes) child.say({ type: 'ready' });
  for (clock.nowMs = 1_000; clock.nowMs <= 7_000; clock.nowMs += 1_000) {
    for (const [index, child] of processes.slice(0, 6).entries()) {
      const isSilent = index === 4 && clock.nowMs > 1_000;
      if (!isSilent) child.say({ type: 'heartbeat', progress: clock.nowMs });
    }
    supervisor.check();
  }
  await vi.waitFor(() => expect(processes).toHaveLength(7));
  expect(processes.filter(({ wasKilled }) => wasKilled)).toEqual([processes[4]]);
  expect(processOf('A')).toBe(processes[6]);
  await supervisor.stopAll();
});

test('a child that was silent while it loaded is not hung the moment it is ready', async () => {
  const { supervisor, processes, clock } = supervised();
  clock.nowMs = 15_000;
  for (const child of processes) child.say({ type: 'ready' });
  supervisor.check();
  expect(processes.filter(({ wasKilled }) => wasKilled)).toEqual([]);
  await supervisor.stopAll();
});

test('a launcher that slept blames nobody', async () => {
  const { supervisor, processes, clock } = supervised();
  for (const child of processes) child.say({ type: 'heartbeat', progress: 1 });
  clock.nowMs = 3_600_000;
  supervisor.check();
  expect(processes.filter(({ wasKilled }) => wasKilled)).toEqual([]);
  await supervisor.stopAll();
});

test('stopped are slaves first, then masters, then terminals', async () => {
  const { supervisor, processes } = supervised('ignores');
  const stopped = (): string[] =>
    processes.filter(({ heard }) => heard.length > 0).map(({ command }) => command.args.join(' '));
  const done = supervisor.stopAll();
  expect(stopped()).toEqual(['--role slave --name A', '--role slave --name B']);
  for (const child of processes.slice(4)) child.end(0);
  await vi.waitFor(() => expect(stopped()[0]).toBe('--role master --name M'));
  expect(stopped()).toHaveLength(3);
  processes[3]?.end(0);
  await vi.waitFor(() => expect(stopped()).toHaveLength(6));
  for (const child of processes) child.end(0);
  await done;
  expect(supervisor.statuses().map(({ state }) => state)).toEqual(Array(6).fill('exited'));
});

test('kill ends every process at once, and nothing is started afterwards', async () => {
  const { supervisor, processes } = supervised('ignores');
  supervisor.kill();
  await supervisor.stopAll();
  expect(processes.every(({ wasKilled }) => wasKilled)).toBe(true);
  for (const spec of desiredChildren([account({ name: 'Late' })])) supervisor.start(spec);
  expect(processes).toHaveLength(6);
});

test('waiting for masters ends when all are ready, and in any case', async () => {
  const { supervisor, processOf } = supervised();
  const { signal } = new AbortController();
  // The fake's patience is over at once.
  await supervisor.settled('master', 2_000, signal);
  processOf('M').say({ type: 'ready' });
  expect(supervisor.statuses().find(({ id }) => id === 'master M')?.state).toBe('ready');
  await supervisor.stopAll();
});

test('a message that is none is reported and changes nothing', async () => {
  const { supervisor, processOf, of, lines } = supervised();
  processOf('A').say(null);
  expect(of('slave A')?.state).toBe('starting');
  expect(lines.join('')).toContain('slave A sent a message that is none');
  await supervisor.stopAll();
});
