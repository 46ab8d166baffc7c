/** How long the steps of many orders took: percentiles by step, and of the whole way. */
import { LATENCY_STEPS, latencyParts, type LatencyStep, type Stamps } from './copy-latency.ts';
import { percentile } from './percentile.ts';

/** Of one step or way, ms. */
export interface Percentiles {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** By step: the time since the step before it. `toOrder` and `total` are {@link latencyParts}'s. */
export type LatencySummary = Readonly<
  Partial<Record<LatencyStep | 'toOrder' | 'total', Percentiles>>
>;

/** What was never timed is left out. */
export function summarizeLatency(orders: readonly Stamps[]): LatencySummary {
  const parts = orders.flatMap((stamps) => latencyParts(stamps) ?? []);
  const columns: [keyof LatencySummary, readonly number[]][] = [
    ...LATENCY_STEPS.map((step): [LatencyStep, readonly number[]] => [
      step,
      parts.flatMap(({ steps }) => steps.get(step) ?? []),
    ]),
    ['toOrder', parts.flatMap(({ toOrderMs }) => toOrderMs ?? [])],
    ['total', parts.map(({ totalMs }) => totalMs)],
  ];
  return Object.fromEntries(
    columns.flatMap(([name, values]) => {
      const found = percentilesOf(values);
      return found === null ? [] : [[name, found]];
    }),
  );
}

/** Null for no values; rounded to microseconds. */
export function percentilesOf(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const at = (share: number): number =>
    Math.round((percentile(values, share) ?? 0) * 1_000) / 1_000;
  return { n: values.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
