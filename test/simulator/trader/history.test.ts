import path from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../config/paths.ts';
import { readHistory, schedule, type HistoricPosition } from '../../../simulator/trader/history.ts';

const ALL = { has: () => true };
const SETTINGS = { capGapMs: 60_000, symbolMap: {} };

function position(changes: Partial<HistoricPosition> = {}): HistoricPosition {
  const times = { openMs: 1_000_000, closeMs: 2_000_000 };
  return { id: '1', symbol: 'EURUSD', side: 'BUY', volume: '0.01', ...times, ...changes };
}

test('gaps are cut, bursts and shorter gaps stay', () => {
  const history = [
    position({ id: '1', openMs: 0, closeMs: 1_000_000 }),
    position({ id: '2', openMs: 0, closeMs: 30_000 }),
  ];
  const steps = schedule(history, SETTINGS, ALL);
  expect(steps.map((step) => [step.atMs, step.type, step.position.id])).toEqual([
    [0, 'open', '1'],
    [0, 'open', '2'],
    [30_000, 'close', '2'],
    [90_000, 'close', '1'],
  ]);
});

test('what comes after the end is left out and stays open', () => {
  const steps = schedule([position()], { ...SETTINGS, stopAfterMs: 59_999 }, ALL);
  expect(steps.map(({ type }) => type)).toEqual(['open']);
});

test('only the first positions are taken, and one that was never closed stays open', () => {
  const history = [
    position({ id: '2', openMs: 2 }),
    position({ id: '1', openMs: 1, closeMs: null }),
  ];
  const steps = schedule(history, { ...SETTINGS, maxPositions: 1 }, ALL);
  expect(steps.map((step) => [step.type, step.position.id])).toEqual([['open', '1']]);
});

test('symbols are mapped, and one that is not at the broker is named', () => {
  const history = [position({ symbol: 'USDJPY' })];
  const settings = { ...SETTINGS, symbolMap: { USDJPY: 'GOLD' } };
  expect(schedule(history, settings, new Set(['GOLD']))[0]?.symbol).toBe('GOLD');
  expect(() => schedule(history, SETTINGS, new Set(['GOLD']))).toThrow('"USDJPY"');
});

test('invariants 1 and 2: every order of time and spacing is kept, closes follow their opens', () => {
  const positions = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 500 })),
  );
  fc.assert(
    fc.property(positions, fc.integer({ min: 0, max: 100 }), (spans, capGapMs) => {
      const history = spans.map(([openMs, length], index) =>
        position({ id: String(index + 1), openMs, closeMs: openMs + length }),
      );
      const steps = schedule(history, { capGapMs, symbolMap: {} }, ALL);
      expect(steps).toHaveLength(2 * history.length);
      const opened = new Set<string>();
      let beforeMs = 0;
      for (const step of steps) {
        expect(step.atMs).toBeGreaterThanOrEqual(beforeMs);
        expect(step.atMs - beforeMs).toBeLessThanOrEqual(capGapMs);
        expect(opened.has(step.position.id)).toBe(step.type === 'close');
        opened.add(step.position.id);
        beforeMs = step.atMs;
      }
    }),
  );
});

test('the demo history has 150 positions, opened and closed in the order of the file', async () => {
  const file = 'mt5_popov_70358000.positions.csv.gz';
  const history = await readHistory(path.join(packageRoot(), 'demo', 'data', file));
  expect(history).toHaveLength(150);
  expect(history[0]).toEqual({
    id: '1771882106',
    openMs: Date.UTC(2023, 5, 23, 7, 53),
    closeMs: Date.UTC(2023, 5, 26, 15, 10),
    symbol: 'GBPUSD',
    side: 'BUY',
    volume: '0.02',
  });
  const steps = schedule(history, SETTINGS, ALL);
  const opens = steps.filter(({ type }) => type === 'open').map(({ position: it }) => it.id);
  expect(opens).toEqual(history.map(({ id }) => id));
});
