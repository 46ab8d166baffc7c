/** TRADE_ACTION_PENDING: a limit, stop or stop-limit order that waits at the server for its price. */
import type { BrokerContext, Job, Outcome } from './broker-context.ts';
import { ChangeDraft } from './change-draft.ts';
import {
  checkCounts,
  checkFilling,
  checkLifetime,
  checkOrderMode,
  checkTradeMode,
  checkVolume,
  checkVolumeLimit,
} from './check-order.ts';
import { checkPending } from './check-prices.ts';
import { isOpen, isQuoted } from './check-rights.ts';
import { isBuyType, isMarketType } from './live.ts';
import { newOrder } from './new-order.ts';
import { RETCODE } from './retcode.ts';
import { units } from './symbol-state.ts';
import { watchExpiration } from './expiration.ts';

/** The first rule that is against it, or 10009. */
export function checkPendingRequest(ctx: BrokerContext, { account, send, symbol }: Job): number {
  const { trade } = send;
  if (symbol === null || isMarketType(trade.type)) return RETCODE.INVALID;
  const isBuy = isBuyType(trade.type);
  const checks = [
    () => checkTradeMode(symbol, isBuy, false),
    () => (isOpen(ctx, symbol) ? RETCODE.DONE : RETCODE.MARKET_CLOSED),
    () => checkOrderMode(symbol, trade),
    () => checkVolume(symbol, trade.volume),
    () => checkFilling(symbol, trade),
    () => (isQuoted(account, symbol) ? RETCODE.DONE : RETCODE.PRICE_OFF),
    () => checkPending(symbol, trade),
    () => checkLifetime(symbol, trade, ctx.clock.nowMs()),
    () => checkCounts(account, symbol, trade),
    () => checkVolumeLimit(account, symbol, isBuy, units(trade.volume)),
  ];
  for (const check of checks) {
    const retcode = check();
    if (retcode !== RETCODE.DONE) return retcode;
  }
  return RETCODE.DONE;
}

/** Places it, if it still keeps the rules. */
export function placePending(ctx: BrokerContext, job: Job): Outcome {
  const { account, send, symbol } = job;
  const retcode = ctx.faults.reject(job.subject) ?? checkPendingRequest(ctx, job);
  if (retcode !== RETCODE.DONE || symbol === null) return { retcode };
  const order = newOrder(ctx, account, symbol, send);
  order.state = 'PLACED';
  const draft = new ChangeDraft();
  draft.orderAdded(account, order);
  ctx.commit(account, draft);
  watchExpiration(ctx, account, order);
  return { retcode, order: order.ticket, units: order.units, points: order.points };
}
