/**
 * A day's copies as CSV for a spreadsheet.
 *
 * Invariants:
 * 1. No cell is a formula: text that a spreadsheet could take for one begins with an apostrophe.
 * 2. RFC 4180, UTF-8 with its mark (Excel takes it for something else otherwise).
 */
import type { Costs } from './booked-deals.ts';
import type { DayReport, ReportedCopy } from './day-report.ts';

type Value = string | number | null;

const COLUMNS: readonly (readonly [string, (copy: ReportedCopy, zone: string) => Value])[] = [
  ['slave', (copy) => copy.slaveName],
  ['symbol', (copy) => copy.symbol],
  ['side', (copy) => copy.direction],
  ['lots', (copy) => copy.volume],
  ['master_ticket', (copy) => copy.masterTicket],
  ['slave_ticket', (copy) => copy.slaveTicket],
  ['status', (copy) => copy.status],
  ['code', (copy) => copy.code],
  ['reason', (copy) => copy.reason],
  ['decided', (copy, zone) => zonedTime(copy.intendedAtMs, zone)],
  ['opened', (copy, zone) => zonedTime(copy.openedAtMs, zone)],
  ['closed', (copy, zone) => zonedTime(copy.closedAtMs, zone)],
  ['master_price', (copy) => copy.fill?.masterPrice ?? null],
  ['slave_price', (copy) => copy.fill?.slavePrice ?? null],
  ['slippage_points', (copy) => copy.fill?.slippagePoints ?? null],
  ['commission', (copy) => joined(copy, 'commission')],
  ['swap', (copy) => joined(copy, 'swap')],
  ['profit', (copy) => joined(copy, 'profit')],
  ['currency', (copy) => joined(copy, 'currency')],
  ['costs_complete', (copy) => (copy.isCostMissing ? 'no' : 'yes')],
  ['open_latency_ms', (copy) => copy.openMs],
  ['close_latency_ms', (copy) => copy.closeMs],
];

/** See file header. The names of columns of times carry the time zone. */
export function reportCsv({ copies, timeZone }: DayReport): string {
  const times = new Set(['decided', 'opened', 'closed']);
  const head = COLUMNS.map(([name]) => (times.has(name) ? `${name} (${timeZone})` : name));
  const rows = copies.map((copy) => COLUMNS.map(([, value]) => value(copy, timeZone)));
  return `\uFEFF${[head, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
}

/** A number where a copy has one currency, as copies do. */
function joined({ costs }: ReportedCopy, field: keyof Costs): Value {
  const [only] = costs;
  if (only === undefined) return null;
  if (costs.length > 1) return costs.map((each) => each[field]).join(' + ');
  return field === 'currency' ? only.currency : Number(only[field]);
}

/** One value; null is an empty cell. */
export function csvCell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // Where a spreadsheet separates by semicolons, what follows one begins a cell too.
  const safe = value.replaceAll(/(^|[;\t\r\n])(["\s]*)(?=[=+\-@])/g, "$1$2'");
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** To the millisecond: `2026-11-21 10:15:00.250`. */
export function zonedTime(atMs: number | null, timeZone: string): string | null {
  if (atMs === null) return null;
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return `${format.format(atMs)}.${String(Math.floor(atMs) % 1_000).padStart(3, '0')}`;
}
