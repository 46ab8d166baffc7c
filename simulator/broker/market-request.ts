/**
 * TRADE_ACTION_DEAL: checked when it arrives, placed as an order, executed after the account's latency
 * against what holds then.
 *
 * Invariants: 1. what was placed is filled, cut or rejected, and then in history; 2. a close never opens;
 * 3. with instant execution a price beyond the deviation is requoted on arrival (10004) and refused as
 * changed later (10020).
 */
import { isDone, type BrokerContext, type Job, type Outcome } from './broker-context.ts';
import { ChangeDraft } from './change-draft.ts';
import { checkClose } from './check-close.ts';
import {
  checkCounts,
  checkFilling,
  checkMoney,
  checkOrderMode,
  checkTradeMode,
  checkVolume,
  checkVolumeLimit,
} from './check-order.ts';
import { checkStops, isPositionFrozen } from './check-prices.ts';
import { isOpen, isQuoted } from './check-rights.ts';
import { executeOrder } from './execute-order.ts';
import type { LiveAccount } from './live-account.ts';
import type { LiveOrder } from './live.ts';
import { newOrder } from './new-order.ts';
import { RETCODE } from './retcode.ts';
import type { TradeRequest } from './records.ts';
import { units, type SymbolState } from './symbol-state.ts';

/** Checks and places a market order; null with the outcome that refuses it. */
export function placeMarket(ctx: BrokerContext, job: Job): LiveOrder | Outcome {
  const { account, send, symbol } = job;
  const { trade } = send;
  if (symbol === null) return { retcode: RETCODE.INVALID };
  if (trade.type !== 'BUY' && trade.type !== 'SELL') return { retcode: RETCODE.INVALID };
  const refused = refusal(ctx, account, symbol, trade);
  if (refused !== RETCODE.DONE) return { retcode: refused };
  const order = newOrder(ctx, account, symbol, send);
  // On a netting account the symbol decides what is closed, and by how much.
  if (account.isHedging && trade.position !== '0') {
    order.position = account.byTicket(trade.position)?.identifier ?? trade.position;
  }
  const draft = new ChangeDraft();
  draft.orderAdded(account, order);
  ctx.commit(account, draft);
  return order;
}

/** Executes a placed market order. */
export function executeMarket(ctx: BrokerContext, job: Job, order: LiveOrder): Outcome {
  const { account, subject } = job;
  const draft = new ChangeDraft();
  const outcome = verdict(ctx, job, order);
  if (outcome === null) {
    const done = executeOrder(ctx, account, draft, order, subject);
    ctx.commit(account, draft);
    return done;
  }
  order.state = 'REJECTED';
  order.timeDoneMsc = ctx.clock.nowMs();
  draft.orderDone(account, order);
  ctx.commit(account, draft);
  return { ...outcome, order: order.ticket };
}

function refusal(
  ctx: BrokerContext,
  account: LiveAccount,
  symbol: SymbolState,
  trade: TradeRequest,
): number {
  const isBuy = trade.type === 'BUY';
  const held = account.isHedging ? null : account.bySymbol(symbol);
  const asked = units(trade.volume);
  const isReduction = held !== null && held.isBuy !== isBuy && asked <= held.units;
  const isClose = (account.isHedging && trade.position !== '0') || isReduction;
  const closed = account.byTicket(trade.position);
  const checks = [
    () => checkTradeMode(symbol, isBuy, isClose),
    () => (isOpen(ctx, symbol) ? RETCODE.DONE : RETCODE.MARKET_CLOSED),
    () => checkOrderMode(symbol, trade),
    () => checkVolume(symbol, trade.volume, closed?.units ?? held?.units ?? 0),
    () => checkFilling(symbol, trade),
    () => (isQuoted(account, symbol) ? RETCODE.DONE : RETCODE.PRICE_OFF),
    () => checkInstantPrice(symbol, trade, RETCODE.REQUOTE),
    () => (trade.position === '0' ? RETCODE.DONE : checkClose(account, symbol, trade)),
    () => (isReduction && isPositionFrozen(held) ? RETCODE.FROZEN : RETCODE.DONE),
    () => (isClose ? RETCODE.DONE : checkStops(symbol, isBuy, symbol.closingPoints(isBuy), trade)),
    () => (isClose || held !== null ? RETCODE.DONE : checkCounts(account, symbol, trade)),
    () => (isClose ? RETCODE.DONE : checkVolumeLimit(account, symbol, isBuy, asked)),
    () => (isClose ? RETCODE.DONE : checkMoney(account, symbol, isBuy, asked)),
  ];
  for (const check of checks) {
    const retcode = check();
    if (retcode !== RETCODE.DONE) return retcode;
  }
  return RETCODE.DONE;
}

/** What is against an execution now; null: nothing. */
function verdict(ctx: BrokerContext, job: Job, order: LiveOrder): Outcome | null {
  const { account, send, subject } = job;
  const { symbol } = order;
  const given = ctx.faults.reject(subject);
  if (given !== null) return { retcode: given };
  const quote = ctx.faults.requote(subject);
  if (quote !== null) return { retcode: RETCODE.REQUOTE, quote };
  if (!isOpen(ctx, symbol)) return { retcode: RETCODE.MARKET_CLOSED };
  if (!isQuoted(account, symbol)) return { retcode: RETCODE.PRICE_OFF };
  const isBuy = order.type === 'BUY';
  const price = checkInstantPrice(symbol, send.trade, RETCODE.PRICE_CHANGED);
  if (price !== RETCODE.DONE) return { retcode: price };
  if (order.position !== '0') {
    const position = account.positions.get(order.position);
    if (position === undefined) return { retcode: RETCODE.POSITION_CLOSED };
    const isTooMuch = order.units > position.units;
    return isTooMuch ? { retcode: RETCODE.INVALID_CLOSE_VOLUME } : null;
  }
  const held = account.isHedging ? null : account.bySymbol(symbol);
  if (held !== null && held.isBuy !== isBuy && order.units <= held.units) return null;
  const stops = { sl: symbol.price(order.sl), tp: symbol.price(order.tp) };
  const retcode = checkStops(symbol, isBuy, symbol.closingPoints(isBuy), stops);
  if (retcode !== RETCODE.DONE) return { retcode };
  const money = checkMoney(account, symbol, isBuy, order.units);
  return isDone(money) ? null : { retcode: money };
}

/** @param late the retcode of a price that is beyond the deviation. */
function checkInstantPrice(symbol: SymbolState, trade: TradeRequest, late: number): number {
  const { executionMode } = symbol.record;
  if (executionMode !== 'INSTANT' && executionMode !== 'REQUEST') return RETCODE.DONE;
  const asked = symbol.points(trade.price);
  if (Number.isNaN(asked) || asked === 0) return RETCODE.INVALID_PRICE;
  const moved = Math.abs(symbol.fillPoints(trade.type === 'BUY') - asked);
  return moved > trade.deviation ? late : RETCODE.DONE;
}
