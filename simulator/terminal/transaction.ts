/** MqlTradeTransaction from what the broker says. */
import type { TradeTransaction } from '../broker/trade-transaction.ts';
import {
  DEAL_TYPES,
  LIFETIMES,
  ORDER_STATES,
  ORDER_TYPES,
  TRANSACTIONS,
  numberOf,
} from './mql-enumerations.ts';

/** Every field of the structure. */
export function fillTransaction(target: Record<string, unknown>, one: TradeTransaction): void {
  Object.assign(target, {
    deal: BigInt(one.deal),
    order: BigInt(one.order),
    symbol: one.symbol,
    type: numberOf(TRANSACTIONS, one.type),
    order_type: numberOf(ORDER_TYPES, one.orderType),
    order_state: numberOf(ORDER_STATES, one.orderState),
    deal_type: numberOf(DEAL_TYPES, one.dealType),
    time_type: numberOf(LIFETIMES, one.lifetime),
    time_expiration: BigInt(one.expiration),
    price: Number(one.price),
    price_trigger: Number(one.priceTrigger),
    price_sl: Number(one.sl),
    price_tp: Number(one.tp),
    volume: Number(one.volume),
    position: BigInt(one.position),
    position_by: BigInt(one.positionBy),
  });
}

/** Of the answer to a request only the type is told; the rest stands in request and result. */
export function requestTransaction(target: Record<string, unknown>): void {
  target['type'] = numberOf(TRANSACTIONS, 'REQUEST');
}
