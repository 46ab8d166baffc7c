import { expect, test } from 'vitest';
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

/** The slave's broker counts prices and volumes in other units than the master's. */
const stage = sharedStage({
  slaveSymbol: { digits: 4, contractSize: '10000', volumeMin: '0.10', volumeStep: '0.10' },
});

test('F47 with other digits, contract size and step a copy has the slave’s prices and its volume rounded down', async () => {
  const own = stage();
  const { master } = await copied(own, '0.27');
  expect(await lotsOf(own, master)).toBe(0.2);
  const { bid } = own.hands.master.quote('EURUSD');
  const below = Number(bid) * 0.97;
  // Of the master's five digits the slave has four: 1.34567 becomes 1.3457.
  await own.hands.master.modify(master, { sl: `${below.toFixed(4)}7`, tp: '0' });
  const rounded = (Number(below.toFixed(4)) + 0.0001).toFixed(4);
  await own.until(
    'the SL is rounded to the slave’s digits',
    async () => Number(copyOf(own, await rowOf(own, master))?.sl) === Number(rounded),
    PATIENCE_MS,
  );
  await own.hands.master.modify(master, { sl: below.toFixed(4), tp: '0' });
  await own.converged(PATIENCE_MS);
  // 0.2 × 0.15 ÷ 0.27 is 0.11: one step is left.
  await own.hands.master.close(master, '0.12');
  await own.until(
    'a step was closed',
    async () => (await lotsOf(own, master)) === 0.1,
    PATIENCE_MS,
  );
  await own.hands.master.close(master);
  await settled(own, master, 'CLOSED');
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.1', 'OUT 0.1']);
});

test('F47 what is less than the slave’s step is refused', async () => {
  const own = stage();
  const master = await own.hands.master.open('0.09');
  expect((await settled(own, master, 'REFUSED')).code).toBe('BELOW_MIN_LOT');
  expect(await story(own, master)).toEqual([]);
});
