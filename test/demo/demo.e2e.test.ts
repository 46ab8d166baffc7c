import { expect, test } from 'vitest';
import { runDemo } from '../../demo/run-demo.ts';
import type { Launcher } from '../../launcher/launch.ts';

/** Eight processes that start again, one after the other. */
const KILLS_MS = 360_000;

async function demo(seconds: number, during?: (launcher: Launcher) => Promise<void>) {
  const lines: string[] = [];
  const outcome = await runDemo(
    { seconds, seed: 1, json: true, slaves: 3, keep: false },
    {
      say: (line) => lines.push(line),
      table: null,
      signal: new AbortController().signal,
      ...(during && { during }),
    },
  );
  return { ...outcome, lines };
}

/** Waits until the child of this id is ready, and ends its process as a crash would. */
async function crash(launcher: Launcher, id: string): Promise<void> {
  const find = () => launcher.children().find((child) => child.id === id);
  await expect.poll(find, { timeout: 120_000 }).toMatchObject({ state: 'ready' });
  const before = find();
  if (before === undefined || before.pid === null) throw new Error(`${id} has no process`);
  process.kill(before.pid, 'SIGKILL');
  await expect
    .poll(find, { timeout: 120_000 })
    .toMatchObject({ state: 'ready', restarts: before.restarts + 1 });
}

test('the slaves’ deal lists equal the translated master’s', async () => {
  const { report, slaves, lines } = await demo(18);
  expect(slaves.flatMap(({ mismatches }) => mismatches)).toEqual([]);
  expect(report).toMatchObject({ mismatches: 0, doubles: 0, restarts: 0 });
  expect(report.masterPositions).toBeGreaterThan(10);
  expect(report.copies).toBeGreaterThan(10);
  expect(report.closes).toBeGreaterThan(0);
  expect(report.partialCloses).toBeGreaterThan(0);
  expect(report.modifications).toBeGreaterThan(0);
  expect(report.rounded).toBeGreaterThan(0);
  expect(report.refusals).toMatchObject({
    SYMBOL_UNMAPPED: expect.any(Number),
    SYMBOL_UNKNOWN: expect.any(Number),
    BELOW_MIN_LOT: expect.any(Number),
  });
  expect(report.master.mostOpensInOneSecond).toBeGreaterThanOrEqual(9);
  expect(report.master.mostClosesInOneSecond).toBeGreaterThanOrEqual(9);
  expect(Object.keys(report.steps)).toEqual(
    expect.arrayContaining(['published', 'slaveGot', 'intentDurable', 'sent', 'brokerAnswered']),
  );
  // Restarts and failures: what the demo logs is nothing else.
  expect(lines.filter((line) => /^\[[\d:.]+\] (?:ERROR|FATAL)/.test(line))).toEqual([]);
});

test(
  'each node and each terminal killed in the middle loses and doubles nothing',
  async () => {
    const victims: string[] = [];
    const { report, slaves } = await demo(30, async (launcher) => {
      victims.push(...launcher.children().map(({ id }) => id));
      for (const id of victims) await crash(launcher, id);
    });
    expect(victims.toSorted()).toEqual([
      'master Demo_Master',
      'slave Half_Size',
      'slave Other_Broker',
      'slave Tight_Gate',
      'terminal Demo_Master',
      'terminal Half_Size',
      'terminal Other_Broker',
      'terminal Tight_Gate',
    ]);
    expect(slaves.flatMap(({ mismatches }) => mismatches)).toEqual([]);
    expect(report).toMatchObject({ mismatches: 0, doubles: 0, restarts: victims.length });
    expect(report.copies).toBeGreaterThan(10);
  },
  KILLS_MS,
);
