/**
 * Prices of requests: opening prices of pending orders, SL and TP, the stops level and the freeze level.
 *
 * Invariants: 1. SL and TP are measured from the price that would close (buy: bid, sell: ask), those of a
 * pending order from its own opening price; 2. the stops level is a distance that is still allowed, the
 * freeze level one that is not; 3. a level of 0 still keeps SL and TP on their side of the price.
 */
import { isBuyType, type LiveOrder, type LivePosition } from './live.ts';
import { RETCODE } from './retcode.ts';
import type { OrderType, TradeRequest } from './records.ts';
import type { SymbolState } from './symbol-state.ts';

/** SL and TP in points. @param fromPoints the price that they are measured from. */
export function checkStops(
  symbol: SymbolState,
  isBuy: boolean,
  fromPoints: number,
  stops: { readonly sl: string; readonly tp: string },
): number {
  const sl = symbol.points(stops.sl);
  const tp = symbol.points(stops.tp);
  if (Number.isNaN(sl) || Number.isNaN(tp)) return RETCODE.INVALID_STOPS;
  const level = Math.max(1, symbol.record.stopsLevelPoints);
  const sign = isBuy ? 1 : -1;
  const isSlWrong = sl > 0 && (fromPoints - sl) * sign < level;
  const isTpWrong = tp > 0 && (tp - fromPoints) * sign < level;
  return isSlWrong || isTpWrong ? RETCODE.INVALID_STOPS : RETCODE.DONE;
}

/**
 * Opening price, stop-limit price, SL and TP of a pending order.
 * @param keptPoints the price that it has already: the market may have come near to it by itself.
 */
export function checkPending(symbol: SymbolState, trade: TradeRequest, keptPoints = 0): number {
  const price = symbol.points(trade.price);
  if (Number.isNaN(price) || price === 0) return RETCODE.INVALID_PRICE;
  const isBuy = isBuyType(trade.type);
  const level = Math.max(1, symbol.record.stopsLevelPoints);
  const isNear = distanceToTrigger(symbol, trade.type, price) < level;
  if (isNear && price !== keptPoints) return RETCODE.INVALID_PRICE;
  let openPoints = price;
  if (trade.type === 'BUY_STOP_LIMIT' || trade.type === 'SELL_STOP_LIMIT') {
    openPoints = symbol.points(trade.stoplimit);
    if (Number.isNaN(openPoints) || openPoints === 0) return RETCODE.INVALID_PRICE;
    if ((price - openPoints) * (isBuy ? 1 : -1) < level) return RETCODE.INVALID_PRICE;
  }
  return checkStops(symbol, isBuy, openPoints, trade);
}

/** Points that the market must still go until the order is triggered; 0 or less: it is. */
export function distanceToTrigger(symbol: SymbolState, type: OrderType, points: number): number {
  switch (type) {
    case 'BUY_LIMIT':
      return symbol.ask - points;
    case 'SELL_LIMIT':
      return points - symbol.bid;
    case 'BUY_STOP':
    case 'BUY_STOP_LIMIT':
      return points - symbol.ask;
    case 'SELL_STOP':
    case 'SELL_STOP_LIMIT':
      return symbol.bid - points;
    case 'BUY':
    case 'SELL':
    case 'CLOSE_BY':
      return 0;
  }
}

/** Is the position's SL or TP so near that it may not be touched any more? */
export function isPositionFrozen({ symbol, isBuy, sl, tp }: LivePosition): boolean {
  const level = symbol.record.freezeLevelPoints;
  if (level === 0) return false;
  const price = symbol.closingPoints(isBuy);
  return [sl, tp].some((stop) => stop > 0 && Math.abs(price - stop) <= level);
}

/** Is the order's price so near that it may not be touched any more? */
export function isOrderFrozen({ symbol, type, points }: LiveOrder): boolean {
  const level = symbol.record.freezeLevelPoints;
  return level > 0 && distanceToTrigger(symbol, type, points) <= level;
}
