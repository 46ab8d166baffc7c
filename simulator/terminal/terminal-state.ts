/**
 * What the EA's thread knows of its terminal, kept up to date by the terminal's messages, and the events
 * that follow from them.
 *
 * Invariants: 1. the state is newer than the events that tell of it, or as old; 2. symbols of positions
 * and orders are in the Market Watch.
 */
import { performance } from 'node:perf_hooks';
import { AccountView } from './account-view.ts';
import { DealTimes } from './deal-times.ts';
import { EventQueue } from './event-queue.ts';
import { KillPoints } from './expert-faults.ts';
import type { SocketLibrary } from './functions-sockets.ts';
import type { TradeLibrary } from './functions-trade.ts';
import { ListFaults } from './list-faults.ts';
import { MarketWatch } from './market-watch.ts';
import type { BrokerNews, ExpertFault, ExpertStart, ToExpert } from './terminal-message.ts';
import type { ThreadGate } from './thread-gate.ts';

const now = (): number => performance.now();

/** See the file's head. */
export class TerminalState {
  readonly events = new EventQueue();
  readonly kills = new KillPoints();
  readonly view: AccountView;
  readonly market: MarketWatch;
  /** Why the program is to end (REASON_); null while it is not. */
  reason: number | null = null;
  /** The program's thread is to stand still for so long, ms. */
  stallMs = 0;
  /** It is to go on before its time. */
  isStallOver = false;
  readonly #lists = new ListFaults(now);
  readonly #dealTimes: DealTimes | null;
  readonly #start: ExpertStart;
  readonly #libraries: { readonly trade: TradeLibrary; readonly sockets: SocketLibrary };
  readonly #faults = new Map<number, () => void>();
  #tradeOffUntil = 0;

  constructor(
    gate: ThreadGate,
    start: ExpertStart,
    libraries: (state: TerminalState) => {
      readonly trade: TradeLibrary;
      readonly sockets: SocketLibrary;
    },
  ) {
    this.#start = start;
    this.#dealTimes = start.dealTimes === undefined ? null : new DealTimes(start.dealTimes);
    this.view = new AccountView(this.#lists);
    this.market = new MarketWatch((symbols) => gate.post({ type: 'watch', symbols }));
    this.#libraries = libraries(this);
    gate.serve((message) => this.#take(message));
  }

  /** The button "Algo Trading". */
  get isTradeAllowed(): boolean {
    return this.#start.options.terminalTradeAllowed && now() >= this.#tradeOffUntil;
  }

  get chartSymbol(): string {
    return this.#start.chartSymbol || (this.market.symbols.keys().next().value ?? '');
  }

  #take(message: ToExpert): void {
    switch (message.type) {
      case 'login':
        this.#login(message);
        return;
      case 'state':
        this.view.replace(message.state);
        this.#selectHeld();
        for (const quote of message.quotes) this.market.take(quote);
        return;
      case 'offline':
        this.view.isConnected = false;
        return;
      case 'said':
        this.#hear(JSON.parse(message.line) as BrokerNews);
        return;
      case 'result':
        this.#libraries.trade.onResult(message.requestId, message.result);
        this.events.push({ ...message, type: 'request' });
        return;
      case 'fault':
        this.#faults.set(message.number, this.#bend(message.fault));
        return;
      case 'fault-end':
        this.#faults.get(message.number)?.();
        this.#faults.delete(message.number);
        return;
      case 'stop':
        this.reason ??= message.reason;
        return;
      case 'opened':
      case 'bytes':
      case 'gone':
      case 'sent':
        this.#libraries.sockets.take(message);
        return;
    }
  }

  #hear(news: BrokerNews): void {
    switch (news.type) {
      case 'CHANGE':
        this.#dealTimes?.shown(news.deals);
        this.view.apply(news);
        this.#selectHeld();
        for (const transaction of news.transactions)
          this.events.push({ type: 'transaction', transaction });
        return;
      case 'QUOTE':
        if (this.market.take(news.quote) && news.quote.symbol === this.chartSymbol)
          this.events.push({ type: 'tick' });
        return;
      case 'ACCOUNT':
        this.view.account = news.account;
        return;
      case 'SYMBOL':
        this.market.symbols.set(news.symbol.symbol, news.symbol);
        return;
    }
  }

  #login({ account, clock, symbols }: Extract<ToExpert, { readonly type: 'login' }>): void {
    this.view.account = account;
    this.view.clock = clock;
    this.view.isConnected = true;
    this.market.setSymbols(symbols);
    this.market.select(this.chartSymbol);
    this.market.watchAgain();
  }

  /** @returns takes the fault back */
  #bend(fault: ExpertFault): () => void {
    if (fault.type === 'kill') return this.kills.add(fault).end;
    if (fault.type === 'stall') {
      this.stallMs += fault.forMs;
      return () => {
        this.isStallOver = true;
      };
    }
    if (fault.type === 'terminal-algo-trading-off') {
      this.#tradeOffUntil = now() + fault.forMs;
      return () => {
        this.#tradeOffUntil = 0;
      };
    }
    return this.#lists.add(fault);
  }

  #selectHeld(): void {
    for (const { symbol } of [...this.view.positions(), ...this.view.orders()])
      this.market.select(symbol);
  }
}
