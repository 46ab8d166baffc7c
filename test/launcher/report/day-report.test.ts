import { expect, test } from 'vitest';
import { DAY, NOON, refusedRow, report, row } from './builders.ts';

test('a copy counts on the days on which it was opened, closed or refused', () => {
  const before = DAY.fromMs - 1;
  const { copies, slaves } = report([
    row(),
    row({ status: 'CLOSED', closedAtMs: NOON + 1 }),
    row({ status: 'CLOSED', intendedAtMs: before, openedAtMs: before, closedAtMs: DAY.fromMs }),
    row({ status: 'DETACHED', reason: 'SL', closedAtMs: NOON }),
    row({ status: 'CLOSED', closedAtMs: DAY.untilMs }),
    refusedRow(),
    refusedRow({ intendedAtMs: before }),
    row({ intendedAtMs: before, openedAtMs: before }),
  ]);
  expect(slaves).toMatchObject([{ slave: 'Apex', opened: 4, closed: 2, detached: 1 }]);
  expect(slaves[0]?.refused).toEqual([{ code: 'SLIPPAGE', count: 1 }]);
  expect(copies).toHaveLength(6);
});

test('refusals are told by reason, the most frequent first; slaves by name', () => {
  const { slaves } = report([
    refusedRow({ slaveName: 'Zeta', code: 'STALE' }),
    refusedRow({ code: 'STALE' }),
    refusedRow(),
    refusedRow(),
    refusedRow({ code: 'LOOP' }),
  ]);
  expect(slaves.map(({ slave }) => slave)).toEqual(['Apex', 'Zeta']);
  expect(slaves[0]?.refused.map(({ code, count }) => `${code} ${String(count)}`)).toEqual([
    'SLIPPAGE 2',
    'LOOP 1',
    'STALE 1',
  ]);
});

test('slippage: mean, p95 and worst of the opens whose fills are known', () => {
  const rows = Array.from({ length: 21 }, (_, index) => row({ copyId: `c${String(index)}` }));
  const points = rows.slice(0, 20).map((_, index) => index - 4);
  expect(report(rows, points).slaves[0]?.slippage).toEqual({
    n: 20,
    mean: 5.5,
    p95: 14,
    worst: 15,
  });
  expect(report(rows).slaves[0]?.slippage).toBeNull();
});

test('latency is from the master’s Expert Advisor to the order at the slave’s', () => {
  const latency = {
    open: { eaSaw: NOON, nodeGot: NOON + 1, eaGot: NOON + 7.25, brokerAnswered: NOON + 90 },
    close: { sent: NOON + 3, outcomeDurable: NOON + 5 },
  };
  const { copies, slaves } = report([row({ latency, status: 'CLOSED', closedAtMs: NOON })]);
  expect(copies).toMatchObject([{ openMs: 7.25, closeMs: null }]);
  expect(slaves).toMatchObject([
    { openLatency: { n: 1, p50: 7.25, p99: 7.25 }, closeLatency: null },
  ]);
});

test('a trade of the Python copier is counted, its fill is not known', () => {
  const { slaves } = report([row({ copyId: null, intendedAtMs: null })], [3]);
  expect(slaves).toMatchObject([{ opened: 1, slippage: null }]);
});
