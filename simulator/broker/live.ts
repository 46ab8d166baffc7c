/** Positions and orders as the engine changes them, and their records. */
import type { OrderRecord, OrderType, PositionRecord, Reason } from './records.ts';
import { lots, units, type SymbolState } from './symbol-state.ts';

/** An open position. See PositionRecord; prices in points, volumes in units. */
export interface LivePosition {
  ticket: string;
  readonly identifier: string;
  readonly symbol: SymbolState;
  isBuy: boolean;
  units: number;
  openPoints: number;
  /** 0: none. */
  sl: number;
  tp: number;
  magic: string;
  comment: string;
  reason: Reason;
  timeMsc: number;
  timeUpdateMsc: number;
  /** Minor units of the account's currency. */
  swap: number;
  /** What it makes now, its swap included: kept by LiveAccount. */
  result: number;
}

/** An order, active or done. See OrderRecord; prices in points, volumes in units. */
export interface LiveOrder
  extends
    Pick<OrderRecord, 'ticket' | 'timeSetupMsc' | 'request' | 'orderSendNs'>,
    Pick<OrderRecord, 'magic' | 'comment' | 'reason'> {
  readonly symbol: SymbolState;
  type: OrderType;
  state: OrderRecord['state'];
  filling: OrderRecord['filling'];
  lifetime: OrderRecord['lifetime'];
  expiration: number;
  initialUnits: number;
  units: number;
  points: number;
  stopLimitPoints: number;
  sl: number;
  tp: number;
  position: string;
  positionBy: string;
  timeDoneMsc: number;
}

/** Does the type buy? (A close-by has no side of its own.) */
export function isBuyType(type: OrderType): boolean {
  return type.startsWith('BUY');
}

/** Is it executed at once, not waiting for a price? */
export function isMarketType(type: OrderType): boolean {
  return type === 'BUY' || type === 'SELL' || type === 'CLOSE_BY';
}

/** @param minor 10 to the account's currency digits. */
export function positionRecord(live: LivePosition, minor: number): PositionRecord {
  const { symbol } = live;
  return {
    ticket: live.ticket,
    identifier: live.identifier,
    symbol: symbol.name,
    side: live.isBuy ? 'BUY' : 'SELL',
    volume: lots(live.units),
    priceOpen: symbol.price(live.openPoints),
    sl: symbol.price(live.sl),
    tp: symbol.price(live.tp),
    magic: live.magic,
    comment: live.comment,
    reason: live.reason,
    timeMsc: live.timeMsc,
    timeUpdateMsc: live.timeUpdateMsc,
    swap: (live.swap / minor).toFixed(Math.log10(minor)),
  };
}

export function livePosition(
  record: PositionRecord,
  symbol: SymbolState,
  minor: number,
): LivePosition {
  return {
    ticket: record.ticket,
    identifier: record.identifier,
    symbol,
    isBuy: record.side === 'BUY',
    units: units(record.volume),
    openPoints: symbol.storedPoints(record.priceOpen),
    sl: symbol.storedPoints(record.sl),
    tp: symbol.storedPoints(record.tp),
    magic: record.magic,
    comment: record.comment,
    reason: record.reason,
    timeMsc: record.timeMsc,
    timeUpdateMsc: record.timeUpdateMsc,
    swap: Math.round(Number(record.swap) * minor),
    result: 0,
  };
}

export function orderRecord(live: LiveOrder): OrderRecord {
  const { symbol } = live;
  return {
    ticket: live.ticket,
    symbol: symbol.name,
    type: live.type,
    state: live.state,
    filling: live.filling,
    lifetime: live.lifetime,
    expiration: live.expiration,
    volumeInitial: lots(live.initialUnits),
    volumeCurrent: lots(live.units),
    priceOpen: symbol.price(live.points),
    priceStopLimit: symbol.price(live.stopLimitPoints),
    sl: symbol.price(live.sl),
    tp: symbol.price(live.tp),
    magic: live.magic,
    comment: live.comment,
    reason: live.reason,
    position: live.position,
    positionBy: live.positionBy,
    timeSetupMsc: live.timeSetupMsc,
    timeDoneMsc: live.timeDoneMsc,
    request: live.request,
    orderSendNs: live.orderSendNs,
  };
}

export function liveOrder(record: OrderRecord, symbol: SymbolState): LiveOrder {
  return {
    ticket: record.ticket,
    symbol,
    type: record.type,
    state: record.state,
    filling: record.filling,
    lifetime: record.lifetime,
    expiration: record.expiration,
    initialUnits: units(record.volumeInitial),
    units: units(record.volumeCurrent),
    points: symbol.storedPoints(record.priceOpen),
    stopLimitPoints: symbol.storedPoints(record.priceStopLimit),
    sl: symbol.storedPoints(record.sl),
    tp: symbol.storedPoints(record.tp),
    magic: record.magic,
    comment: record.comment,
    reason: record.reason,
    position: record.position,
    positionBy: record.positionBy,
    timeSetupMsc: record.timeSetupMsc,
    timeDoneMsc: record.timeDoneMsc,
    request: record.request,
    orderSendNs: record.orderSendNs,
  };
}
