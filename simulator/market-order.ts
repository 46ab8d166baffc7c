/**
 * Market orders and whether the broker takes them.
 *
 * Invariant: volumes are exact decimals on the symbol's step, between its minimum and maximum.
 */
import { Big } from 'big.js';
import type { TradedSymbol } from './account-file.ts';
import type { Deal, OpenPosition } from './broker/deal.ts';

/** TRADE_RETCODE_… of MT5, those that this broker gives. */
export const RETCODE = {
  INVALID: 10013,
  INVALID_VOLUME: 10014,
  DONE: 10009,
  PRICE_OFF: 10021,
  INVALID_FILL: 10030,
  LIMIT_VOLUME: 10034,
  POSITION_CLOSED: 10036,
  INVALID_CLOSE_VOLUME: 10038,
} as const;

const FILLING_BIT = { FOK: 1, IOC: 2 } as const;
/** A market order: opens a position, or with `closes` closes one or a part of it. */
export interface MarketOrder {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly volume: string;
  readonly sl: string;
  readonly tp: string;
  readonly magic: string;
  readonly comment: string;
  readonly filling: 'IOC' | 'FOK';
  readonly reason: 'CLIENT' | 'EXPERT';
  /** Identifier of the position to close; null opens one. */
  readonly closes: string | null;
  /** For the deal list alone: which request this order carries out. */
  readonly request: string;
}

/** An order that has a ticket and is not yet executed. */
export interface PlacedOrder extends MarketOrder {
  readonly ticket: string;
  readonly orderSendNs: string;
}

/** What became of an order. */
export type Execution =
  | { readonly retcode: typeof RETCODE.DONE; readonly deal: Deal }
  | { readonly retcode: number; readonly deal: null };

/**
 * The broker's verdict on an order that reaches it now, prices apart.
 * @param symbol undefined when the broker does not have it.
 * @param positions what is open on the account.
 */
export function checkOrder(
  order: MarketOrder,
  symbol: TradedSymbol | undefined,
  positions: readonly OpenPosition[],
): number {
  if (symbol === undefined) return RETCODE.INVALID;
  if ((symbol.fillingMode & FILLING_BIT[order.filling]) === 0) return RETCODE.INVALID_FILL;
  const volume = new Big(order.volume);
  const isOnStep = volume.mod(symbol.volumeStep).eq(0);
  if (volume.lt(symbol.volumeMin) || volume.gt(symbol.volumeMax) || !isOnStep) {
    return RETCODE.INVALID_VOLUME;
  }
  if (order.closes !== null) return checkClose(order, volume, positions);
  const total = positions
    .filter((open) => open.symbol === order.symbol && open.side === order.side)
    .reduce((sum, open) => sum.plus(open.volume), volume);
  const isAboveLimit = new Big(symbol.volumeLimit).gt(0) && total.gt(symbol.volumeLimit);
  return isAboveLimit ? RETCODE.LIMIT_VOLUME : RETCODE.DONE;
}

function checkClose(order: MarketOrder, volume: Big, positions: readonly OpenPosition[]): number {
  const position = positions.find(({ identifier }) => identifier === order.closes);
  if (position === undefined) return RETCODE.POSITION_CLOSED;
  if (position.symbol !== order.symbol || position.side === order.side) return RETCODE.INVALID;
  return volume.gt(position.volume) ? RETCODE.INVALID_CLOSE_VOLUME : RETCODE.DONE;
}
