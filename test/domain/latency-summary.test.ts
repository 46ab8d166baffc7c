import { expect, test } from 'vitest';
import { summarizeLatency } from '../../domain/latency-summary.ts';

const NOON = 1_770_112_800_000;

test('every step has its percentiles, and what was never timed has none', () => {
  const orders = Array.from({ length: 100 }, (_, index) => ({
    eaSaw: NOON,
    sent: NOON + index + 1,
    eaGot: NOON + index + 1.5,
  }));
  expect(summarizeLatency(orders)).toEqual({
    sent: { n: 100, p50: 50, p95: 95, p99: 99 },
    eaGot: { n: 100, p50: 0.5, p95: 0.5, p99: 0.5 },
    toOrder: { n: 100, p50: 50.5, p95: 95.5, p99: 99.5 },
    total: { n: 100, p50: 50.5, p95: 95.5, p99: 99.5 },
  });
});

test('of no orders there is nothing to say', () => {
  expect(summarizeLatency([])).toEqual({});
  expect(summarizeLatency([{ sent: NOON }])).toEqual({});
});
