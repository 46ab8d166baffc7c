/** A day's report as text, and the words that all its forms share. */
import type { Percentiles } from '../../domain/latency-summary.ts';
import { cell, table } from '../table.ts';
import type { DayReport, SlaveReport, SlippageSummary } from './day-report.ts';

/** Of the columns of {@link summaryCells}. */
export const SUMMARY_HEAD = [
  'SLAVE',
  'OPENED',
  'CLOSED',
  'DETACHED',
  'REFUSED',
  'SLIPPAGE points: mean / p95 / worst',
  'OPEN ms: p50 / p99',
  'CLOSE ms: p50 / p99',
];

/** What the numbers mean and what is not among them. */
export function remarks({ timeZone }: Pick<DayReport, 'timeZone'>): readonly string[] {
  return [
    `Times and the day itself are those of this computer's time zone, ${timeZone}.`,
    "Slippage: the slave's fill against the master's, in points of the slave's symbol; positive is worse for the slave. n: of so many opens.",
    "Latency: from the master's Expert Advisor seeing the deal to the order at the slave's; the brokers' own time is not in it.",
    "Commission and swap: not known to Lockstep; MetaTrader's own account history has them.",
  ];
}

/** For a terminal. */
export function reportText(report: DayReport): string {
  const { day, slaves, timeZone } = report;
  if (slaves.length === 0) {
    return `Nothing was copied, refused or closed on ${day.name} (${timeZone}).`;
  }
  return [
    `${day.name} (${timeZone})`,
    '',
    table(SUMMARY_HEAD, slaves.map(summaryCells)),
    '',
    ...remarks(report),
  ].join('\n');
}

/** One slave's line. */
export function summaryCells(report: SlaveReport): readonly string[] {
  return [
    cell(report.slave),
    String(report.opened),
    String(report.closed),
    String(report.detached),
    refusedText(report.refused),
    slippageText(report.slippage),
    latencyText(report.openLatency),
    latencyText(report.closeLatency),
  ];
}

function refusedText(refused: SlaveReport['refused']): string {
  if (refused.length === 0) return '0';
  const total = refused.reduce((sum, { count }) => sum + count, 0);
  const codes = refused.map(({ code, count }) => `${code} ${String(count)}`);
  return `${String(total)}: ${codes.join(', ')}`;
}

function slippageText(summary: SlippageSummary | null): string {
  if (summary === null) return 'not known';
  const { mean, n, p95, worst } = summary;
  return `${[mean, p95, worst].map((points) => points.toFixed(1)).join(' / ')} (n ${String(n)})`;
}

function latencyText(summary: Percentiles | null): string {
  if (summary === null) return 'not known';
  return `${summary.p50.toFixed(1)} / ${summary.p99.toFixed(1)} (n ${String(summary.n)})`;
}
