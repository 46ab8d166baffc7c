/** What a person asks for at a terminal, as requests. */
import type { PositionRecord, TradeRequest } from '../broker/records.ts';

/** A request of which nothing is filled in. */
export const EMPTY_TRADE: TradeRequest = {
  action: 'DEAL',
  magic: '0',
  order: '0',
  symbol: '',
  volume: '0',
  price: '0',
  stoplimit: '0',
  sl: '0',
  tp: '0',
  deviation: 0,
  type: 'BUY',
  filling: 'IOC',
  lifetime: 'GTC',
  expiration: 0,
  comment: '',
  position: '0',
  positionBy: '0',
};

/** Closes so many lots of a position. */
export function closeByHand(position: PositionRecord, volume: string): TradeRequest {
  return {
    ...EMPTY_TRADE,
    symbol: position.symbol,
    volume,
    type: position.side === 'BUY' ? 'SELL' : 'BUY',
    position: position.ticket,
  };
}

/** Closes a position against an opposite one. */
export function closeByRequest(position: PositionRecord, by: PositionRecord): TradeRequest {
  return {
    ...EMPTY_TRADE,
    action: 'CLOSE_BY',
    type: 'CLOSE_BY',
    symbol: position.symbol,
    position: position.ticket,
    positionBy: by.ticket,
  };
}

/** Changes SL and TP. */
export function modifyByHand(
  position: PositionRecord,
  { sl, tp }: { readonly sl: string; readonly tp: string },
): TradeRequest {
  const { symbol, ticket } = position;
  return { ...EMPTY_TRADE, action: 'SLTP', symbol, position: ticket, sl, tp };
}
