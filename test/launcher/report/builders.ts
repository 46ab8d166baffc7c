/** Rows of the ledger, fills and days for the report's tests. */
import type { TradeRow } from '../../../db/trade-reader.ts';
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

/** The report of these rows; `points` are the slippage of each that has a copy id, in their order. */
export function report(rows: readonly TradeRow[], points: readonly number[] = []): DayReport {
  const fills = new Map<string, Map<string, Fill>>();
  for (const [index, { copyId, slaveName }] of rows.entries()) {
    const known = points[index];
    if (copyId === null || known === undefined) continue;
    const own = fills.get(slaveName) ?? new Map<string, Fill>();
    fills.set(slaveName, own.set(copyId, fill(known)));
  }
  return dayReport(rows, fills, DAY, ZONE);
}
