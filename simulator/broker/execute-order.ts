/**
 * Fills an order that may be executed now: as much as there is, at the market's price.
 *
 * Invariants: 1. FOK is filled whole or rejected, IOC filled in part and the rest cut, RETURN keeps its
 * rest active, and so does an order that is filled by several deals; 2. a fill is at the quote of this
 * instant, so that gaps are paid for.
 */
import type { BrokerContext, Outcome } from './broker-context.ts';
import type { FaultSubject } from './broker-faults.ts';
import type { ChangeDraft } from './change-draft.ts';
import { fill } from './fill.ts';
import type { LiveAccount } from './live-account.ts';
import { isBuyType, type LiveOrder } from './live.ts';
import { RETCODE } from './retcode.ts';
import { lots, units } from './symbol-state.ts';

/** See the file's head. @param subject whom faults hit; null: no request is behind it (SL, TP, stop-out). */
export function executeOrder(
  ctx: BrokerContext,
  account: LiveAccount,
  draft: ChangeDraft,
  order: LiveOrder,
  subject: FaultSubject | null,
): Outcome {
  const { symbol } = order;
  const isBuy = isBuyType(order.type);
  const first = firstUnits(ctx, order, subject);
  const fillable = first ?? fillableUnits(ctx, order, subject);
  const slippage = subject === null ? 0 : ctx.faults.slippagePoints(subject);
  const points = symbol.fillPoints(isBuy) + (isBuy ? slippage : -slippage);
  const isFok = order.filling === 'FOK';
  if (fillable === 0 || (isFok && first === null && fillable < order.units)) {
    if (order.filling === 'RETURN') {
      order.state = 'PLACED';
      draft.orderUpdated(order);
      return { retcode: RETCODE.PLACED, order: order.ticket };
    }
    finish(ctx, account, draft, order, 'REJECTED');
    return { retcode: RETCODE.REJECT, order: order.ticket };
  }
  const isOpening = order.position === '0';
  const comment = order.comment;
  const deal = fill(ctx, account, draft, { order, isBuy, units: fillable, points, comment });
  order.units -= fillable;
  // The price at which a market order was filled is the price that its record keeps.
  if (order.points === 0) order.points = points;
  const isWhole = order.units === 0;
  const isKept = !isWhole && (first !== null || order.filling === 'RETURN');
  // The platform tells a close's deal before its order's end or after it, both are seen.
  const isDealLast = !isOpening && !isKept && ctx.random() < 0.5;
  if (!isDealLast) draft.dealAdded(deal);
  if (isKept) {
    order.state = 'PARTIAL';
    draft.orderUpdated(order);
  } else finish(ctx, account, draft, order, isWhole ? 'FILLED' : 'PARTIAL');
  if (isDealLast) draft.dealAdded(deal);
  return {
    retcode: isWhole ? RETCODE.DONE : RETCODE.DONE_PARTIAL,
    deal: deal.deal,
    order: order.ticket,
    units: fillable,
    points,
  };
}

/** Ends an order. */
export function finish(
  ctx: BrokerContext,
  account: LiveAccount,
  draft: ChangeDraft,
  order: LiveOrder,
  state: LiveOrder['state'],
): void {
  order.state = state;
  order.timeDoneMsc = ctx.clock.nowMs();
  draft.orderDone(account, order);
}

/** What the first of several deals fills; null: there is to be one. */
function firstUnits(
  { faults }: BrokerContext,
  order: LiveOrder,
  subject: FaultSubject | null,
): number | null {
  const volume = subject === null ? null : faults.firstPart(subject, lots(order.units));
  if (volume === null) return null;
  const first = units(volume);
  return first > 0 && first < order.units ? first : null;
}

function fillableUnits(
  { faults }: BrokerContext,
  order: LiveOrder,
  subject: FaultSubject | null,
): number {
  if (subject === null) return order.units;
  const volume = faults.fillableVolume(subject, lots(order.units));
  return Math.max(0, Math.min(order.units, units(volume)));
}
