/**
 * The broker: accounts, quotes and the rules of trade of MetaTrader 5. Pure: its clock, randomness and
 * faults are handed in, what it does comes out as changes and deals.
 *
 * Invariants: 1. the deal list gets a deal before anybody else; 2. every event gives one whole change;
 * 3. a request id is executed once; 4. prices are integer points and volumes integer units inside,
 * decimals exist in records alone.
 */
import type { BrokerContext } from './broker-context.ts';
import { NO_FAULTS } from './broker-faults.ts';
import type { AccountSettings, BrokerOptions, Send } from './broker-options.ts';
import { ChangeDraft } from './change-draft.ts';
import type { Change } from './change.ts';
import type { Deal } from './deal.ts';
import { watchExpiration } from './expiration.ts';
import { bookBalance, bookReset } from './book-deal.ts';
import { LiveAccount } from './live-account.ts';
import { isMarketType } from './live.ts';
import type { AccountState } from './messages.ts';
import { tickValue } from './money.ts';
import type { AccountRecord, QuoteRecord, SymbolRecord, TradeResult } from './records.ts';
import { rollOver, serverDay } from './rollover.ts';
import { resume, submit } from './submit.ts';
import { SymbolState } from './symbol-state.ts';
import { onTick } from './triggers.ts';

/** See the file's head. */
export class Broker {
  readonly #symbols = new Map<string, SymbolState>();
  readonly #accounts = new Map<string, LiveAccount>();
  readonly #listeners = new Map<string, Set<(change: Change) => void>>();
  readonly #ctx: BrokerContext;

  constructor(options: BrokerOptions) {
    const { clock, random } = options;
    for (const record of options.symbols) {
      this.#symbols.set(record.symbol, new SymbolState(record));
    }
    this.#ctx = {
      symbols: this.#symbols,
      clock,
      random,
      faults: options.faults ?? NO_FAULTS,
      nowNs: options.nowNs ?? (() => BigInt(Math.round(clock.nowMs() * 1e6))),
      onDeal: options.onDeal ?? null,
      commit: (account, draft) => this.#commit(account, draft),
    };
  }

  /**
   * Opens an account, with its first deposit as a balance deal, or goes on with its stored state: orders
   * that were in flight are executed, answered to nobody.
   * @param listed all its deals so far: tickets and requests that are not to be used again.
   * @throws Error when it is open already, or a symbol's currency cannot be converted.
   */
  openAccount(
    settings: AccountSettings,
    stored: AccountState | null,
    listed: readonly Deal[] = [],
  ): void {
    const { login } = settings;
    if (this.#accounts.has(login)) throw new Error(`account ${login} is open already`);
    const account = new LiveAccount(settings, this.#symbols);
    checkConversions(
      account,
      [...this.#symbols.values()].map(({ record }) => record),
    );
    this.#accounts.set(login, account);
    account.remember(listed);
    account.rolloverDay = serverDay(this.#ctx.clock.nowMs());
    if (stored === null) {
      account.credit = account.toMinor(settings.credit);
      if (account.toMinor(settings.balance) !== 0) this.deposit(login, settings.balance, '');
      return;
    }
    account.restore(stored);
    for (const order of account.orders.values()) {
      if (isMarketType(order.type) && order.state === 'STARTED') resume(this.#ctx, account, order);
      else watchExpiration(this.#ctx, account, order);
    }
  }

  /** A new price: pending orders, SL, TP and stop-out follow within the call. */
  tick(quote: QuoteRecord): void {
    const symbol = this.#symbols.get(quote.symbol);
    const shown = this.#ctx.faults.quote(quote);
    if (symbol === undefined || shown === null) return;
    for (const account of this.#accounts.values()) rollOver(this.#ctx, account);
    symbol.show(shown);
    for (const account of this.#accounts.values()) onTick(this.#ctx, account, symbol);
  }

  /**
   * Takes a request. Its execution comes after the account's latency (0: within the call). A request id
   * that was seen before gets no second execution and the answer 10013.
   */
  submit(login: string, send: Send, answer: (result: TradeResult) => void): void {
    submit(this.#ctx, this.#account(login), send, answer);
  }

  /** Everything of the account. */
  state(login: string): AccountState {
    return this.#account(login).state();
  }

  /** Its money at the newest prices. */
  account(login: string): AccountRecord {
    return this.#account(login).record();
  }

  /** Specifications as this account sees them (tick values in its currency). */
  symbols(login: string): readonly SymbolRecord[] {
    const account = this.#account(login);
    return [...this.#symbols.values()].map((symbol) => shownSymbol(account, symbol));
  }

  /** The newest tick of every symbol that has one. */
  quotes(): readonly QuoteRecord[] {
    return [...this.#symbols.values()].filter((symbol) => symbol.hasQuote).map((it) => it.quote());
  }

  /** Called with every change, before the request's answer. Returns the way to end it. */
  onChange(login: string, listener: (change: Change) => void): () => void {
    let listeners = this.#listeners.get(this.#account(login).login);
    if (listeners === undefined) this.#listeners.set(login, (listeners = new Set()));
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /**
   * Changes a specification or adds a symbol.
   * @throws Error when its digits would change, or its currencies cannot be converted for an account.
   */
  setSymbol(record: SymbolRecord): void {
    const known = this.#symbols.get(record.symbol);
    if (known === undefined) this.#addSymbol(record);
    else known.update(record);
    for (const account of this.#accounts.values()) account.worth.revalueAll();
  }

  /** What the server permits from now on. */
  setRights(login: string, rights: Partial<Rights>): void {
    const account = this.#account(login);
    account.settings = { ...account.settings, ...rights };
    this.#tell(account, new ChangeDraft());
  }

  /** A balance operation; a negative amount is a withdrawal. */
  deposit(login: string, amount: string, comment: string): void {
    const account = this.#account(login);
    const draft = new ChangeDraft();
    const minor = account.toMinor(amount);
    const deal = account.balanceDeal(minor, comment, this.#ctx.clock.nowMs());
    bookBalance(this.#ctx, account, deal, account.balance + minor);
    draft.dealAdded(deal);
    this.#commit(account, draft);
  }

  /**
   * Forgets positions, orders and history, as prop firms begin an account anew: no deal closes anything,
   * and the new balance is the only entry of its history. The deal list keeps what was.
   * @throws Error while a market order is in flight.
   */
  resetAccount(login: string, balance: string, comment: string): void {
    const account = this.#account(login);
    const inFlight = [...account.orders.values()].some(({ state }) => state === 'STARTED');
    if (inFlight) throw new Error(`account ${login} has an order in flight`);
    const draft = new ChangeDraft();
    account.forget();
    draft.accountReset();
    const minor = account.toMinor(balance);
    const deal = account.balanceDeal(minor, comment, this.#ctx.clock.nowMs());
    bookReset(this.#ctx, account, deal, minor);
    draft.dealAdded(deal);
    this.#commit(account, draft);
  }

  /** Gives a position a new ticket, as a swap by reopening does; its identifier stays. Null: not open. */
  changeTicket(login: string, identifier: string): string | null {
    const account = this.#account(login);
    const position = account.positions.get(identifier);
    if (position === undefined) return null;
    position.ticket = account.nextOrder();
    const draft = new ChangeDraft();
    draft.positionMoved(position);
    this.#commit(account, draft);
    return position.ticket;
  }

  #addSymbol(record: SymbolRecord): void {
    this.#symbols.set(record.symbol, new SymbolState(record));
    try {
      for (const account of this.#accounts.values()) checkConversions(account, [record]);
    } catch (error) {
      this.#symbols.delete(record.symbol);
      throw error;
    }
  }

  #account(login: string): LiveAccount {
    const account = this.#accounts.get(login);
    if (account === undefined) throw new Error(`account ${login} is not open at this broker`);
    return account;
  }

  #commit(account: LiveAccount, draft: ChangeDraft): void {
    if (!draft.isEmpty) this.#tell(account, draft);
  }

  #tell(account: LiveAccount, draft: ChangeDraft): void {
    const listeners = this.#listeners.get(account.login);
    if (listeners === undefined || listeners.size === 0) return;
    const change = draft.change(account);
    for (const listener of listeners) listener(change);
  }
}

function checkConversions(account: LiveAccount, records: readonly SymbolRecord[]): void {
  for (const { currencyMargin, currencyProfit } of records) {
    account.conversion(currencyProfit);
    account.conversion(currencyMargin);
  }
}

function shownSymbol(account: LiveAccount, symbol: SymbolState): SymbolRecord {
  return { ...symbol.record, tickValue: tickValue(account, symbol) };
}

type Rights = Pick<AccountSettings, 'tradeAllowed' | 'expertAllowed'>;
