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
  'COMMISSION / swap',
  'PROFIT',
  'OPEN ms: p50 / p99',
  'CLOSE ms: p50 / p99',
];

/** What the numbers mean and what is not among them. */
export function remarks({ slaves, timeZone }: DayReport): readonly string[] {
  const missing = slaves.filter(({ costsMissing }) => costsMissing > 0);
  return [
    `Times and the day itself are those of this computer's time zone, ${timeZone}.`,
    "Slippage: the slave's fill against the master's, in points of the slave's symbol; positive is worse for the slave. n: of so many opens.",
    "Latency: from the master's Expert Advisor seeing the deal to the order at the slave's; the brokers' own time is not in it.",
    "Commission, swap and profit: of the day's deals, as the broker booked them (negative is paid); profit is that of closed volume, before commission and swap. What a broker charges to the account and to no deal is not among them.",
    ...missing.map(missingText),
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
    ...costsText(report),
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

/** Two cells. */
function costsText({ costs, costsMissing, opened, closed, detached }: SlaveReport): string[] {
  if (costs.length === 0) {
    const text = costsMissing > 0 || opened + closed + detached > 0 ? 'not known' : '-';
    return [text, text];
  }
  const mark = costsMissing === 0 ? '' : ` (${String(costsMissing)} not known)`;
  const paid = costs.map(
    ({ commission, currency, swap }) => `${commission} / ${swap} ${shown(currency)}`,
  );
  const made = costs.map(({ currency, profit }) => `${profit} ${shown(currency)}`);
  return [paid.join(', ') + mark, made.join(', ') + mark];
}

/** An account's currency, which its terminal told. */
function shown(currency: string): string {
  return cell(currency);
}

function missingText({ slave, costsMissing }: SlaveReport): string {
  const copies = costsMissing === 1 ? '1 copy' : `${String(costsMissing)} copies`;
  return `${cell(slave)}: the costs of ${copies} are not known, or not wholly. Within seconds after a deal that is usual; else its terminal was not connected since, the database was down, or an earlier release or the Python copier traded. MetaTrader's account history has them.`;
}

function latencyText(summary: Percentiles | null): string {
  if (summary === null) return 'not known';
  return `${summary.p50.toFixed(1)} / ${summary.p99.toFixed(1)} (n ${String(summary.n)})`;
}
