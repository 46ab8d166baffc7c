/** A stage that the tests of a file share; between them it is healed, emptied and judged. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { TradeRow } from '../../../db/trade-reader.ts';
import { copyMagic } from '../../../domain/copy-identity.ts';
import type { CopyId } from '../../../domain/ids.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';
import type { PositionRecord } from '../../../simulator/broker/records.ts';
import { SHORT_WINDOWS, Stage, type StageOptions } from '../harness/stage.ts';

/** So long a recovery may take on a busy machine. */
export const PATIENCE_MS = 60_000;

/**
 * @param onSet called when the stage is set, before the first copy.
 * @returns the stage, in a test.
 */
export function sharedStage(
  options: StageOptions = {},
  onSet?: (stage: Stage) => Promise<void>,
): () => Stage {
  let stage: Stage | null = null;
  beforeAll(async () => {
    stage = await Stage.set({ windows: SHORT_WINDOWS, ...options });
    await onSet?.(stage);
    // The first copy shows that everything is linked.
    await copied(stage, '0.20');
    await emptied(stage);
  });
  afterEach(async () => {
    if (stage === null) return;
    await stage.clearFaults();
    await emptied(stage);
    expect(stage.violations()).toEqual([]);
  });
  afterAll(async () => {
    await stage?.strike();
  });
  return () => {
    if (stage === null) throw new Error('the stage is not set');
    return stage;
  };
}

/** The master and the person at the slave close everything, and the slave follows. */
export async function emptied(stage: Stage): Promise<void> {
  const { master, slave } = stage.hands;
  for (const { identifier } of master.positions) await master.close(identifier);
  await stage.converged(PATIENCE_MS);
  for (const { identifier } of slave.positions) await slave.close(identifier);
}

/** Opens at the master's and waits until the copy is there; a machine that is too slow gets more tries. */
export async function copied(
  stage: Stage,
  volume: string,
  side: 'BUY' | 'SELL' = 'BUY',
): Promise<{ readonly master: string; readonly copy: PositionRecord }> {
  for (let tries = 0; tries < 3; tries += 1) {
    const master = await stage.hands.master.open(volume, { side });
    await stage.converged(PATIENCE_MS);
    const copy = copyOf(stage, await rowOf(stage, master));
    if (copy !== null) return { master, copy };
  }
  throw new Error('three opens were not copied');
}

/** The ledger's entry of a master position. */
export async function rowOf(stage: Stage, master: string): Promise<TradeRow | null> {
  const rows = await stage.rows();
  return rows.find(({ copyId }) => copyId?.split('/')[1] === master) ?? null;
}

/** Waits for an entry in this state. */
export async function settled(stage: Stage, master: string, status: string): Promise<TradeRow> {
  let row: TradeRow | null = null;
  await stage.until(
    `the copy of ${master} is ${status}`,
    async () => {
      row = await rowOf(stage, master);
      return row?.status === status;
    },
    PATIENCE_MS,
  );
  if (row === null) throw new Error(`there is no copy of ${master}`);
  return row;
}

/** The slave's position of an entry. */
export function copyOf(stage: Stage, row: TradeRow | null): PositionRecord | null {
  if (row?.copyId === undefined || row.copyId === null) return null;
  const magic = copyMagic(row.copyId as CopyId);
  return stage.hands.slave.positions.find((one) => one.magic === magic) ?? null;
}

/** Lots of a master position's copy; null: there is none. */
export async function lotsOf(stage: Stage, master: string): Promise<number | null> {
  const copy = copyOf(stage, await rowOf(stage, master));
  return copy === null ? null : Number(copy.volume);
}

/** The slave's deals of a master position. */
export async function dealsOf(stage: Stage, master: string): Promise<readonly Deal[]> {
  const row = await rowOf(stage, master);
  if (row?.copyId === undefined || row.copyId === null) return [];
  const magic = copyMagic(row.copyId as CopyId);
  const own = stage.deals('slave');
  const positions = new Set(own.filter((one) => one.magic === magic).map((one) => one.position));
  return own.filter(({ position }) => positions.has(position));
}

/** `IN 0.2`, `OUT 0.1` … in their order. */
export async function story(stage: Stage, master: string): Promise<readonly string[]> {
  return (await dealsOf(stage, master)).map(
    ({ entry, volume }) => `${entry} ${String(Number(volume))}`,
  );
}
