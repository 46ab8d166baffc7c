/** The request that an order stands for, as its record tells it: for faults, and after a restart. */
import type { LiveOrder } from './live.ts';
import { orderRecord } from './live.ts';
import type { TradeRequest } from './records.ts';

/** Points: an order that survived a restart is executed at any price. */
const ANY_DEVIATION = 1e9;

/** See the file's head. */
export function pendingTrade(order: LiveOrder): TradeRequest {
  const record = orderRecord(order);
  return {
    action: order.type === 'BUY' || order.type === 'SELL' ? 'DEAL' : 'PENDING',
    magic: record.magic,
    order: record.ticket,
    symbol: record.symbol,
    volume: record.volumeCurrent,
    price: record.priceOpen,
    stoplimit: record.priceStopLimit,
    sl: record.sl,
    tp: record.tp,
    deviation: ANY_DEVIATION,
    type: record.type,
    filling: record.filling,
    lifetime: record.lifetime,
    expiration: record.expiration,
    comment: record.comment,
    position: record.position,
    positionBy: record.positionBy,
  };
}
