import { expect, test } from 'vitest';
import { LOGINS, SUFFIX } from '../harness/stage-files.ts';
import { copied, copyOf, PATIENCE_MS, rowOf, settled, sharedStage, story } from './fault-stage.ts';

/** A slave's broker that is less generous than the master's. */
const stage = sharedStage({
  slaveSymbol: { volumeMin: '0.10', stopsLevelPoints: 500 },
  windows: { absenceMs: 1_000, searchMs: 2_000, partSettleMs: 3_000, marketClosedRetryMs: 2_000 },
});
const symbol = `EURUSD${SUFFIX}`;

test('F40 a copy whose share falls below the smallest lot is closed', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.hands.master.close(master, '0.15');
  const row = await settled(own, master, 'CLOSED');
  expect(row.reason).toBe('BELOW_MIN_LOT');
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F40 a position below the slave’s smallest lot is refused', async () => {
  const own = stage();
  const master = await own.hands.master.open('0.05');
  expect((await settled(own, master, 'REFUSED')).code).toBe('BELOW_MIN_LOT');
  expect(await story(own, master)).toEqual([]);
});

test('F50 an SL inside the slave’s stops level is refused and leaves the copy as it is; the next one is set', async () => {
  const own = stage();
  const { copy, master } = await copied(own, '0.20');
  const open = Number(copy.priceOpen);
  await own.hands.master.modify(master, { sl: (open * 0.97).toFixed(5), tp: '0' });
  await own.converged(PATIENCE_MS);
  const { bid } = own.hands.master.quote('EURUSD');
  await own.hands.master.modify(master, { sl: (Number(bid) - 0.004).toFixed(5), tp: '0' });
  // A second position is copied meanwhile: the first one holds nobody up.
  const second = await own.hands.master.open('0.20');
  await settled(own, second, 'OPEN');
  expect(Number(copyOf(own, await rowOf(own, master))?.sl)).toBe(Number((open * 0.97).toFixed(5)));
  await own.hands.master.modify(master, { sl: (open * 0.96).toFixed(5), tp: '0' });
  await own.converged(PATIENCE_MS);
  expect(await story(own, master)).toEqual(['IN 0.2']);
});

test('F49 while the slave’s market is closed opens are refused, and closes wait for it', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'market-closed', symbol });
  const second = await own.hands.master.open('0.20');
  await own.hands.master.close(master);
  await settled(own, second, 'REFUSED');
  expect(await story(own, master)).toEqual(['IN 0.2']);
  await own.clearFaults();
  await settled(own, master, 'CLOSED');
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F48 a slave’s spread that is 50 times as wide is a refusal, and no reason not to close', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  // Half of the spread is more than the tolerance of 1,000 points.
  await own.fault({ type: 'spread', symbol, factor: 1_000 });
  await own.fault({ type: 'price-gap', symbol, points: 2_000 });
  const second = await own.hands.master.open('0.20');
  expect((await settled(own, second, 'REFUSED')).code).toBe('SLIPPAGE');
  await own.hands.master.close(master);
  await settled(own, master, 'CLOSED');
});

test('F46 a symbol that the slave’s broker does not have is a refusal that says so', async () => {
  const own = stage();
  const master = await own.hands.master.open('0.20', { symbol: 'GBPUSD' });
  const row = await settled(own, master, 'REFUSED');
  expect(row.code).toMatch(/^SYMBOL_/);
});

test('F21 a magic number that another program’s position has already is not opened a second time', async () => {
  const own = stage();
  await own.fault({ type: 'stall', account: LOGINS.slave, forMs: 2_000 });
  const master = await own.hands.master.open('0.20');
  await own.hands.slave.open('0.20', { symbol, magic: own.magicOf(master) });
  await own.converged(PATIENCE_MS);
  expect(own.hands.slave.positions).toHaveLength(1);
  expect((await rowOf(own, master))?.status).toBe('OPEN');
});
