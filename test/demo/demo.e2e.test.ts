import { expect, test } from 'vitest';
import { runDemo } from '../../demo/run-demo.ts';
import type { Launcher } from '../../launcher/launch.ts';

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
  await expect.poll(find, { timeout: 60_000 }).toMatchObject({ state: 'ready' });
  const before = find();
  if (before === undefined || before.pid === null) throw new Error(`${id} has no process`);
  process.kill(before.pid, 'SIGKILL');
  await expect
    .poll(find, { timeout: 60_000 })
    .toMatchObject({ state: 'ready', restarts: before.restarts + 1 });
}

test('the slaves’ deal lists equal the translated master’s', async () => {
  const { report, slaves, lines } = await demo(12);
  expect(slaves.flatMap(({ mismatches }) => mismatches)).toEqual([]);
  expect(report).toMatchObject({ mismatches: 0, doubles: 0, restarts: 0 });
  expect(report.masterPositions).toBeGreaterThan(10);
  expect(report.copies).toBeGreaterThan(10);
  expect(report.closes).toBeGreaterThan(0);
  expect(report.partialCloses).toBeGreaterThan(0);
  expect(report.modifications).toBeGreaterThan(0);
  expect(Object.keys(report.steps)).toEqual(
    expect.arrayContaining(['published', 'slaveGot', 'intentDurable', 'sent', 'brokerAnswered']),
  );
  expect(lines.join('\n')).not.toContain('"level":"error"');
});

test('nodes and terminals killed in the middle lose and double nothing', async () => {
  const { report, slaves } = await demo(30, async (launcher) => {
    await crash(launcher, 'slave Other_Broker');
    await crash(launcher, 'master Demo_Master');
    await crash(launcher, 'terminal Half_Size');
    await crash(launcher, 'terminal Demo_Master');
  });
  expect(slaves.flatMap(({ mismatches }) => mismatches)).toEqual([]);
  expect(report).toMatchObject({ mismatches: 0, doubles: 0, restarts: 4 });
  expect(report.copies).toBeGreaterThan(10);
});
