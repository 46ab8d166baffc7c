/**
 * What one day's copying came to, slave by slave.
 *
 * Invariants:
 * 1. A copy counts as opened, closed or refused on the day on which that happened; one of several days is
 *    in the report of each.
 * 2. Commission, swap and profit are those of the deals that were booked on that day.
 * 3. What was not measured is left out of a statistic, which says of how many it is made.
 */
import type { TradeRow } from '../../db/trade-reader.ts';
import { latencyParts, type Stamps } from '../../domain/copy-latency.ts';
import { percentilesOf, type Percentiles } from '../../domain/latency-summary.ts';
import { percentile } from '../../domain/percentile.ts';
import type { Day } from '../since-argument.ts';
import { costsOf, type BookedDeal, type Costs } from './booked-deals.ts';
import { NO_RECORDS, type DayRecords } from './day-records.ts';
import type { Fill } from './fills.ts';

/** One copy of the day. */
export interface ReportedCopy extends TradeRow {
  readonly fill: Fill | null;
  /** Of the day's deals; none is known when empty. */
  readonly costs: readonly Costs[];
  /** Whether a deal of the day that must be there is not on record. */
  readonly isCostMissing: boolean;
  /** From the master's EA to the order at the slave's EA, ms; null when it was not timed. */
  readonly openMs: number | null;
  readonly closeMs: number | null;
}

/** Points of the slave's symbols; positive is worse than the master. */
export interface SlippageSummary {
  readonly n: number;
  readonly mean: number;
  readonly p95: number;
  readonly worst: number;
}

/** One slave's day. */
export interface SlaveReport {
  readonly slave: string;
  readonly opened: number;
  readonly closed: number;
  /** Closed on the slave by something else than Lockstep: SL, TP, by hand. */
  readonly detached: number;
  /** By code, the most frequent first. */
  readonly refused: readonly { readonly code: string; readonly count: number }[];
  readonly slippage: SlippageSummary | null;
  /** Of all deals of the day, one per currency. */
  readonly costs: readonly Costs[];
  /** Copies whose costs are not known, or not wholly. */
  readonly costsMissing: number;
  readonly openLatency: Percentiles | null;
  readonly closeLatency: Percentiles | null;
}

/** See file header. */
export interface DayReport {
  readonly day: Day;
  /** IANA name of this computer's zone, in which the day is meant. */
  readonly timeZone: string;
  readonly slaves: readonly SlaveReport[];
  /** Oldest first. */
  readonly copies: readonly ReportedCopy[];
}

/** @param records of each slave, by its name. */
export function dayReport(
  rows: readonly TradeRow[],
  records: ReadonlyMap<string, DayRecords>,
  day: Day,
  timeZone: string,
): DayReport {
  const copies = rows.flatMap((row) => {
    const { deals, fills } = records.get(row.slaveName) ?? NO_RECORDS;
    const own = deals.get(row.copyId ?? '') ?? [];
    if (own.length === 0 && !isRowOf(row, day)) return [];
    return [{ copy: reported(row, fills.get(row.copyId ?? '') ?? null, own, day), deals: own }];
  });
  const names = [...new Set(copies.map(({ copy }) => copy.slaveName))].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  const slaves = names.map((name) => {
    const own = copies.filter(({ copy }) => copy.slaveName === name);
    const costs = costsOf(own.flatMap(({ deals }) => deals));
    return slaveReport(
      name,
      own.map(({ copy }) => copy),
      costs,
      day,
    );
  });
  return { day, timeZone, slaves, copies: copies.map(({ copy }) => copy) };
}

/** The slaves that may have had a deal or a refusal on that day, by name. */
export function slavesOfDay(rows: readonly TradeRow[], day: Day): ReadonlySet<string> {
  const alive = rows.filter((row) => {
    const { closedAtMs, copyId, openedAtMs, status } = row;
    if (copyId === null) return false;
    const isOpen = openedAtMs !== null && openedAtMs < day.untilMs && status !== 'REFUSED';
    return isRowOf(row, day) || (isOpen && (closedAtMs === null || closedAtMs >= day.fromMs));
  });
  return new Set(alive.map(({ slaveName }) => slaveName));
}

function isRowOf({ closedAtMs, intendedAtMs, openedAtMs }: TradeRow, day: Day): boolean {
  return [openedAtMs, closedAtMs, intendedAtMs].some((at) => isOn(day, at));
}

/** Whether a moment lies on the day. */
export function isOn({ fromMs, untilMs }: Day, atMs: number | null): boolean {
  return atMs !== null && atMs >= fromMs && atMs < untilMs;
}

function reported(
  row: TradeRow,
  fill: Fill | null,
  deals: readonly BookedDeal[],
  day: Day,
): ReportedCopy {
  const { open = null, close = null } = row.latency ?? {};
  return {
    ...row,
    fill,
    costs: costsOf(deals),
    isCostMissing: isDealMissing(row, deals, day),
    openMs: toOrderMs(open),
    closeMs: toOrderMs(close),
  };
}

/** A copy that was opened that day has a deal of it, one that was closed another. */
function isDealMissing(row: TradeRow, deals: readonly BookedDeal[], day: Day): boolean {
  if (row.status === 'REFUSED') return false;
  const hasIn = deals.some(({ entry }) => entry === 'IN');
  const hasOut = deals.some(({ entry }) => entry !== 'IN');
  return (isOn(day, row.openedAtMs) && !hasIn) || (isOn(day, row.closedAtMs) && !hasOut);
}

function slaveReport(
  slave: string,
  copies: readonly ReportedCopy[],
  costs: readonly Costs[],
  day: Day,
): SlaveReport {
  const opened = copies.filter(({ openedAtMs }) => isOn(day, openedAtMs));
  const gone = copies.filter(({ closedAtMs }) => isOn(day, closedAtMs));
  const closed = gone.filter(({ status }) => status !== 'DETACHED' && status !== 'REFUSED');
  return {
    slave,
    opened: opened.length,
    closed: closed.length,
    detached: gone.filter(({ status }) => status === 'DETACHED').length,
    refused: byCode(copies.filter((copy) => isRefusedOn(copy, day))),
    slippage: slippageOf(opened.flatMap(({ fill }) => fill?.slippagePoints ?? [])),
    costs,
    costsMissing: copies.filter(({ isCostMissing }) => isCostMissing).length,
    openLatency: percentilesOf(opened.flatMap(({ openMs }) => openMs ?? [])),
    closeLatency: percentilesOf(gone.flatMap(({ closeMs }) => closeMs ?? [])),
  };
}

/** Whether the copy was refused on the day. */
export function isRefusedOn({ status, intendedAtMs }: TradeRow, day: Day): boolean {
  return status === 'REFUSED' && isOn(day, intendedAtMs);
}

function byCode(refused: readonly TradeRow[]): SlaveReport['refused'] {
  const counts = new Map<string, number>();
  for (const { code } of refused) {
    const name = code ?? 'not known';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

function slippageOf(points: readonly number[]): SlippageSummary | null {
  const [p95, worst] = [percentile(points, 0.95), percentile(points, 1)];
  if (p95 === null || worst === null) return null;
  const mean = points.reduce((sum, each) => sum + each, 0) / points.length;
  return { n: points.length, mean: Math.round(mean * 10) / 10, p95, worst };
}

function toOrderMs(stamps: Stamps | null): number | null {
  const ms = stamps === null ? null : (latencyParts(stamps)?.toOrderMs ?? null);
  return ms === null ? null : Math.round(ms * 1_000) / 1_000;
}
