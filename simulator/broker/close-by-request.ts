/**
 * TRADE_ACTION_CLOSE_BY: closes two opposite positions of a hedging account against each other.
 *
 * Invariant: two OUT_BY deals of the smaller volume at the opening price of `position_by`; the profit of
 * both is on the first.
 */
import type { BrokerContext, Job, Outcome } from './broker-context.ts';
import { ChangeDraft } from './change-draft.ts';
import { isPositionFrozen } from './check-prices.ts';
import { isOpen, isQuoted } from './check-rights.ts';
import { finish } from './execute-order.ts';
import { closeBy } from './fill.ts';
import type { LivePosition } from './live.ts';
import { newOrder } from './new-order.ts';
import { RETCODE } from './retcode.ts';
import { lots } from './symbol-state.ts';

const CLOSE_BY_MODE = 64;

/** The first rule that is against it, or 10009. */
export function checkCloseBy(ctx: BrokerContext, job: Job): number {
  const { account, send } = job;
  if (!account.isHedging) return RETCODE.INVALID;
  const closed = account.byTicket(send.trade.position);
  const by = account.byTicket(send.trade.positionBy);
  if (closed === null || by === null) return RETCODE.POSITION_CLOSED;
  const { symbol } = closed;
  if (by.symbol !== symbol || by.isBuy === closed.isBuy) return RETCODE.INVALID;
  if ((symbol.record.orderMode & CLOSE_BY_MODE) === 0) return RETCODE.INVALID_ORDER;
  if (symbol.record.tradeMode === 'DISABLED') return RETCODE.TRADE_DISABLED;
  if (!isOpen(ctx, symbol)) return RETCODE.MARKET_CLOSED;
  if (!isQuoted(account, symbol)) return RETCODE.PRICE_OFF;
  if (isPositionFrozen(closed) || isPositionFrozen(by)) return RETCODE.FROZEN;
  return hasOrder(job, closed) || hasOrder(job, by) ? RETCODE.CLOSE_ORDER_EXIST : RETCODE.DONE;
}

/** Carries it out, if it still keeps the rules. */
export function applyCloseBy(ctx: BrokerContext, job: Job): Outcome {
  const { account, send } = job;
  const retcode = ctx.faults.reject(job.subject) ?? checkCloseBy(ctx, job);
  const closed = account.byTicket(send.trade.position);
  const by = account.byTicket(send.trade.positionBy);
  if (retcode !== RETCODE.DONE || closed === null || by === null) return { retcode };
  const units = Math.min(closed.units, by.units);
  const points = by.openPoints;
  const trade = { ...send.trade, type: 'CLOSE_BY', volume: lots(units), sl: '0', tp: '0' } as const;
  const order = newOrder(ctx, account, closed.symbol, { ...send, trade });
  order.points = points;
  order.positionBy = by.identifier;
  const draft = new ChangeDraft();
  draft.orderAdded(account, order);
  const { comment } = order;
  const first = { order, isBuy: !closed.isBuy, units, points, comment };
  const deal = closeBy(ctx, account, draft, closed, first);
  draft.dealAdded(deal);
  draft.positionMoved(by);
  draft.dealAdded(closeBy(ctx, account, draft, by, { ...first, isBuy: !by.isBuy }));
  order.position = closed.identifier;
  order.units = 0;
  finish(ctx, account, draft, order, 'FILLED');
  ctx.commit(account, draft);
  return { retcode, deal: deal.deal, order: order.ticket, units, points };
}

function hasOrder({ account }: Job, position: LivePosition): boolean {
  for (const order of account.orders.values()) {
    if (order.position === position.identifier && order.ticket !== position.identifier) return true;
  }
  return false;
}
