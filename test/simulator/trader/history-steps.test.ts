/** Quotes the numbers of the invariants in history-steps.ts. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { historySteps, variantSteps } from '../../../simulator/trader/history-steps.ts';
import { schedule, type HistoricPosition } from '../../../simulator/trader/history.ts';
import type { TraderStep } from '../../../simulator/trader/trader-step.ts';

const VOLUMES = new Map([['EURUSD', { volumeMin: '0.01', volumeStep: '0.01' }]]);

const positions = fc.array(
  fc
    .record({
      open: fc.integer({ min: 0, max: 100_000 }),
      heldS: fc.integer({ min: 0, max: 1_000 }),
      volume: fc.constantFrom('0.01', '0.02', '0.05', '1'),
    })
    .map(({ heldS, open, volume }): Omit<HistoricPosition, 'id'> => {
      const openMs = open * 1_000;
      return { openMs, closeMs: openMs + heldS * 1_000, symbol: 'EURUSD', side: 'BUY', volume };
    }),
  { maxLength: 40 },
);

function stepsOf(records: readonly Omit<HistoricPosition, 'id'>[]): readonly TraderStep[] {
  const history = records.map((record, index) => ({ ...record, id: String(index + 1) }));
  return historySteps(schedule(history, { capGapMs: 60_000, symbolMap: {} }, VOLUMES));
}

test('a variant keeps the record, adds between open and close, and repeats itself (1, 2, 3)', () => {
  const variant = { seed: 5, partialCloses: 0.5, modifications: 0.5, pendings: 0.5 };
  fc.assert(
    fc.property(positions, (records) => {
      const steps = stepsOf(records);
      const more = variantSteps(steps, variant, VOLUMES);
      expect(variantSteps(steps, variant, VOLUMES)).toEqual(more);
      const kept = new Set(steps);
      expect(more.filter((step) => kept.has(step))).toEqual(steps);
      const times = new Map(steps.map((step) => [`${step.key}/${step.type}`, step.atMs]));
      for (const step of more) {
        if (kept.has(step)) continue;
        const key = step.key.replace('-pending', '');
        expect(step.atMs).toBeGreaterThan(times.get(`${key}/open`) ?? Infinity);
        expect(step.atMs).toBeLessThanOrEqual(times.get(`${key}/close`) ?? -1);
      }
    }),
  );
});

test('half of a position is closed on the step, of the smallest none (3)', () => {
  const variant = { seed: 1, partialCloses: 1, modifications: 0, pendings: 0 };
  const record = { openMs: 0, closeMs: 60_000, symbol: 'EURUSD', side: 'BUY' as const };
  const partial = (volume: string): readonly (string | undefined)[] =>
    variantSteps(stepsOf([{ ...record, volume }]), variant, VOLUMES)
      .filter((step) => step.type === 'close')
      .map((step) => step.volume);
  expect(partial('0.05')).toEqual(['0.02', undefined]);
  expect(partial('0.01')).toEqual([undefined]);
});
