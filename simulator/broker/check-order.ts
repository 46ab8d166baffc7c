/**
 * The rules that an order must keep to be placed: type, volume, filling, lifetime, limits, money.
 *
 * Invariants: 1. an open is held against the symbol's trade mode, the volume limit of its direction and
 * the free margin; a close is not; 2. a check changes nothing.
 */
import type { LiveAccount } from './live-account.ts';
import { isBuyType, isMarketType } from './live.ts';
import { marginMinor } from './money.ts';
import { RETCODE } from './retcode.ts';
import type { OrderType, TradeRequest } from './records.ts';
import { units, type SymbolState } from './symbol-state.ts';

const ORDER_MODE: Record<OrderType, number> = {
  BUY: 1,
  SELL: 1,
  BUY_LIMIT: 2,
  SELL_LIMIT: 2,
  BUY_STOP: 4,
  SELL_STOP: 4,
  BUY_STOP_LIMIT: 8,
  SELL_STOP_LIMIT: 8,
  CLOSE_BY: 64,
};
const [SL_MODE, TP_MODE] = [16, 32];
const FILLING_BIT = { FOK: 1, IOC: 2, BOC: 4, RETURN: 0 } as const;
const EXPIRATION_BIT = { GTC: 1, DAY: 2, SPECIFIED: 4, SPECIFIED_DAY: 8 } as const;

/** May the symbol be traded in this direction? */
export function checkTradeMode(symbol: SymbolState, isBuy: boolean, isClose: boolean): number {
  switch (symbol.record.tradeMode) {
    case 'DISABLED':
      return RETCODE.TRADE_DISABLED;
    case 'CLOSEONLY':
      return isClose ? RETCODE.DONE : RETCODE.CLOSE_ONLY;
    case 'LONGONLY':
      return isBuy || isClose ? RETCODE.DONE : RETCODE.LONG_ONLY;
    case 'SHORTONLY':
      return !isBuy || isClose ? RETCODE.DONE : RETCODE.SHORT_ONLY;
    case 'FULL':
      return RETCODE.DONE;
  }
}

/** Does the symbol take this type of order, and the SL and TP that it brings? */
export function checkOrderMode(symbol: SymbolState, trade: TradeRequest): number {
  const { orderMode } = symbol.record;
  if ((orderMode & ORDER_MODE[trade.type]) === 0) return RETCODE.INVALID_ORDER;
  if (Number(trade.sl) > 0 && (orderMode & SL_MODE) === 0) return RETCODE.INVALID_STOPS;
  if (Number(trade.tp) > 0 && (orderMode & TP_MODE) === 0) return RETCODE.INVALID_STOPS;
  return RETCODE.DONE;
}

/** @param wholeUnits a close may take the whole of a position that is smaller than the minimum; 0: an open. */
export function checkVolume(symbol: SymbolState, volume: string, wholeUnits = 0): number {
  const asked = units(volume);
  if (Number.isNaN(asked) || asked <= 0 || asked > symbol.maxUnits) return RETCODE.INVALID_VOLUME;
  if (asked === wholeUnits) return RETCODE.DONE;
  const isOnStep = asked % symbol.stepUnits === 0;
  return asked >= symbol.minUnits && isOnStep ? RETCODE.DONE : RETCODE.INVALID_VOLUME;
}

/** A filling mode that the execution mode does not have is 10030. Pending orders pass. */
export function checkFilling(symbol: SymbolState, { filling, type }: TradeRequest): number {
  const { executionMode, fillingMode } = symbol.record;
  if (!isMarketType(type)) {
    const isRefused = filling === 'BOC' && (fillingMode & FILLING_BIT.BOC) === 0;
    return isRefused ? RETCODE.INVALID_FILL : RETCODE.DONE;
  }
  if (filling === 'BOC') return RETCODE.INVALID_FILL;
  if (executionMode === 'REQUEST' || executionMode === 'INSTANT') return RETCODE.DONE;
  if (filling === 'RETURN') {
    return executionMode === 'EXCHANGE' ? RETCODE.DONE : RETCODE.INVALID_FILL;
  }
  const isThere = (fillingMode & FILLING_BIT[filling]) !== 0;
  return isThere ? RETCODE.DONE : RETCODE.INVALID_FILL;
}

/** @param nowMs server time. */
export function checkLifetime(symbol: SymbolState, trade: TradeRequest, nowMs: number): number {
  const { expiration, lifetime } = trade;
  if ((symbol.record.expirationMode & EXPIRATION_BIT[lifetime]) === 0) {
    return RETCODE.INVALID_EXPIRATION;
  }
  const isTimed = lifetime === 'SPECIFIED' || lifetime === 'SPECIFIED_DAY';
  const isPast = isTimed && expirationMs(lifetime, expiration, nowMs) <= nowMs;
  return isPast ? RETCODE.INVALID_EXPIRATION : RETCODE.DONE;
}

const DAY_MS = 86_400_000;

/** When such an order expires, server time in ms; Infinity: never. */
export function expirationMs(
  lifetime: TradeRequest['lifetime'],
  expiration: number,
  setupMs: number,
): number {
  switch (lifetime) {
    case 'GTC':
      return Infinity;
    case 'DAY':
      return (Math.floor(setupMs / DAY_MS) + 1) * DAY_MS;
    case 'SPECIFIED':
      return expiration * 1_000;
    case 'SPECIFIED_DAY':
      return (Math.floor((expiration * 1_000) / DAY_MS) + 1) * DAY_MS;
  }
}

/** More volume in one direction than the symbol's limit is 10034. */
export function checkVolumeLimit(
  account: LiveAccount,
  symbol: SymbolState,
  isBuy: boolean,
  moreUnits: number,
): number {
  if (symbol.limitUnits === 0) return RETCODE.DONE;
  let total = moreUnits;
  for (const position of account.positions.values()) {
    if (position.symbol !== symbol) continue;
    if (position.isBuy === isBuy) total += position.units;
    else if (!account.isHedging) total -= position.units;
  }
  for (const order of account.orders.values()) {
    const isOpening = order.position === '0' && order.type !== 'CLOSE_BY';
    if (isOpening && order.symbol === symbol && isBuyType(order.type) === isBuy) {
      total += order.units;
    }
  }
  return total > symbol.limitUnits ? RETCODE.LIMIT_VOLUME : RETCODE.DONE;
}

/** An open that the free margin does not carry is 10019. */
export function checkMoney(
  account: LiveAccount,
  symbol: SymbolState,
  isBuy: boolean,
  openUnits: number,
): number {
  const free = freeMarginAfter(account, symbol, isBuy, openUnits);
  return free !== null && free < 0 ? RETCODE.NO_MONEY : RETCODE.DONE;
}

/** Free margin that an open at the newest price leaves, minor units; null: it binds no more than before. */
export function freeMarginAfter(
  account: LiveAccount,
  symbol: SymbolState,
  isBuy: boolean,
  openUnits: number,
): number | null {
  const openPoints = symbol.fillPoints(isBuy);
  const held = account.isHedging ? null : account.bySymbol(symbol);
  const more = { symbol, isBuy, units: openUnits, openPoints };
  if (held !== null && held.isBuy !== isBuy) {
    // A netting account reduces first; only what is left on the other side needs margin.
    if (openUnits <= 2 * held.units) return null;
    more.units = openUnits - 2 * held.units;
    more.isBuy = held.isBuy;
  }
  const margin = marginMinor(account, more);
  return margin <= account.worth.margin ? null : account.equity - margin;
}

/** How many positions and pending orders there may be, and against which others. */
export function checkCounts(
  account: LiveAccount,
  symbol: SymbolState,
  trade: TradeRequest,
): number {
  const { hedgeAllowed, limitOrders, limitPositions } = account.settings;
  if (!isMarketType(trade.type)) {
    const pending = [...account.orders.values()].filter(({ type }) => !isMarketType(type));
    const isFull = limitOrders > 0 && pending.length >= limitOrders;
    return isFull ? RETCODE.LIMIT_ORDERS : RETCODE.DONE;
  }
  if (limitPositions > 0 && account.positions.size >= limitPositions) {
    return RETCODE.LIMIT_POSITIONS;
  }
  if (account.isHedging && !hedgeAllowed) {
    const isBuy = isBuyType(trade.type);
    for (const position of account.positions.values()) {
      if (position.symbol === symbol && position.isBuy !== isBuy) return RETCODE.HEDGE_PROHIBITED;
    }
  }
  return RETCODE.DONE;
}
