/**
 * An account as the engine changes it.
 *
 * Invariants: 1. money is a whole number of the currency's minor units; 2. tickets grow and lie above
 * 2^32, in a range that is the login's alone: orders take the even ones, deals the odd ones.
 */
import { AccountWorth } from './account-worth.ts';
import type { AccountSettings } from './broker-options.ts';
import { Conversion, type RateFor } from './conversion.ts';
import type { Deal } from './deal.ts';
import {
  livePosition,
  liveOrder,
  orderRecord,
  positionRecord,
  type LiveOrder,
  type LivePosition,
} from './live.ts';
import type { AccountState } from './messages.ts';
import type { AccountRecord, DealRecord, OrderRecord } from './records.ts';
import type { SymbolState } from './symbol-state.ts';

const FIRST_TICKET = 2 ** 33;
const TICKETS_PER_ACCOUNT = 1_000_000;

/** See the file's head. */
export class LiveAccount {
  settings: AccountSettings;
  /** Minor units of one unit of the currency. */
  readonly minor: number;
  balance = 0;
  credit = 0;
  readonly positions = new Map<string, LivePosition>();
  readonly orders = new Map<string, LiveOrder>();
  readonly worth = new AccountWorth(this);
  readonly historyOrders: OrderRecord[] = [];
  readonly deals: DealRecord[] = [];
  /** Ids of the requests that were taken. */
  readonly requests = new Set<string>();
  /** When the newest requests came, ms. */
  readonly requestTimes: number[] = [];
  /** Server day (since 1970) of the last roll-over. */
  rolloverDay = 0;
  readonly #symbols: ReadonlyMap<string, SymbolState>;
  readonly #conversions = new Map<string, Conversion>();
  #lastOrder: number;
  #lastDeal: number;

  constructor(settings: AccountSettings, symbols: ReadonlyMap<string, SymbolState>) {
    this.settings = settings;
    this.minor = 10 ** settings.currencyDigits;
    this.#symbols = symbols;
    this.#lastOrder = FIRST_TICKET + (Number(settings.login) % 5e9) * TICKETS_PER_ACCOUNT;
    this.#lastDeal = this.#lastOrder + 1;
  }

  get login(): string {
    return this.settings.login;
  }

  get isHedging(): boolean {
    return this.settings.marginMode === 'HEDGING';
  }

  /** Takes a stored state. @throws Error naming a symbol that the broker does not have. */
  restore(state: AccountState): void {
    const { account } = state;
    this.balance = this.toMinor(account.balance);
    this.credit = this.toMinor(account.credit);
    this.settings = {
      ...this.settings,
      tradeAllowed: account.tradeAllowed,
      expertAllowed: account.expertAllowed,
    };
    for (const record of state.positions) {
      const symbol = this.symbol(record.symbol);
      const position = livePosition(record, symbol, this.minor);
      this.positions.set(record.identifier, position);
      this.worth.changed(position);
      this.#used(record.ticket);
    }
    for (const record of state.orders) {
      this.orders.set(record.ticket, liveOrder(record, this.symbol(record.symbol)));
    }
    for (const { ticket, request } of [...state.historyOrders, ...state.orders]) {
      this.#used(ticket);
      this.requests.add(request);
    }
    for (const { deal } of state.deals) {
      this.#lastDeal = Math.max(this.#lastDeal, Number(deal));
    }
    this.historyOrders.push(...state.historyOrders);
    this.deals.push(...state.deals);
  }

  /** Takes note of requests and tickets of which the stored state may know nothing any more. */
  remember(deals: readonly Deal[]): void {
    for (const { deal, order, request, side } of deals) {
      this.#lastDeal = Math.max(this.#lastDeal, Number(deal));
      if (side === 'BALANCE') continue;
      this.#used(order);
      this.requests.add(request);
    }
  }

  /** Positions, orders, history and credit are gone; tickets and requests are not used again. */
  forget(): void {
    const gone = [...this.positions.values()];
    this.positions.clear();
    for (const position of gone) this.worth.changed(position);
    this.orders.clear();
    this.historyOrders.length = 0;
    this.deals.length = 0;
    this.credit = 0;
  }

  nextOrder(): string {
    this.#lastOrder += 2;
    return String(this.#lastOrder);
  }

  nextDeal(): string {
    this.#lastDeal += 2;
    return String(this.#lastDeal);
  }

  /** @throws Error when the broker does not have it. */
  symbol(name: string): SymbolState {
    const symbol = this.#symbols.get(name);
    if (symbol === undefined) throw new Error(`symbol "${name}" is not at this broker`);
    return symbol;
  }

  /** From this currency to the account's. @throws Error when no quoted pairs lead there. */
  conversion(currency: string): Conversion {
    let found = this.#conversions.get(currency);
    if (found === undefined) {
      found = Conversion.find(this.#symbols.values(), currency, this.settings.currency);
      this.#conversions.set(currency, found);
    }
    return found;
  }

  /** Units of the account's currency for one of the other: for every tick, so without a look-up at home. */
  rate(currency: string, which: RateFor): number {
    return currency === this.settings.currency ? 1 : this.conversion(currency).rate(which);
  }

  /** The position that has this ticket now; null: none. */
  byTicket(ticket: string): LivePosition | null {
    const usual = this.positions.get(ticket);
    if (usual?.ticket === ticket) return usual;
    for (const position of this.positions.values()) {
      if (position.ticket === ticket) return position;
    }
    return null;
  }

  /** A symbol's oldest position: on a netting account its only one. */
  bySymbol(symbol: SymbolState): LivePosition | null {
    for (const position of this.positions.values()) {
      if (position.symbol === symbol) return position;
    }
    return null;
  }

  /** A balance operation's deal, not yet booked. */
  balanceDeal(minorUnits: number, comment: string, timeMsc: number): DealRecord {
    return {
      deal: this.nextDeal(),
      order: '0',
      position: '0',
      type: 'BALANCE',
      entry: 'IN',
      symbol: '',
      volume: '0',
      price: '0',
      sl: '0',
      tp: '0',
      profit: this.money(minorUnits),
      commission: this.money(0),
      swap: this.money(0),
      fee: this.money(0),
      magic: '0',
      comment,
      reason: 'CLIENT',
      timeMsc,
    };
  }

  toMinor(money: string): number {
    return Math.round(Number(money) * this.minor);
  }

  money(minorUnits: number): string {
    return (minorUnits / this.minor).toFixed(this.settings.currencyDigits);
  }

  /** Balance, credit and what the open positions make, minor units. */
  get equity(): number {
    return this.balance + this.credit + this.worth.result;
  }

  record(): AccountRecord {
    const { settings } = this;
    const { equity } = this;
    const { margin } = this.worth;
    return {
      login: settings.login,
      server: settings.server,
      company: settings.company,
      name: settings.name,
      currency: settings.currency,
      currencyDigits: settings.currencyDigits,
      leverage: settings.leverage,
      marginMode: settings.marginMode,
      fifoClose: settings.fifoClose,
      limitOrders: settings.limitOrders,
      stopOutLevel: settings.stopOutLevel,
      marginCallLevel: settings.marginCallLevel,
      tradeAllowed: settings.tradeAllowed,
      expertAllowed: settings.expertAllowed,
      balance: this.money(this.balance),
      credit: this.money(this.credit),
      profit: this.money(equity - this.balance - this.credit),
      equity: this.money(equity),
      margin: this.money(margin),
      marginFree: this.money(equity - margin),
      commissionBlocked: this.money(0),
    };
  }

  state(): AccountState {
    return {
      account: this.record(),
      positions: [...this.positions.values()].map((live) => positionRecord(live, this.minor)),
      orders: [...this.orders.values()].map(orderRecord),
      historyOrders: [...this.historyOrders],
      deals: [...this.deals],
    };
  }

  #used(ticket: string): void {
    const number = Number(ticket);
    if (number > this.#lastOrder) this.#lastOrder = number + (number % 2);
  }
}
