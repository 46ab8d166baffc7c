/** An account that begins anew under the same number: its positions and its history are gone, no deal says why. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { LOGINS, NAMES } from '../harness/stage-files.ts';
import { SHORT_WINDOWS, Stage } from '../harness/stage.ts';
import { copied, PATIENCE_MS, settled } from './fault-stage.ts';

/** Longer than the short windows prove an absence in, were the books believed. */
const SILENT_MS = 5_000;

/** Its own: an emptied account cannot be judged by its whole deal list. */
async function staged(): Promise<Stage> {
  const stage = await Stage.set({ windows: SHORT_WINDOWS });
  onTestFinished(() => stage.strike());
  return stage;
}

/** Its expert begins with what it finds: the lists agree with a history that is empty. */
async function restarted(own: Stage, who: 'master terminal' | 'slave terminal'): Promise<void> {
  const pid = own.pidOf(who);
  process.kill(pid, 'SIGKILL');
  await own.gone(pid, PATIENCE_MS);
}

function opens(own: Stage): number {
  return own.deals('slave').filter(({ entry, side }) => entry === 'IN' && side !== 'BALANCE')
    .length;
}

test('F20 a master’s account that is reset closes nothing until its absence is proved, and is copied again', async () => {
  const own = await staged();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'account-reset', account: LOGINS.master, balance: '50000.00' });
  await own.until(
    'his positions are gone',
    () => own.hands.master.positions.length === 0,
    PATIENCE_MS,
  );
  await delay(SILENT_MS);
  expect(own.hands.slave.positions).toHaveLength(1);
  await restarted(own, 'master terminal');
  const row = await settled(own, master, 'CLOSED');
  expect(row.reason).toBe('MASTER_GONE');
  expect(own.hands.slave.positions).toEqual([]);
  const second = await own.hands.master.open('0.10');
  const next = await settled(own, second, 'OPEN');
  expect(next.masterId).toBe(row.masterId);
  expect(opens(own)).toBe(2);
});

test('F20 a slave’s account that is reset is not filled again with what it had', async () => {
  const own = await staged();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'account-reset', account: LOGINS.slave, balance: '50000.00' });
  await own.until(
    'its positions are gone',
    () => own.hands.slave.positions.length === 0,
    PATIENCE_MS,
  );
  await delay(SILENT_MS);
  await restarted(own, 'slave terminal');
  await settled(own, master, 'DETACHED');
  const second = await own.hands.master.open('0.10');
  const row = await settled(own, second, 'OPEN');
  expect(row.slaveName).toBe(NAMES.slave);
  expect(opens(own)).toBe(2);
});
