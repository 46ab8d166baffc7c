/**
 * The broker's side of one hedging account: market orders are filled at the tick that holds at that
 * moment, whole or not at all. Everything that the account is follows from its deal list.
 *
 * Simplified, and said here: profit is (close − open) × contract size × volume in the symbol's quote
 * currency, taken as the account's; no commission, swap, margin call or stop-out; SL and TP are kept
 * and never triggered.
 *
 * Invariant: a buy is filled at the ask, a sell at the bid, of the newest tick.
 */
import { Big } from 'big.js';
import type { TradedSymbol } from './account-file.ts';
import type { Deal, OpenPosition } from './broker/deal.ts';
import type { DealList } from './broker/deal-list.ts';
import type { Quote } from './feed/feed.ts';
import {
  checkOrder,
  RETCODE,
  type Execution,
  type MarketOrder,
  type PlacedOrder,
} from './market-order.ts';

/** Tickets begin above 2^31, and above 2^32 too, so that nobody gets away with 32 bits. */
const FIRST_TICKET = 1n << 33n;
const TICKETS_PER_ACCOUNT = 1_000_000n;
const COMMENT_MAX = 31;

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
  #balance: Big;

  constructor(settings: BrokerSettings) {
    this.#settings = settings;
    // Orders take the even, deals the odd tickets of a range that is this login's alone.
    const base = FIRST_TICKET + BigInt(settings.login) * TICKETS_PER_ACCOUNT;
    const newest = settings.deals.deals.at(-1);
    this.#lastOrder = settings.deals.deals.reduce(
      (last, { order }) => (BigInt(order) > last ? BigInt(order) : last),
      base,
    );
    this.#balance = settings.deals.deals.reduce(
      (sum, { profit }) => sum.plus(profit),
      new Big(settings.balance),
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
    const { leverage } = this.#settings;
    const balance = this.#balance;
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
    const symbol = this.#settings.symbols.get(order.symbol);
    const retcode = checkOrder(order, symbol, this.positions);
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
      commission: '0.00',
      swap: '0.00',
      fee: '0.00',
      balance: null,
      marginFree: null,
      orderVolume: null,
      timeMsc: this.#settings.serverNowMs(),
      reason: order.reason,
      magic: order.magic,
      comment: order.comment,
      request: order.request,
      orderSendNs: order.orderSendNs,
      filledNs: process.hrtime.bigint().toString(),
    };
    this.#settings.deals.append(deal);
    this.#balance = this.#balance.plus(deal.profit);
    return { retcode: RETCODE.DONE, deal };
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
