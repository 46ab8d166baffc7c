import { expect, test } from 'vitest';
import { copyId, copyMagic } from '../../../domain/copy-identity.ts';
import { accountId, masterId, positionId, slaveId } from '../../../domain/ids.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import { dealAt } from '../../simulator/broker/deals.ts';
import { safetyViolations } from './safety.ts';

const IDS = { masterId: masterId(accountId('1', 'M')), slaveId: slaveId(accountId('2', 'S')) };
const MAGIC = copyMagic(copyId(IDS.masterId, positionId('7'), IDS.slaveId));

/** A deal at so many ms; as the slave's with the copy's magic. */
function deal(
  entry: 'IN' | 'OUT',
  volume: string,
  atMs: number,
  changes: Partial<Deal> = {},
): Deal {
  return dealAt(atMs, { entry, volume, magic: MAGIC, ...changes });
}

const judged = (master: readonly Deal[], slave: readonly Deal[]): readonly string[] =>
  safetyViolations({ ...IDS, master, slave, maxSignalAgeMs: 2_000, volumeMin: '0.01' });

const MASTER = [deal('IN', '0.2', 100, { magic: '0' })];

test('a copy that follows its master violates nothing', () => {
  const master = [...MASTER, deal('OUT', '0.1', 500), deal('OUT', '0.1', 900)];
  const slave = [deal('IN', '0.2', 200), deal('OUT', '0.1', 600), deal('OUT', '0.1', 950)];
  expect(judged(master, slave)).toEqual([]);
});

test('S1: a second opening order is found', () => {
  const found = judged(MASTER, [deal('IN', '0.1', 200), deal('IN', '0.1', 300)]);
  expect(found).toContainEqual(expect.stringContaining('S1'));
});

test('S2: a part that is closed twice is found', () => {
  const master = [...MASTER, deal('OUT', '0.1', 500)];
  const slave = [deal('IN', '0.2', 200), deal('OUT', '0.1', 600), deal('OUT', '0.1', 700)];
  expect(judged(master, slave)).toEqual([expect.stringContaining('S2')]);
});

test('S3: a close that comes before the master’s is found, one by hand is not', () => {
  const master = [...MASTER, deal('OUT', '0.2', 500)];
  const opened = deal('IN', '0.2', 200);
  expect(judged(master, [opened, deal('OUT', '0.2', 400)])).toEqual([
    expect.stringContaining('S3'),
  ]);
  expect(judged(master, [opened, deal('OUT', '0.2', 400, { reason: 'CLIENT' })])).toEqual([]);
});

test('S4: a copy of nothing is found, another program’s position is not', () => {
  const stranger = copyMagic(copyId(IDS.masterId, positionId('8'), IDS.slaveId));
  expect(judged(MASTER, [deal('IN', '0.2', 200, { magic: stranger })])).toEqual([
    expect.stringContaining('S4'),
  ]);
  expect(judged(MASTER, [deal('IN', '0.2', 200, { magic: '42' })])).toEqual([]);
});

test('S5: an open that comes too late is found', () => {
  expect(judged(MASTER, [deal('IN', '0.2', 4_000)])).toEqual([expect.stringContaining('S5')]);
});
