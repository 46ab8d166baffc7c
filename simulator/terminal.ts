/**
 * The simulated terminal: what MetaTrader 5 offers to an Expert Advisor (positions, quotes, symbols,
 * deals, OrderSend, the trade event) on top of a broker's account.
 *
 * Terminal and broker are one process here: an order in flight dies with a killed terminal.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountFile, TradedSymbol } from './account-file.ts';
import { BrokerAccount } from './broker-account.ts';
import type { Execution, MarketOrder } from './market-order.ts';
import type { DealList } from './broker/deal-list.ts';
import { Feed, type Quote } from './feed/feed.ts';
import type { Tick } from './feed/recording.ts';
import { recordedClock, type RecordedClock } from './recorded-clock.ts';
import { seededRandom } from './seeded-random.ts';

/** An order that was executed or rejected. */
export type OrderOutcome = Execution & { readonly order: string };

/** What a terminal is made of. */
export interface TerminalParts {
  readonly description: AccountFile;
  /** The ticks of every feed file that the description names. */
  readonly recordings: ReadonlyMap<string, readonly Tick[]>;
  readonly deals: DealList;
  /** Default: the description's clock. */
  readonly clock?: RecordedClock;
}

/** See the file's head. */
export class Terminal {
  readonly description: AccountFile;
  readonly clock: RecordedClock;
  readonly account: BrokerAccount;
  readonly symbols: ReadonlyMap<string, TradedSymbol>;
  readonly #feeds: ReadonlyMap<string, Feed>;
  readonly #random: () => number;

  constructor({ description, recordings, deals, clock }: TerminalParts) {
    this.description = description;
    this.clock = clock ?? recordedClock(description.clock);
    this.symbols = new Map(description.symbols.map((spec) => [spec.symbol, spec]));
    this.#feeds = new Map(
      description.symbols.map(({ symbol, digits, feed: { file, delayMs, widenPoints } }) => [
        symbol,
        new Feed(recordings.get(file) ?? [], {
          digits,
          delayMs,
          widenPoints,
          loop: description.clock.loop ?? null,
        }),
      ]),
    );
    this.#random = seededRandom(description.seed);
    this.account = new BrokerAccount({
      login: description.login,
      balance: description.balance,
      leverage: description.leverage,
      symbols: this.symbols,
      deals,
      quote: (symbol) => this.quote(symbol),
      serverNowMs: () => this.clock.serverNowMs(),
    });
  }

  /** The symbol's newest tick; null before the first one, or of a symbol that the broker has not. */
  quote(symbol: string): Quote | null {
    return this.#feeds.get(symbol)?.quoteAt(this.clock.serverNowMs()) ?? null;
  }

  /**
   * Sends an order; settles when the broker has executed or rejected it. There is no way to stop it:
   * an order that has left is the broker's. It takes at most the account's longest execution time.
   */
  async orderSend(order: MarketOrder): Promise<OrderOutcome> {
    const placed = this.account.place(order, process.hrtime.bigint());
    const { min, max } = this.description.executionMs;
    await sleep(min + (max - min) * this.#random());
    return { ...this.account.execute(placed), order: placed.ticket };
  }
}
