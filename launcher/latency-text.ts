/** What `lockstep trades --latency` prints: how long the steps of opens and closes took. */
import type { TradeRow } from '../db/trade-reader.ts';
import {
  LATENCY_STEPS,
  latencyParts,
  type LatencyStep,
  type Stamps,
  type TimedOperation,
} from '../domain/copy-latency.ts';
import { summarizeLatency, type LatencySummary } from '../domain/latency-summary.ts';
import { cell, localTime, table } from './table.ts';

const TITLES: Readonly<Record<LatencyStep | 'toOrder' | 'total', string>> = {
  eaSaw: "master's EA saw the deal",
  nodeGot: "master's node had the book",
  published: 'published',
  slaveGot: "slave's node had the book",
  intentDurable: 'decided, intent durable',
  sent: 'order sent',
  eaGot: "slave's EA gave it to the terminal",
  brokerAnswered: 'broker answered',
  outcomeDurable: 'outcome durable',
  toOrder: "master's EA to slave's order",
  total: 'all of it',
};
const SUMMARY_HEAD = ['STEP', 'COUNT', 'P50 ms', 'P95 ms', 'P99 ms'];
/** The first step has none before it. */
const TIMED = LATENCY_STEPS.slice(1);
const COPY_HEAD = ['TIME', 'SLAVE', 'SYMBOL', 'MASTER', 'WHAT', ...TIMED, 'toOrder', 'total'];
const OPERATIONS: readonly TimedOperation[] = ['open', 'close'];

/** By operation; as JSON too. */
export function latencyByOperation(
  rows: readonly TradeRow[],
): Readonly<Record<TimedOperation, LatencySummary>> {
  const of = (operation: TimedOperation): LatencySummary =>
    summarizeLatency(rows.flatMap(({ latency }) => latency?.[operation] ?? []));
  return { open: of('open'), close: of('close') };
}

/** The steps of each copy, then their percentiles. */
export function latencyText(rows: readonly TradeRow[]): string {
  const copies = rows.flatMap((row) =>
    OPERATIONS.flatMap((operation) => {
      const stamps = row.latency?.[operation] ?? null;
      return stamps === null ? [] : [copyCells(row, operation, stamps)];
    }),
  );
  if (copies.length === 0) return 'No copy was timed.';
  const summary = latencyByOperation(rows);
  return [
    table(COPY_HEAD, copies),
    '',
    ...OPERATIONS.flatMap((operation) => summaryLines(operation, summary[operation])),
    'Each step counts from the one before it. A time of an EA is right to half a round trip.',
  ].join('\n');
}

function summaryLines(operation: TimedOperation, summary: LatencySummary): readonly string[] {
  const cells = Object.entries(TITLES).flatMap(([step, title]) => {
    const found = summary[step as keyof LatencySummary];
    if (found === undefined) return [];
    return [[title, String(found.n), ...[found.p50, found.p95, found.p99].map(fixed)]];
  });
  return cells.length === 0 ? [] : [`${operation}s:`, table(SUMMARY_HEAD, cells), ''];
}

function copyCells(row: TradeRow, operation: TimedOperation, stamps: Stamps): readonly string[] {
  const parts = latencyParts(stamps);
  const at = stamps.slaveGot ?? stamps.sent ?? null;
  return [
    localTime(at === null ? null : Math.floor(at)),
    cell(row.slaveName),
    cell(row.symbol),
    row.masterTicket,
    operation,
    ...TIMED.map((step) => fixed(parts?.steps.get(step) ?? null)),
    fixed(parts?.toOrderMs ?? null),
    fixed(parts?.totalMs ?? null),
  ];
}

function fixed(ms: number | null): string {
  return ms === null ? '' : ms.toFixed(2);
}
