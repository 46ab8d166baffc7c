/** What a trader sees of his account, and the requests that his steps become. */
import { Big } from 'big.js';
import { foldChange } from '../broker/change.ts';
import type { AccountState, FromBroker } from '../broker/messages.ts';
import type { PositionRecord, QuoteRecord, SymbolRecord, TradeRequest } from '../broker/records.ts';
import { closeByHand, EMPTY_TRADE, modifyByHand } from '../faults/manual-trade.ts';
import { stepRequest, type TraderStep } from './trader-step.ts';

const DEVIATION_POINTS = 1_000;

/** See the file's head. */
export class TraderAccount {
  #state: AccountState;
  readonly #symbols: Map<string, SymbolRecord>;
  readonly #quotes: Map<string, QuoteRecord>;

  constructor(welcome: Extract<FromBroker, { readonly type: 'WELCOME' }>) {
    this.#state = welcome.state;
    this.#symbols = new Map(welcome.symbols.map((record) => [record.symbol, record]));
    this.#quotes = new Map(welcome.quotes.map((quote) => [quote.symbol, quote]));
  }

  /** Takes what the broker says. */
  told(message: FromBroker): void {
    if (message.type === 'CHANGE') this.#state = foldChange(this.#state, message);
    else if (message.type === 'QUOTE') this.#quotes.set(message.quote.symbol, message.quote);
    else if (message.type === 'SYMBOL') this.#symbols.set(message.symbol.symbol, message.symbol);
  }

  /** The account as it is now. */
  get state(): AccountState {
    return this.#state;
  }

  /** Requests that became an order: as far as the trader has come. */
  get requests(): ReadonlySet<string> {
    const { historyOrders, orders } = this.#state;
    return new Set([...historyOrders, ...orders].map(({ request }) => request));
  }

  /** The request of a step; null when there is nothing left to do it with. */
  tradeOf(step: TraderStep): TradeRequest | null {
    switch (step.type) {
      case 'open':
        return this.opening(step);
      case 'place':
        return this.#place(step);
      case 'close': {
        const position = this.#position(step.key);
        return position === null ? null : this.closing(position, step.volume ?? position.volume);
      }
      case 'modify': {
        const position = this.#position(step.key);
        if (position === null) return null;
        const stops = this.#stops(position.symbol, position.side === 'BUY', step);
        return modifyByHand(position, stops);
      }
      case 'remove': {
        const order = this.#state.orders.find(({ request }) => request === placeOf(step.key));
        if (order !== undefined) {
          const { symbol, ticket } = order;
          return { ...EMPTY_TRADE, action: 'REMOVE', symbol, order: ticket };
        }
        const position = this.#position(step.key);
        return position === null ? null : this.closing(position, position.volume);
      }
    }
  }

  /** Opens at the price of the moment. */
  opening(
    step: Omit<Extract<TraderStep, { readonly type: 'open' }>, 'key' | 'atMs'>,
  ): TradeRequest {
    const { side, symbol, volume } = step;
    const stops = this.#stops(symbol, side === 'BUY', step);
    return { ...this.#market(symbol, side), ...stops, symbol, volume, type: side };
  }

  /** Closes so many lots at the price of the moment. */
  closing(position: PositionRecord, volume: string): TradeRequest {
    const trade = closeByHand(position, volume);
    return { ...trade, ...this.#market(position.symbol, trade.type), ...trade };
  }

  #place(step: Extract<TraderStep, { readonly type: 'place' }>): TradeRequest {
    const { order: type, symbol, volume } = step;
    const isBuy = type.startsWith('BUY');
    // A buy limit and a sell stop lie below the price, the other two above.
    const isBelow = isBuy === type.endsWith('LIMIT');
    const from = isBuy ? this.#quotes.get(symbol)?.ask : this.#quotes.get(symbol)?.bid;
    const price = this.#away(symbol, from, isBelow ? -step.distancePoints : step.distancePoints);
    return { ...EMPTY_TRADE, action: 'PENDING', symbol, volume, type, price, filling: 'RETURN' };
  }

  /** What a market order needs beside symbol and volume. */
  #market(symbol: string, type: TradeRequest['type']): TradeRequest {
    const quote = this.#quotes.get(symbol);
    const price = (type === 'BUY' ? quote?.ask : quote?.bid) ?? '0';
    const modes = this.#symbols.get(symbol)?.fillingMode ?? 0;
    const filling = (modes & 2) !== 0 ? 'IOC' : (modes & 1) === 0 ? 'RETURN' : 'FOK';
    return { ...EMPTY_TRADE, price, deviation: DEVIATION_POINTS, filling };
  }

  #stops(
    symbol: string,
    isBuy: boolean,
    step: Pick<
      Extract<TraderStep, { readonly type: 'open' | 'modify' }>,
      'sl' | 'tp' | 'slPoints' | 'tpPoints'
    >,
  ): { readonly sl: string; readonly tp: string } {
    const quote = this.#quotes.get(symbol);
    const from = isBuy ? quote?.bid : quote?.ask;
    const down = isBuy ? -1 : 1;
    const away = (points: number | undefined, sign: number): string =>
      points === undefined ? '0' : this.#away(symbol, from, points * sign);
    return {
      sl: step.sl ?? away(step.slPoints, down),
      tp: step.tp ?? away(step.tpPoints, -down),
    };
  }

  #away(symbol: string, price: string | undefined, points: number): string {
    const digits = this.#symbols.get(symbol)?.digits;
    if (price === undefined || digits === undefined) return '0';
    return new Big(price).plus(new Big(`1e-${String(digits)}`).times(points)).toFixed(digits);
  }

  #position(key: string): PositionRecord | null {
    const begun = new Set([`history/${key}/open`, placeOf(key)]);
    const { historyOrders, orders, positions } = this.#state;
    const order = [...historyOrders, ...orders].find(({ request }) => begun.has(request));
    return positions.find(({ identifier }) => identifier === order?.position) ?? null;
  }
}

function placeOf(key: string): string {
  return stepRequest({ type: 'remove', key, atMs: 0 }).replace(/remove$/, 'place');
}
