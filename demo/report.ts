/** The demo's report: for people, and as one JSON object. */
import type { SlaveComparison } from './compare.ts';
import { summarizeLatency, type LatencySummary } from '../domain/latency-summary.ts';
import { percentile } from '../domain/percentile.ts';
import type { DemoResults } from './results.ts';

/** What the demo ends with (`--json`: the last line). */
export interface DemoReport {
  readonly masterPositions: number;
  readonly copies: number;
  /** Whole ones. */
  readonly closes: number;
  readonly partialCloses: number;
  /** Changes of a copy's SL or TP. */
  readonly modifications: number;
  /** What the master did, beside opening. */
  readonly master: {
    readonly partialCloses: number;
    readonly modifications: number;
    /** Positions within any one second, by his deal list. */
    readonly mostOpensInOneSecond: number;
    readonly mostClosesInOneSecond: number;
  };
  /** Copies whose volume was rounded down to the slave's step. */
  readonly rounded: number;
  /** Copies that a partial close of the master left below the smallest volume: closed whole. */
  readonly belowMinimum: number;
  /** Copies closed by their own SL or TP while the master's position was open. */
  readonly detached: number;
  /** By code, over all slaves. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly mismatches: number;
  readonly doubles: number;
  /** From the master's fill to the slave's OrderSend, ms. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** Where that time goes and what follows: by step of the opens, ms since the step before. */
  readonly steps: LatencySummary;
  /** Positions that were closed before a slave could see them, over all slaves. */
  readonly missed: number;
  readonly restarts: number;
  readonly seed: number;
  readonly durationS: number;
}

/** Sums the comparisons up. */
export function summarize(
  slaves: readonly SlaveComparison[],
  results: Omit<DemoResults, 'slaves'>,
  facts: Pick<DemoReport, 'restarts' | 'seed' | 'durationS'>,
): DemoReport {
  const refusals: Record<string, number> = {};
  for (const slave of slaves) {
    for (const [code, count] of Object.entries(slave.refusals)) {
      refusals[code] = (refusals[code] ?? 0) + count;
    }
  }
  const latencies = slaves.flatMap(({ latenciesMs }) => latenciesMs);
  const at = (share: number): number => Number((percentile(latencies, share) ?? 0).toFixed(2));
  const sum = (count: (slave: SlaveComparison) => number): number =>
    slaves.reduce((total, slave) => total + count(slave), 0);
  return {
    masterPositions: results.masterPositions,
    copies: sum(({ copies }) => copies),
    closes: sum(({ closes }) => closes),
    partialCloses: sum(({ partialCloses }) => partialCloses),
    modifications: results.modifications,
    master: {
      partialCloses: results.masterPartialCloses,
      modifications: results.masterModifications,
      mostOpensInOneSecond: results.masterBursts.opens,
      mostClosesInOneSecond: results.masterBursts.closes,
    },
    rounded: sum(({ rounded }) => rounded),
    belowMinimum: sum(({ belowMinimum }) => belowMinimum),
    detached: sum(({ detached }) => detached),
    refusals,
    mismatches: sum(({ mismatches }) => mismatches.length),
    doubles: sum(({ doubles }) => doubles),
    latencyMs: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    steps: summarizeLatency(results.opens),
    missed: sum(({ missed }) => missed),
    restarts: facts.restarts,
    seed: facts.seed,
    durationS: facts.durationS,
  };
}

/** The report as lines. */
export function reportLines(report: DemoReport, slaves: readonly SlaveComparison[]): string[] {
  const { latencyMs } = report;
  return [
    '',
    `The master opened ${String(report.masterPositions)} positions in ${String(report.durationS)} s (seed ${String(report.seed)}), closed ${String(report.master.partialCloses)} in part, changed SL or TP ${String(report.master.modifications)} times.`,
    `By his deal list at most ${String(report.master.mostOpensInOneSecond)} opens and ${String(report.master.mostClosesInOneSecond)} closes within one second.`,
    ...tableLines(slaves),
    '',
    `Latency, master's fill to slave's OrderSend: p50 ${latencyMs.p50.toFixed(1)} ms, p95 ${latencyMs.p95.toFixed(1)} ms, p99 ${latencyMs.p99.toFixed(1)} ms.`,
    ...Object.entries(report.steps).map(
      ([step, { p50, p95, p99 }]) =>
        `  ${step.padEnd(15)} p50 ${p50.toFixed(2)}  p95 ${p95.toFixed(2)}  p99 ${p99.toFixed(2)}`,
    ),
    `On the slaves: ${String(report.partialCloses)} partial closes, ${String(report.modifications)} changes of SL or TP, ${String(report.detached)} closed by their own SL or TP.`,
    `Copies rounded down to the broker's volume step: ${String(report.rounded)}. Closed because a partial close left less than its smallest volume: ${String(report.belowMinimum)}.`,
    ...(report.missed > 0
      ? [`${String(report.missed)} were closed by the master before a slave could see them.`]
      : []),
    `Mismatches between the brokers' deal lists: ${String(report.mismatches)}. Opened twice: ${String(report.doubles)}.`,
    ...slaves.flatMap(({ mismatches }) => mismatches.map((line) => `  ! ${line}`)),
  ];
}

/** One line per slave. */
export function tableLines(slaves: readonly SlaveComparison[]): string[] {
  const width = Math.max(...slaves.map(({ name }) => name.length), 5);
  const head = `${'slave'.padEnd(width)}  copies  open  closed  refused`;
  return [
    head,
    ...slaves.map(({ name, copies, open, closes, refusals }) => {
      const reasons = Object.entries(refusals).map(([code, count]) => `${code} ${String(count)}`);
      return `${name.padEnd(width)}  ${cell(copies, 6)}  ${cell(open, 4)}  ${cell(closes, 6)}  ${reasons.join(', ') || '-'}`;
    }),
  ];
}

function cell(value: number, width: number): string {
  return String(value).padStart(width);
}
