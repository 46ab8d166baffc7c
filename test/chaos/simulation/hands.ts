/** A person who trades by hand on one account. */
import type { Broker } from '../../../simulator/broker/broker.ts';
import type { PositionRecord, TradeRequest } from '../../../simulator/broker/records.ts';
import { EMPTY_TRADE } from '../../../simulator/faults/manual-trade.ts';
import { price, type SimMarket } from './sim-market.ts';

const BY_HAND: TradeRequest = { ...EMPTY_TRADE, deviation: 10_000 };

/** Where a person trades. */
export interface HandsParts {
  readonly broker: Broker;
  readonly login: string;
  readonly symbol: string;
  readonly market: SimMarket;
}

/** See file header; `pick` chooses among what is open. */
export class Hands {
  readonly #parts: HandsParts;
  #requests = 0;

  constructor(parts: HandsParts) {
    this.#parts = parts;
  }

  open(side: 'BUY' | 'SELL', volume: string, slPoints: number): void {
    const { market, symbol } = this.#parts;
    const away = side === 'BUY' ? -slPoints : slPoints;
    const sl = slPoints === 0 ? '0' : price(market.points + away);
    this.#submit({ symbol, type: side, volume, sl });
  }

  close(pick: number, share: number): void {
    const position = this.picked(pick);
    if (position === null) return;
    const steps = Math.round(Number(position.volume) * 100);
    const wanted = share === 1 ? steps : Math.max(1, Math.floor(steps * share));
    const volume = (wanted / 100).toFixed(2);
    const type = position.side === 'BUY' ? 'SELL' : 'BUY';
    const { symbol, ticket } = position;
    this.#submit({ symbol, type, volume, position: ticket });
  }

  stops(pick: number, slPoints: number, tpPoints: number): void {
    const position = this.picked(pick);
    if (position === null) return;
    const away = position.side === 'BUY' ? -1 : 1;
    const { points } = this.#parts.market;
    const at = (distance: number): string =>
      distance === 0 ? '0' : price(points + away * distance);
    const { symbol, ticket } = position;
    const stops = { sl: at(slPoints), tp: at(-tpPoints) };
    this.#submit({ action: 'SLTP', symbol, position: ticket, ...stops });
  }

  picked(pick: number): PositionRecord | null {
    const { broker, login } = this.#parts;
    const { positions } = broker.state(login);
    return positions[pick % Math.max(1, positions.length)] ?? null;
  }

  #submit(trade: Partial<TradeRequest>): void {
    this.#requests += 1;
    const request = `hand/${String(this.#requests)}`;
    const send = { request, reason: 'CLIENT', orderSendNs: '0' } as const;
    const { broker, login } = this.#parts;
    const symbol = trade.symbol ?? '';
    const quote = broker.quotes().find((each) => each.symbol === symbol);
    const at = (trade.type === 'BUY' ? quote?.ask : quote?.bid) ?? '0';
    broker.submit(login, { ...send, trade: { ...BY_HAND, price: at, ...trade } }, () => undefined);
  }
}
