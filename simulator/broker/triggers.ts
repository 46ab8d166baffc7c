/**
 * What a tick sets off on an account: SL and TP, pending orders, rests of partly filled orders, and the
 * stop-out.
 *
 * Invariants: 1. SL and TP of a buy look at the bid, of a sell at the ask; 2. what is triggered is filled
 * at the tick's price, on a gap too; 3. each trigger is one change; 4. nothing is triggered outside the
 * sessions; 5. a stop-out closes the largest loss first, until the margin level is above the limit.
 */
import type { BrokerContext } from './broker-context.ts';
import type { FaultSubject } from './broker-faults.ts';
import { ChangeDraft } from './change-draft.ts';
import { checkMoney } from './check-order.ts';
import { distanceToTrigger } from './check-prices.ts';
import { isOpen, isQuoted } from './check-rights.ts';
import { executeOrder, finish } from './execute-order.ts';
import type { LiveAccount } from './live-account.ts';
import { isBuyType, isMarketType, type LiveOrder, type LivePosition } from './live.ts';
import { closingOrder } from './new-order.ts';
import { pendingTrade } from './pending-trade.ts';
import { RETCODE } from './retcode.ts';
import type { SymbolState } from './symbol-state.ts';

/** Works off everything that the symbol's newest tick sets off. */
export function onTick(ctx: BrokerContext, account: LiveAccount, symbol: SymbolState): void {
  if (account.positions.size === 0 && account.orders.size === 0) return;
  account.worth.revalue(symbol);
  for (const position of account.positions.values()) {
    if (position.symbol !== symbol) continue;
    const stop = stopOf(position);
    if (stop !== null && isTraded(ctx, account, symbol)) closeAt(ctx, account, position, stop);
  }
  for (const order of account.orders.values()) {
    if (order.symbol !== symbol || order.state === 'STARTED') continue;
    if (
      distanceToTrigger(symbol, order.type, order.points) <= 0 &&
      isTraded(ctx, account, symbol)
    ) {
      trigger(ctx, account, order);
    }
  }
  if (account.positions.size > 0) stopOut(ctx, account);
}

function isTraded(ctx: BrokerContext, account: LiveAccount, symbol: SymbolState): boolean {
  return isQuoted(account, symbol) && isOpen(ctx, symbol);
}

/** Closes a whole position for the broker's own reason. */
export function closeAt(
  ctx: BrokerContext,
  account: LiveAccount,
  position: LivePosition,
  why: { readonly reason: 'SL' | 'TP' | 'SO'; readonly comment: string; readonly points: number },
): void {
  const draft = new ChangeDraft();
  const order = closingOrder(ctx, account, position, why);
  draft.orderAdded(account, order);
  executeOrder(ctx, account, draft, order, null);
  ctx.commit(account, draft);
}

function stopOf(
  position: LivePosition,
): { reason: 'SL' | 'TP'; comment: string; points: number } | null {
  const { isBuy, sl, symbol, tp } = position;
  if (sl === 0 && tp === 0) return null;
  const price = symbol.closingPoints(isBuy);
  if (sl > 0 && (isBuy ? price <= sl : price >= sl)) {
    return { reason: 'SL', comment: `[sl ${symbol.price(sl)}]`, points: sl };
  }
  if (tp > 0 && (isBuy ? price >= tp : price <= tp)) {
    return { reason: 'TP', comment: `[tp ${symbol.price(tp)}]`, points: tp };
  }
  return null;
}

function trigger(ctx: BrokerContext, account: LiveAccount, order: LiveOrder): void {
  const { symbol } = order;
  const draft = new ChangeDraft();
  if (order.type === 'BUY_STOP_LIMIT' || order.type === 'SELL_STOP_LIMIT') {
    order.type = order.type === 'BUY_STOP_LIMIT' ? 'BUY_LIMIT' : 'SELL_LIMIT';
    order.points = order.stopLimitPoints;
    order.stopLimitPoints = 0;
    draft.orderUpdated(order);
    ctx.commit(account, draft);
    if (distanceToTrigger(symbol, order.type, order.points) <= 0) trigger(ctx, account, order);
    return;
  }
  const isClosing = isClose(account, order);
  if (isClosing && !account.positions.has(order.position)) {
    finish(ctx, account, draft, order, 'CANCELED');
  } else if (
    !isClosing &&
    checkMoney(account, symbol, isBuyType(order.type), order.units) !== RETCODE.DONE
  ) {
    finish(ctx, account, draft, order, 'REJECTED');
  } else {
    executeOrder(ctx, account, draft, order, subjectOf(account, order));
  }
  ctx.commit(account, draft);
}

function subjectOf(account: LiveAccount, order: LiveOrder): FaultSubject {
  const operation = operationOf(account, order);
  return { login: account.login, request: order.request, operation, trade: pendingTrade(order) };
}

function operationOf(account: LiveAccount, order: LiveOrder): FaultSubject['operation'] {
  if (!isMarketType(order.type)) return 'pending';
  if (!isClose(account, order)) return 'open';
  const held = account.positions.get(order.position)?.units ?? 0;
  return order.units < held ? 'partial-close' : 'close';
}

/** On a netting account no order closes: what it meets decides. */
function isClose(account: LiveAccount, { position, ticket }: LiveOrder): boolean {
  return account.isHedging && position !== '0' && position !== ticket;
}

function stopOut(ctx: BrokerContext, account: LiveAccount): void {
  for (;;) {
    const { margin } = account.worth;
    if (margin <= 0) return;
    const level = (account.equity / margin) * 100;
    if (level > account.settings.stopOutLevel) return;
    // After a start the prices come one by one; a level reckoned from some of them is none.
    for (const { symbol } of account.positions.values()) if (!isQuoted(account, symbol)) return;
    let worst: LivePosition | null = null;
    let least = Infinity;
    for (const position of account.positions.values()) {
      if (position.result >= least || !isOpen(ctx, position.symbol)) continue;
      [worst, least] = [position, position.result];
    }
    if (worst === null) return;
    const points = worst.symbol.closingPoints(worst.isBuy);
    closeAt(ctx, account, worst, { reason: 'SO', comment: `[so ${level.toFixed(2)}%]`, points });
  }
}
