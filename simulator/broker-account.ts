/**
 * The broker's side of one hedging account: market orders are filled at the tick that holds at that
 * moment, whole or not at all. Everything that the account is follows from its deal list.
 *
 * Simplified, and said here: profit is (close − open) × contract size × volume in the symbol's quote
 * currency, taken as the account's; no commission, swap, margin call or stop-out; SL and TP are kept
 * and never triggered.
 *
 * Invariants:
 * 1. Volumes are exact decimals on the symbol's step, between its minimum and maximum.
 * 2. A buy is filled at the ask, a sell at the bid, of the newest tick.
 */
import { Big } from 'big.js';
import type { TradedSymbol } from './account-file.ts';
import type { Deal, OpenPosition } from './deal.ts';
import type { DealList } from './deal-list.ts';
import type { Quote } from './feed.ts';

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
/** Tickets begin above 2^31, and above 2^32 too, so that nobody gets away with 32 bits. */
const FIRST_TICKET = 1n << 33n;
const TICKETS_PER_ACCOUNT = 1_000_000n;
const COMMENT_MAX = 31;

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

/** What the broker needs. */
export interface BrokerSettings {
  readonly login: string;
  readonly balance: string;
  readonly leverage: number;
  readonly symbols: ReadonlyMap<string, TradedSymbol>;
  readonly deals: DealList;
  readonly quote: (symbol: string) => Quote | null;
  readonly serverNowMs: () => number;
}

/** See the file's head. */
export class BrokerAccount {
  readonly #settings: BrokerSettings;
  readonly #placed = new Map<string, PlacedOrder>();
  readonly #listeners = new Set<() => void>();
  #lastOrder: bigint;
  #lastDeal: bigint;

  constructor(settings: BrokerSettings) {
    this.#settings = settings;
    // Orders take the even, deals the odd tickets of a range that is this login's alone.
    const base = FIRST_TICKET + BigInt(settings.login) * TICKETS_PER_ACCOUNT;
    const newest = settings.deals.deals.at(-1);
    this.#lastOrder = settings.deals.deals.reduce(
      (last, { order }) => (BigInt(order) > last ? BigInt(order) : last),
      base,
    );
    this.#lastDeal = newest === undefined ? base + 1n : BigInt(newest.deal);
  }

  /** Called after every change, before anything else happens. Returns the way to end it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Open positions, oldest first. */
  get positions(): readonly OpenPosition[] {
    return this.#settings.deals.positions;
  }

  /** The open position of this identifier, or null. */
  position(identifier: string): OpenPosition | null {
    return this.#settings.deals.position(identifier);
  }

  /** Orders that are not yet executed. */
  get orders(): readonly PlacedOrder[] {
    return [...this.#placed.values()];
  }

  /** All deals, oldest first. */
  get deals(): readonly Deal[] {
    return this.#settings.deals.deals;
  }

  /** Balance, equity, margin and free margin with two decimals. */
  funds(): { balance: string; equity: string; margin: string; freeMargin: string } {
    const { deals, balance: initial, leverage } = this.#settings;
    const balance = deals.deals.reduce((sum, { profit }) => sum.plus(profit), new Big(initial));
    let [equity, margin] = [balance, new Big(0)];
    for (const position of this.positions) {
      const price = this.#closingPrice(position.symbol, position.side) ?? position.priceOpen;
      equity = equity.plus(this.#profit(position, position.volume, price));
      const size = new Big(position.volume).times(this.#contractSize(position.symbol));
      margin = margin.plus(size.times(position.priceOpen).div(leverage));
    }
    return {
      balance: balance.toFixed(2),
      equity: equity.toFixed(2),
      margin: margin.toFixed(2),
      freeMargin: equity.minus(margin.toFixed(2)).toFixed(2),
    };
  }

  /** Places and executes in one go: a trade by hand, without the latency of a network. */
  trade(order: MarketOrder): Execution {
    return this.execute(this.#accept(order, process.hrtime.bigint()));
  }

  /** Takes an order in; it waits for {@link execute}. */
  place(order: MarketOrder, orderSendNs: bigint): PlacedOrder {
    const placed = this.#accept(order, orderSendNs);
    this.#changed();
    return placed;
  }

  /** Executes a placed order at the current tick, or rejects it. */
  execute({ ticket }: PlacedOrder): Execution {
    const order = this.#placed.get(ticket);
    if (order === undefined) throw new Error(`order ${ticket} is not placed`);
    this.#placed.delete(ticket);
    const execution = this.#fill(order);
    this.#changed();
    return execution;
  }

  #accept(order: MarketOrder, orderSendNs: bigint): PlacedOrder {
    this.#lastOrder += 2n;
    const ticket = this.#lastOrder.toString();
    const comment = order.comment.slice(0, COMMENT_MAX);
    const placed = { ...order, comment, ticket, orderSendNs: orderSendNs.toString() };
    this.#placed.set(ticket, placed);
    return placed;
  }

  #fill(order: PlacedOrder): Execution {
    const position = order.closes === null ? null : this.position(order.closes);
    const retcode = this.#check(order, position);
    if (retcode !== RETCODE.DONE) return { retcode, deal: null };
    const quote = this.#settings.quote(order.symbol);
    if (quote === null) return { retcode: RETCODE.PRICE_OFF, deal: null };
    const price = order.side === 'BUY' ? quote.ask : quote.bid;
    this.#lastDeal += 2n;
    const deal: Deal = {
      deal: this.#lastDeal.toString(),
      order: order.ticket,
      position: order.closes ?? order.ticket,
      entry: order.closes === null ? 'IN' : 'OUT',
      symbol: order.symbol,
      side: order.side,
      volume: order.volume,
      price,
      sl: order.sl,
      tp: order.tp,
      profit: position === null ? '0.00' : this.#profit(position, order.volume, price).toFixed(2),
      timeMsc: this.#settings.serverNowMs(),
      reason: order.reason,
      magic: order.magic,
      comment: order.comment,
      request: order.request,
      orderSendNs: order.orderSendNs,
      filledNs: process.hrtime.bigint().toString(),
    };
    this.#settings.deals.append(deal);
    return { retcode: RETCODE.DONE, deal };
  }

  #check(order: MarketOrder, position: OpenPosition | null): number {
    const symbol = this.#settings.symbols.get(order.symbol);
    if (symbol === undefined) return RETCODE.INVALID;
    if ((symbol.fillingMode & FILLING_BIT[order.filling]) === 0) return RETCODE.INVALID_FILL;
    const volume = new Big(order.volume);
    const isOnStep = volume.mod(symbol.volumeStep).eq(0);
    if (volume.lt(symbol.volumeMin) || volume.gt(symbol.volumeMax) || !isOnStep) {
      return RETCODE.INVALID_VOLUME;
    }
    if (order.closes !== null) {
      if (position === null) return RETCODE.POSITION_CLOSED;
      if (position.symbol !== order.symbol || position.side === order.side) return RETCODE.INVALID;
      return volume.gt(position.volume) ? RETCODE.INVALID_CLOSE_VOLUME : RETCODE.DONE;
    }
    const sameDirection = this.positions.filter(
      (open) => open.symbol === order.symbol && open.side === order.side,
    );
    const total = sameDirection.reduce((sum, open) => sum.plus(open.volume), volume);
    const isAboveLimit = new Big(symbol.volumeLimit).gt(0) && total.gt(symbol.volumeLimit);
    return isAboveLimit ? RETCODE.LIMIT_VOLUME : RETCODE.DONE;
  }

  #closingPrice(symbol: string, side: 'BUY' | 'SELL'): string | null {
    const quote = this.#settings.quote(symbol);
    return quote && (side === 'BUY' ? quote.bid : quote.ask);
  }

  #profit(position: OpenPosition, volume: string, price: string): Big {
    const gain = new Big(price).minus(position.priceOpen).times(position.side === 'BUY' ? 1 : -1);
    return gain.times(volume).times(this.#contractSize(position.symbol)).round(2, Big.roundHalfUp);
  }

  #contractSize(symbol: string): string {
    const spec = this.#settings.symbols.get(symbol);
    if (spec === undefined) throw new Error(`symbol "${symbol}" is not at this broker`);
    return spec.contractSize;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
