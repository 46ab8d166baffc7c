/**
 * TRADE_ACTION_SLTP, MODIFY and REMOVE: changes of what is there. They are checked when they arrive and
 * again when they are carried out.
 *
 * Invariant: a change to what is there already is 10025 and changes nothing.
 */
import type { BrokerContext, Job, Outcome } from './broker-context.ts';
import { ChangeDraft } from './change-draft.ts';
import { checkLifetime } from './check-order.ts';
import { checkPending, checkStops, isOrderFrozen, isPositionFrozen } from './check-prices.ts';
import { isOpen, isQuoted } from './check-rights.ts';
import { finish } from './execute-order.ts';
import { watchExpiration } from './expiration.ts';
import { isMarketType, type LiveOrder, type LivePosition } from './live.ts';
import { RETCODE } from './retcode.ts';

const [SL_MODE, TP_MODE] = [16, 32];

/** SL and TP of a position: by its ticket, on a netting account by its symbol. */
export function checkSltp(ctx: BrokerContext, job: Job): number {
  const { trade } = job.send;
  const position = targetPosition(job);
  if (position === null) return RETCODE.POSITION_CLOSED;
  const { isBuy, symbol } = position;
  if (job.symbol !== null && job.symbol !== symbol) return RETCODE.INVALID;
  if (!isOpen(ctx, symbol)) return RETCODE.MARKET_CLOSED;
  if (!isQuoted(job.account, symbol)) return RETCODE.PRICE_OFF;
  const { orderMode } = symbol.record;
  if (Number(trade.sl) > 0 && (orderMode & SL_MODE) === 0) return RETCODE.INVALID_STOPS;
  if (Number(trade.tp) > 0 && (orderMode & TP_MODE) === 0) return RETCODE.INVALID_STOPS;
  const [sl, tp] = [symbol.points(trade.sl), symbol.points(trade.tp)];
  if (sl === position.sl && tp === position.tp) return RETCODE.NO_CHANGES;
  if (isPositionFrozen(position)) return RETCODE.FROZEN;
  // A level that stays where it is may be nearer than the stops level by now.
  const moved = {
    sl: sl === position.sl ? '0' : trade.sl,
    tp: tp === position.tp ? '0' : trade.tp,
  };
  return checkStops(symbol, isBuy, symbol.closingPoints(isBuy), moved);
}

/** Carries {@link checkSltp}'s request out. */
export function applySltp(ctx: BrokerContext, job: Job): Outcome {
  const retcode = ctx.faults.reject(job.subject) ?? checkSltp(ctx, job);
  const position = targetPosition(job);
  if (retcode !== RETCODE.DONE || position === null) return { retcode };
  position.sl = position.symbol.points(job.send.trade.sl);
  position.tp = position.symbol.points(job.send.trade.tp);
  const draft = new ChangeDraft();
  draft.positionMoved(position);
  ctx.commit(job.account, draft);
  return { retcode, units: position.units };
}

/** Price, SL, TP and time of a pending order. */
export function checkModify(ctx: BrokerContext, job: Job): number {
  const order = targetOrder(job);
  if (order === null) return missing(job);
  const { symbol } = order;
  if (isMarketType(order.type)) return RETCODE.LOCKED;
  if (!isOpen(ctx, symbol)) return RETCODE.MARKET_CLOSED;
  if (isOrderFrozen(order)) return RETCODE.FROZEN;
  const trade = { ...job.send.trade, type: order.type };
  const isSame =
    symbol.points(trade.price) === order.points &&
    symbol.points(trade.stoplimit) === order.stopLimitPoints &&
    symbol.points(trade.sl) === order.sl &&
    symbol.points(trade.tp) === order.tp &&
    trade.lifetime === order.lifetime &&
    trade.expiration === order.expiration;
  if (isSame) return RETCODE.NO_CHANGES;
  const prices = checkPending(symbol, trade, order.points);
  return prices === RETCODE.DONE ? checkLifetime(symbol, trade, ctx.clock.nowMs()) : prices;
}

/** Carries {@link checkModify}'s request out. */
export function applyModify(ctx: BrokerContext, job: Job): Outcome {
  const retcode = ctx.faults.reject(job.subject) ?? changed(checkModify(ctx, job));
  const order = targetOrder(job);
  if (retcode !== RETCODE.DONE || order === null) return { retcode };
  const { trade } = job.send;
  order.points = order.symbol.points(trade.price);
  order.stopLimitPoints = order.symbol.points(trade.stoplimit);
  order.sl = order.symbol.points(trade.sl);
  order.tp = order.symbol.points(trade.tp);
  order.lifetime = trade.lifetime;
  order.expiration = trade.expiration;
  const draft = new ChangeDraft();
  draft.orderUpdated(order);
  ctx.commit(job.account, draft);
  watchExpiration(ctx, job.account, order);
  return { retcode, order: order.ticket, units: order.units, points: order.points };
}

/** Takes a pending order back. */
export function checkRemove(ctx: BrokerContext, job: Job): number {
  const order = targetOrder(job);
  if (order === null) return missing(job);
  if (isMarketType(order.type) && order.state === 'STARTED') return RETCODE.LOCKED;
  if (!isOpen(ctx, order.symbol)) return RETCODE.MARKET_CLOSED;
  return !isMarketType(order.type) && isOrderFrozen(order) ? RETCODE.FROZEN : RETCODE.DONE;
}

/** Carries {@link checkRemove}'s request out. */
export function applyRemove(ctx: BrokerContext, job: Job): Outcome {
  const retcode = ctx.faults.reject(job.subject) ?? changed(checkRemove(ctx, job));
  const order = targetOrder(job);
  if (retcode !== RETCODE.DONE || order === null) return { retcode };
  const draft = new ChangeDraft();
  finish(ctx, job.account, draft, order, 'CANCELED');
  ctx.commit(job.account, draft);
  return { retcode, order: order.ticket, units: order.units };
}

function targetPosition({ account, send, symbol }: Job): LivePosition | null {
  const { position } = send.trade;
  if (account.isHedging || symbol === null) return account.byTicket(position);
  return account.bySymbol(symbol);
}

function targetOrder({ account, send }: Job): LiveOrder | null {
  return account.orders.get(send.trade.order) ?? null;
}

/** An order that was there once has changed; one that never was is a wrong request. */
function missing({ account, send }: Job): number {
  const wasThere = account.historyOrders.some(({ ticket }) => ticket === send.trade.order);
  return wasThere ? RETCODE.ORDER_CHANGED : RETCODE.INVALID;
}

/** Between arrival and execution an order can only have gone. */
function changed(retcode: number): number {
  return retcode === RETCODE.INVALID ? RETCODE.ORDER_CHANGED : retcode;
}
