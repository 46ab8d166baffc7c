import { expect, test } from 'vitest';
import { LOGINS } from '../harness/stage-files.ts';
import { copied, lotsOf, PATIENCE_MS, settled, sharedStage, story } from './fault-stage.ts';

const stage = sharedStage();
const account = LOGINS.slave;

test('F22 an open whose answer is lost after its execution is found and adopted, never sent again', async () => {
  const own = stage();
  await own.fault({ type: 'lost-reply', account, operation: 'open' });
  const master = await own.hands.master.open('0.20');
  await settled(own, master, 'OPEN');
  expect(await story(own, master)).toEqual(['IN 0.2']);
});

test('F23 an open that timed out without execution is given up, never sent again', async () => {
  const own = stage();
  await own.fault({ type: 'retcode', retcode: 10_012, account, operation: 'open' });
  const master = await own.hands.master.open('0.20');
  const row = await settled(own, master, 'REFUSED');
  expect(row.code).toBe('OUTCOME_UNKNOWN');
  expect(await story(own, master)).toEqual([]);
});

test('F23 a close that timed out without execution is sent again', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'retcode', retcode: 10_012, account, operation: 'close', count: 2 });
  await own.hands.master.close(master);
  await settled(own, master, 'CLOSED');
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
});

test('F23 a partial close that timed out without execution is sent again when nothing was seen of it', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'retcode', retcode: 10_012, account, operation: 'partial-close' });
  await own.hands.master.close(master, '0.10');
  await own.converged(PATIENCE_MS);
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.1']);
});

test('F22 a partial close whose answer is lost after its execution closes nothing twice', async () => {
  const own = stage();
  const { master } = await copied(own, '0.20');
  await own.fault({ type: 'lost-reply', account, operation: 'partial-close' });
  await own.hands.master.close(master, '0.10');
  await own.converged(PATIENCE_MS);
  expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.1']);
});

test('F24 an open that is executed 45 s late becomes the one copy', async () => {
  const own = stage();
  await own.fault({ type: 'late-execution', delayMs: 45_000, account, operation: 'open' });
  const master = await own.hands.master.open('0.20');
  await own.until(
    'the order was executed',
    () => own.hands.slave.positions.length === 1,
    PATIENCE_MS,
  );
  await settled(own, master, 'OPEN');
  expect(await story(own, master)).toEqual(['IN 0.2']);
});

test('F26 a copy that is filled in part stays as it is, and is closed with its master', async () => {
  const own = stage();
  await own.fault({ type: 'partial-fill', share: 0.5, account, operation: 'open' });
  const master = await own.hands.master.open('0.20');
  await settled(own, master, 'OPEN');
  expect(await lotsOf(own, master)).toBe(0.1);
  await own.hands.master.close(master, '0.10');
  await own.hands.master.close(master);
  await settled(own, master, 'CLOSED');
  expect(await story(own, master)).toEqual(['IN 0.1', 'OUT 0.1']);
});

test.each([
  { retcode: 10_004, becomes: 'OPEN' },
  { retcode: 10_006, becomes: 'REFUSED' },
  { retcode: 10_018, becomes: 'REFUSED' },
  { retcode: 10_030, becomes: 'OPEN' },
])('F25 an open that is answered once with $retcode becomes $becomes', async (given) => {
  const own = stage();
  const { becomes, retcode } = given;
  await own.fault({ type: 'retcode', retcode, account, operation: 'open' });
  const master = await own.hands.master.open('0.20');
  await settled(own, master, becomes);
  expect(await story(own, master)).toEqual(becomes === 'OPEN' ? ['IN 0.2'] : []);
});

test.each([10_004, 10_006, 10_018, 10_019, 10_031])(
  'F25 a close that is answered twice with %i is tried until it is done',
  async (retcode) => {
    const own = stage();
    const { master } = await copied(own, '0.20');
    await own.fault({ type: 'retcode', retcode, account, operation: 'close', count: 2 });
    await own.hands.master.close(master);
    await settled(own, master, 'CLOSED');
    expect(await story(own, master)).toEqual(['IN 0.2', 'OUT 0.2']);
  },
);
