import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LOGINS } from '../harness/stage-files.ts';
import { copied, copyOf, PATIENCE_MS, rowOf, settled, sharedStage, story } from './fault-stage.ts';

const stage = sharedStage();
/** Longer than the short windows prove an absence in, were the books believed. */
const LYING_MS = 5_000;

test('F28 a slave’s terminal that restarts with 20 copies closes those that the master has closed meanwhile, and opens none again', async () => {
  const own = stage();
  const masters: string[] = [];
  for (let count = 0; count < 20; count += 1) {
    masters.push(await own.hands.master.open('0.01'));
  }
  await own.converged(PATIENCE_MS);
  const before = own.hands.slave.positions.length;
  const pid = own.pidOf('slave terminal');
  own.hold('slave terminal', 2_000);
  process.kill(pid, 'SIGKILL');
  await own.gone(pid, PATIENCE_MS);
  for (const master of masters.slice(0, 5)) await own.hands.master.close(master);
  const opens = own.deals('slave').filter(({ entry }) => entry === 'IN').length;
  await own.converged(PATIENCE_MS);
  expect(own.hands.slave.positions.length).toBeLessThan(before);
  expect(own.deals('slave').filter(({ entry }) => entry === 'IN')).toHaveLength(opens);
});

test('F29 a master that shows no positions while he has some closes nothing', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'empty-lists', account: LOGINS.master, forMs: LYING_MS });
  await delay(LYING_MS);
  await own.converged(PATIENCE_MS);
  expect(await story(own, master)).toEqual(['IN 0.2']);
});

test('F29 a master’s terminal that is not synchronised closes nothing', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'unsynchronised', account: LOGINS.master, forMs: LYING_MS });
  await delay(LYING_MS);
  await own.converged(PATIENCE_MS);
  expect(await story(own, master)).toEqual(['IN 0.2']);
});

test('F30 a slave that shows no positions while it has some opens nothing again', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'empty-lists', account: LOGINS.slave, forMs: LYING_MS });
  await delay(LYING_MS);
  await own.converged(PATIENCE_MS);
  expect(await story(own, master)).toEqual(['IN 0.2']);
  expect((await rowOf(own, master))?.status).toBe('OPEN');
});

test('F31 a master that shows 10 of 20 positions closes nothing', async () => {
  const own = stage();
  for (let count = 0; count < 20; count += 1) await own.hands.master.open('0.01');
  await own.converged(PATIENCE_MS);
  const before = own.deals('slave').length;
  await own.fault({
    type: 'partial-positions',
    account: LOGINS.master,
    keep: 10,
    forMs: LYING_MS,
  });
  await delay(LYING_MS);
  await own.converged(PATIENCE_MS);
  expect(own.deals('slave')).toHaveLength(before);
});

test('F32 a position that is still listed 800 ms after its close is closed once', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'visible-after-close', account: LOGINS.slave, forMs: 800 });
  await own.hands.master.close(master);
  await settled(own, master, 'CLOSED');
  await own.converged(PATIENCE_MS);
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test.each(['master', 'slave'] as const)(
  'F33 a copy whose ticket changes at the %s stays the same copy',
  async (where) => {
    const own = stage();
    const { master } = await copied(own, '0.20');
    await own.fault({ type: 'ticket-change', account: LOGINS[where], positions: 'newest' });
    await own.hands.master.close(master, '0.10');
    await own.converged(PATIENCE_MS);
    await own.hands.master.close(master);
    await settled(own, master, 'CLOSED');
    expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.1', 'OUT 0.1']);
  },
);

test('F34 a copy whose comment the broker rewrites is known after a restart of its node', async () => {
  const own = stage();
  await own.fault({ type: 'comment', account: LOGINS.slave, text: 'dealer 7' });
  const { copy, master } = await copied(own, '0.20');
  expect(copy.comment).toBe('dealer 7');
  const pid = own.pidOf('slave node');
  process.kill(pid, 'SIGKILL');
  await own.gone(pid, PATIENCE_MS);
  await own.hands.master.close(master);
  await settled(own, master, 'CLOSED');
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F52 with algo trading switched off nothing is opened, and what is to be closed is when it is on again', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'terminal-algo-trading-off', account: LOGINS.slave, forMs: 12_000 });
  await delay(500);
  const second = await own.hands.master.open('0.20');
  await own.hands.master.close(master);
  await settled(own, second, 'REFUSED');
  await settled(own, master, 'CLOSED');
  expect(await story(own, second)).toEqual([]);
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F54 of 200 opens at once each is copied at most once, and what is not says why', async () => {
  const own = stage();
  const before = own.deals('slave').length;
  await Promise.all(Array.from({ length: 200 }, () => own.hands.master.open('0.01')));
  await own.converged(3 * PATIENCE_MS);
  const opened = own.deals('slave').length - before;
  const open = own.hands.master.positions.map(({ identifier }) => identifier);
  const refused = (await own.rows()).filter(
    ({ copyId, status }) => status === 'REFUSED' && open.includes(copyId?.split('/')[1] ?? ''),
  );
  expect(opened + refused.length).toBe(200);
  expect(opened).toBeGreaterThan(0);
  expect(copyOf(own, await rowOf(own, open[0] ?? ''))).not.toBeUndefined();
});
