import { expect, test } from 'vitest';
import { LOGINS } from '../harness/stage-files.ts';
import type { Stage } from '../harness/stage.ts';
import {
  copied,
  copyOf,
  lotsOf,
  PATIENCE_MS,
  rowOf,
  settled,
  sharedStage,
  story,
} from './fault-stage.ts';

const stage = sharedStage();
const account = LOGINS.slave;

/** What is not to be opened again would be by now, or after a restart. */
async function restarted(own: Stage): Promise<void> {
  const pid = own.pidOf('slave node');
  process.kill(pid, 'SIGKILL');
  await own.gone(pid, PATIENCE_MS);
  await copied(own, '0.01');
}

test('F35 a copy whose SL was hit while its terminal was cut off is detached, never opened again', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  const open = Number(own.hands.master.positions[0]?.priceOpen);
  await own.hands.master.modify(master, { sl: (open * 0.97).toFixed(5), tp: '0' });
  await own.converged(PATIENCE_MS);
  await own.fault({ type: 'stop-hit', account, positions: 'newest', disconnectedMs: 2_000 });
  await settled(own, master, 'DETACHED');
  await restarted(own);
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F36 a copy that is closed by hand is detached, never opened again', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'manual-close', account, positions: 'newest' });
  await settled(own, master, 'DETACHED');
  await restarted(own);
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F37 of a copy that was closed in part by hand no more is closed than the master’s share', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'manual-close', account, positions: 'newest', volume: '0.10' });
  await own.until(
    'the part is closed',
    async () => (await lotsOf(own, master)) === 0.1,
    PATIENCE_MS,
  );
  await own.hands.master.close(master, '0.05');
  await copied(own, '0.01');
  expect(await lotsOf(own, master)).toBe(0.1);
  await own.hands.master.close(master, '0.10');
  await own.until(
    'the copy has the master’s share',
    async () => (await lotsOf(own, master)) === 0.05,
    PATIENCE_MS,
  );
  await own.hands.master.close(master);
  await settled(own, master, 'CLOSED');
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.1', 'OUT 0.05', 'OUT 0.05']);
});

test('F38 SL and TP that were changed by hand on the slave stand until the master changes his', async () => {
  const own = stage();
  const { copy, master } = await copied(own, '0.20');
  const open = Number(copy.priceOpen);
  const sl = (open * 0.95).toFixed(5);
  await own.fault({ type: 'manual-modify', account, positions: 'newest', sl, tp: '0' });
  // A copy that was made after it shows that the slave has planned meanwhile.
  await settled(own, await own.hands.master.open('0.01'), 'OPEN');
  expect(Number(copyOf(own, await rowOf(own, master))?.sl)).toBe(Number(sl));
  await own.hands.master.modify(master, { sl: (open * 0.96).toFixed(5), tp: '0' });
  await own.converged(PATIENCE_MS);
  expect(Number(copyOf(own, await rowOf(own, master))?.sl)).toBe(Number((open * 0.96).toFixed(5)));
});

test('F39 a position of somebody else on the same symbol is left alone', async () => {
  const own = stage();
  const foreign = await own.hands.slave.open('0.50', { symbol: 'EURUSD.s' });
  const { master } = await copied(own, '0.20');
  await own.hands.master.close(master, '0.10');
  await own.converged(PATIENCE_MS);
  await own.hands.master.close(master);
  await settled(own, master, 'CLOSED');
  const left = own.hands.slave.positions.map(({ identifier, volume }) => [
    identifier,
    Number(volume),
  ]);
  expect(left).toEqual([[foreign, 0.5]]);
});

test('F41 two master positions that are closed by each other close both copies', async () => {
  const own = stage();
  const bought = await copied(own, '0.20');
  const sold = await copied(own, '0.20', 'SELL');
  await own.fault({
    type: 'manual-close-by',
    account: LOGINS.master,
    position: bought.master,
    by: sold.master,
  });
  await settled(own, bought.master, 'CLOSED');
  await settled(own, sold.master, 'CLOSED');
  expect(await story(own, bought.master)).toEqual(['IN 0.2', 'OUT 0.2']);
  expect(await story(own, sold.master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F44 a copy that the broker stopped out is detached, never opened again', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'deposit', account, amount: '-999900' });
  await settled(own, master, 'DETACHED');
  await own.fault({ type: 'deposit', account, amount: '999900' });
  await restarted(own);
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F45 without money a copy is refused, later ones are not', async () => {
  const own = stage();
  await own.fault({ type: 'deposit', account, amount: '-999900' });
  const master = await own.hands.master.open('0.20');
  const row = await settled(own, master, 'REFUSED');
  await own.fault({ type: 'deposit', account, amount: '999900' });
  expect([row.code, await story(own, master)]).toEqual([expect.any(String), []]);
  await copied(own, '0.20');
});
