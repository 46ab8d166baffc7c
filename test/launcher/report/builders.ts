/** Rows of the ledger, fills and days for the report's tests. */
import { Big } from 'big.js';
import type { TradeRow } from '../../../db/trade-reader.ts';
import type { BookedDeal } from '../../../launcher/report/booked-deals.ts';
import { NO_RECORDS, type DayRecords } from '../../../launcher/report/day-records.ts';
import { dayReport, type DayReport } from '../../../launcher/report/day-report.ts';
import type { Fill } from '../../../launcher/report/fills.ts';
import type { Day } from '../../../launcher/since-argument.ts';

/** In UTC, so that expectations are the same wherever a test runs. */
export const ZONE = 'UTC';
export const DAY: Day = {
  name: '2026-11-20',
  fromMs: Date.UTC(2026, 10, 20),
  untilMs: Date.UTC(2026, 10, 21),
};
export const NOON = Date.UTC(2026, 10, 20, 12);

/** An open copy of noon. */
export function row(changes: Partial<TradeRow> = {}): TradeRow {
  return {
    copyId: 'm@x/100/s@y',
    masterId: 'm@x',
    slaveId: 's@y',
    slaveName: 'Apex',
    masterTicket: '100',
    slaveTicket: '500',
    symbol: 'EURUSD',
    direction: 'BUY',
    status: 'OPEN',
    volume: '0.10',
    code: null,
    reason: null,
    intendedAtMs: NOON,
    openedAtMs: NOON + 250,
    closedAtMs: null,
    latency: null,
    ...changes,
  };
}

/** A copy that was refused at noon. */
export function refusedRow(changes: Partial<TradeRow> = {}): TradeRow {
  const reason = 'SLIPPAGE: 60 points';
  const refused = { status: 'REFUSED', slaveTicket: null, openedAtMs: null, code: 'SLIPPAGE' };
  return row({ ...refused, reason, ...changes });
}

export function fill(slippagePoints: number): Fill {
  return { masterPrice: '1.10000', slavePrice: '1.10010', slippagePoints };
}

/** A deal of noon that costs a commission. */
export function deal(changes: Partial<BookedDeal> = {}): BookedDeal {
  const [commission, swap, profit] = [new Big('-0.35'), new Big(0), new Big(0)];
  const what = { copyId: 'm@x/100/s@y', deal: '900', entry: 'IN', atMs: NOON, currency: 'USD' };
  return { ...what, commission, swap, profit, ...changes };
}

/** The report of these rows; `points` are the slippage of each that has a copy id, in their order. */
export function report(
  rows: readonly TradeRow[],
  points: readonly number[] = [],
  deals: readonly BookedDeal[] = [],
): DayReport {
  const records = new Map<string, DayRecords>();
  for (const [index, { copyId, slaveName }] of rows.entries()) {
    if (copyId === null) continue;
    const known = points[index];
    const before = records.get(slaveName) ?? NO_RECORDS;
    const own = deals.filter((each) => each.copyId === copyId);
    records.set(slaveName, {
      fills: known === undefined ? before.fills : new Map(before.fills).set(copyId, fill(known)),
      deals: new Map(before.deals).set(copyId, own),
    });
  }
  return dayReport(rows, records, DAY, ZONE);
}
