/** Processes that stand still, lose their memory or their sense of time. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { canStop } from '../harness/can-stop.ts';
import { NAMES } from '../harness/stage-files.ts';
import type { Stage } from '../harness/stage.ts';
import { trouble, troublesEnvironment } from '../harness/troubles.ts';
import type { Victim } from '../harness/victim.ts';
import { copied, PATIENCE_MS, rowOf, settled, sharedStage, story } from './fault-stage.ts';

/** An open may be so old. */
const AGE_S = 4;
/** Longer than that, than a lease may go unconfirmed, and than an EA waits. */
const STALL_MS = 8_000;
const HOUR_MS = 3_600_000;
/** The trade server's clock is known to a second; a little more. */
const CLOCK_ERROR_MS = 1_500;
const stage = sharedStage({
  slave: { max_signal_age: AGE_S },
  environment: troublesEnvironment(),
});

/** They stand still while this is done, and for so long at least. */
async function stalled(processes: readonly number[], work: () => Promise<void>): Promise<void> {
  for (const pid of processes) process.kill(pid, 'SIGSTOP');
  try {
    await Promise.all([work(), delay(STALL_MS)]);
  } finally {
    for (const pid of processes) process.kill(pid, 'SIGCONT');
  }
}

function pids(own: Stage, ...who: readonly Victim[]): readonly number[] {
  return who.map((one) => own.pidOf(one));
}

async function alarmed(own: Stage, code: string): Promise<void> {
  const alarms = () => own.child(`slave ${NAMES.slave}`).alarms;
  await own.until(`alarm ${code}`, () => alarms().some((one) => one.code === code), PATIENCE_MS);
}

test.skipIf(!canStop)(
  'F08 a slave’s node that stood still closes what was closed, and opens nothing that is old',
  async () => {
    const own = stage();
    const { master } = await copied(own, '0.20');
    const before = own.pidOf('slave node');
    let second = '';
    // The launcher would end a node that is silent for 5 s; it stands still as well.
    await stalled(pids(own, 'slave node', 'launcher'), async () => {
      second = await own.hands.master.open('0.20');
      await own.hands.master.close(master);
    });
    await settled(own, second, 'REFUSED');
    await settled(own, master, 'CLOSED');
    expect((await rowOf(own, second))?.code).toBe('STALE');
    expect(await story(own, second)).toEqual([]);
    expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
    expect(own.pidOf('slave node')).toBe(before);
  },
);

test.skipIf(!canStop)(
  'F69 a slave’s node whose loop stands still for good is ended by the launcher, and started again',
  async () => {
    const own = stage();
    const { master } = await copied(own, '0.20');
    const before = own.pidOf('slave node');
    process.kill(before, 'SIGSTOP');
    await own.hands.master.close(master);
    await own.gone(before, PATIENCE_MS);
    await settled(own, master, 'CLOSED');
    expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
  },
);

test('F69 a slave’s node that leaks until its memory is used up is started again, and doubles nothing', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  const before = own.pidOf('slave node');
  await trouble(own.home, before, { isLeaking: true });
  await own.gone(before, PATIENCE_MS);
  await own.hands.master.close(master);
  await settled(own, master, 'CLOSED');
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test.each([
  { who: 'slave node', hours: 1 },
  { who: 'slave node', hours: -1 },
  { who: 'master node', hours: 1 },
] as const)(
  'F64 while the clock of the $who is wrong by $hours h nothing is opened, and proven closes go on',
  async ({ hours, who }) => {
    const own = stage();
    const { master } = await copied(own, '0.20');
    // A later book than the one that was copied has shown the position.
    await copied(own, '0.01');
    // A deal of the first second may be one that the intent knew of: it proves nothing.
    const copiedAtMs = Date.now();
    const isOld = () => Date.now() > copiedAtMs + CLOCK_ERROR_MS;
    await own.until('the copy is older than the clocks’ error', isOld, PATIENCE_MS);
    const node = own.pidOf(who);
    onTestFinished(() => trouble(own.home, node, { clockMs: 0 }));
    await trouble(own.home, node, { clockMs: hours * HOUR_MS });
    await alarmed(own, 'CLOCK_SKEW');
    const second = await own.hands.master.open('0.20');
    await own.hands.master.close(master);
    await settled(own, master, 'CLOSED');
    expect(await story(own, second)).toEqual([]);
    await trouble(own.home, node, { clockMs: 0 });
    await own.converged(PATIENCE_MS);
    await copied(own, '0.10');
    expect(own.pidOf(who)).toBe(node);
    expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
  },
);

test.skipIf(!canStop)(
  'F66 after eight hours of sleep what was closed is closed first, and only what is fresh is opened',
  async () => {
    const own = stage();
    const { master } = await copied(own, '0.20');
    const everybody = pids(
      own,
      'launcher',
      'master node',
      'slave node',
      'master terminal',
      'slave terminal',
    );
    let second = '';
    await stalled(everybody, async () => {
      await own.hands.master.close(master);
      second = await own.hands.master.open('0.20');
      for (const pid of everybody) await trouble(own.home, pid, { clockMs: 8 * HOUR_MS });
    });
    await settled(own, master, 'CLOSED');
    await settled(own, second, 'REFUSED');
    const { master: third } = await copied(own, '0.10');
    expect((await rowOf(own, second))?.code).toBe('STALE');
    expect(await story(own, second)).toEqual([]);
    expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
    expect(await story(own, third)).toEqual(['IN 0.1']);
  },
);
