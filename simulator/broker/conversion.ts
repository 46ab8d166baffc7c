/**
 * Exchange rates between an account's currency and the others, from the broker's own quotes.
 *
 * Invariants: 1. a gain is converted at the worse price and so is a loss (the platform's
 * TICK_VALUE_PROFIT and TICK_VALUE_LOSS); 2. margin of a buy is converted at the ask, of a sell at the
 * bid; 3. a way goes through one or two quoted currency pairs.
 */
import { Big } from 'big.js';
import type { SymbolState } from './symbol-state.ts';

interface Leg {
  readonly symbol: SymbolState;
  /** The pair is quoted the other way round: divide. */
  readonly isInverse: boolean;
}

/** Which price of the pairs counts. */
export type RateFor = 'gain' | 'loss' | 'buy' | 'sell';

/** The way from one currency to another. No leg: they are the same. */
export class Conversion {
  readonly #legs: readonly Leg[];

  private constructor(legs: readonly Leg[]) {
    this.#legs = legs;
  }

  /** @throws Error when no quoted pairs lead there. */
  static find(symbols: Iterable<SymbolState>, from: string, to: string): Conversion {
    if (from === to) return new Conversion([]);
    const pairs = [...symbols].filter(({ record }) => record.calcMode.startsWith('FOREX'));
    const first = legsFrom(pairs, from);
    const direct = first.find(({ target }) => target === to);
    if (direct !== undefined) return new Conversion([direct.leg]);
    for (const { leg, target } of first) {
      const second = legsFrom(pairs, target).find((next) => next.target === to);
      if (second !== undefined) return new Conversion([leg, second.leg]);
    }
    throw new Error(
      `no quoted currency pairs convert ${from} to ${to}; add a symbol such as ${from}${to} to the broker`,
    );
  }

  /** Are there prices for it? */
  get isQuoted(): boolean {
    return this.#legs.every(({ symbol }) => symbol.hasQuote);
  }

  /** The symbols whose prices move it. */
  get symbols(): readonly SymbolState[] {
    return this.#legs.map(({ symbol }) => symbol);
  }

  /** Does it go through this symbol alone? */
  isThrough(symbol: SymbolState): boolean {
    return this.#legs.length === 1 && this.#legs[0]?.symbol === symbol;
  }

  /** Units of the target currency for one of the source; 0 while a price is missing. */
  rate(which: RateFor): number {
    let rate = 1;
    for (const { symbol, isInverse } of this.#legs) {
      if (!symbol.hasQuote) return 0;
      const price = pricePoints(symbol, isInverse, which) / symbol.factor;
      rate = isInverse ? rate / price : rate * price;
    }
    return rate;
  }

  /** An amount, exactly: for money that is booked. */
  convert(amount: Big, which: RateFor): Big {
    return this.#legs.reduce((sum, { symbol, isInverse }) => {
      const price = new Big(symbol.price(pricePoints(symbol, isInverse, which)));
      return isInverse ? sum.div(price) : sum.times(price);
    }, amount);
  }
}

interface Exit {
  readonly leg: Leg;
  readonly target: string;
}

function legsFrom(pairs: readonly SymbolState[], from: string): readonly Exit[] {
  return pairs.flatMap((symbol): readonly Exit[] => {
    const { currencyBase: base, currencyProfit: profit } = symbol.record;
    if (base === from) return [{ leg: { symbol, isInverse: false }, target: profit }];
    if (profit === from) return [{ leg: { symbol, isInverse: true }, target: base }];
    return [];
  });
}

function pricePoints(symbol: SymbolState, isInverse: boolean, which: RateFor): number {
  switch (which) {
    case 'gain':
      return isInverse ? symbol.ask : symbol.bid;
    case 'loss':
      return isInverse ? symbol.bid : symbol.ask;
    case 'buy':
      return symbol.ask;
    case 'sell':
      return symbol.bid;
  }
}
