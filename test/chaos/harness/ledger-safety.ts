/**
 * What the ledger and the broker's deal list say together of a slave that nobody but the copier touches.
 *
 * Invariants (contract's clauses):
 * S6. No copy is taken for closed by a person.
 * S7. No request led to two orders.
 * S8. Every order that opened a copy has an intent, and that is older than the order.
 */
import type { TradeRow } from '../../../db/trade-reader.ts';
import { copyMagic, isCopyMagic } from '../../../domain/copy-identity.ts';
import type { CopyId, Magic } from '../../../domain/ids.ts';
import type { Deal } from '../../../simulator/broker/deal.ts';

/** What is judged. */
export interface LedgerCase {
  readonly rows: readonly TradeRow[];
  readonly slave: readonly Deal[];
  /** Epoch ms at which the clock of `orderSendNs` began. */
  readonly clockStartMs: number;
}

/** Two clocks of one machine, each read when a process got to it. */
const CLOCK_SLACK_MS = 100;

/** The machine's monotonic clock on its wall clock. */
export function clockStartMs(): number {
  return Date.now() - Number(process.hrtime.bigint()) / 1e6;
}

/** One sentence per violation. */
export function ledgerViolations({ rows, slave, clockStartMs: start }: LedgerCase): string[] {
  const found: string[] = [];
  const entries = new Map<string, TradeRow>();
  for (const row of rows) {
    if (row.copyId === null) continue;
    entries.set(copyMagic(row.copyId as CopyId), row);
    if (row.status === 'DETACHED') {
      found.push(`S6: the copy of ${row.masterTicket} is DETACHED, and nobody touched it`);
    }
  }
  const ordersOf = new Map<string, string>();
  for (const { entry, magic, order, orderSendNs, request } of slave) {
    if (!isCopyMagic(magic as Magic)) continue;
    const other = ordersOf.get(request);
    if (other !== undefined && other !== order) {
      found.push(`S7: request ${request} led to the orders ${other} and ${order}`);
    }
    ordersOf.set(request, order);
    if (entry !== 'IN') continue;
    const intendedAtMs = entries.get(magic)?.intendedAtMs ?? null;
    const sentAtMs = start + Number(orderSendNs) / 1e6;
    if (intendedAtMs === null) {
      found.push(`S8: order ${order} (magic ${magic}) has no intent`);
    } else if (intendedAtMs > sentAtMs + CLOCK_SLACK_MS) {
      const lateMs = Math.round(intendedAtMs - sentAtMs);
      found.push(`S8: order ${order} left ${String(lateMs)} ms before its intent`);
    }
  }
  return found;
}
