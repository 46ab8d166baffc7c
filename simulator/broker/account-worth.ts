/**
 * What an account's open positions are worth and bind, kept up to date tick by tick without reckoning
 * everything anew.
 *
 * Invariants: 1. the result is the sum of the positions' results, each a whole number of minor units; 2. a
 * tick revalues its symbol's positions and those whose money it converts, no others.
 */
import type { LiveAccount } from './live-account.ts';
import type { LivePosition } from './live.ts';
import {
  convertedMargin,
  floatingMinor,
  marginMovers,
  marginParts,
  type MarginPart,
} from './money.ts';
import type { SymbolState } from './symbol-state.ts';

interface Moved {
  readonly positions: Set<LivePosition>;
  isMargin: boolean;
}

/** See the file's head. */
export class AccountWorth {
  /** What all positions make, swaps included, at the newest prices. */
  result = 0;
  readonly #account: LiveAccount;
  /** Null: to be reckoned anew. */
  #margin: number | null = null;
  #parts: readonly MarginPart[] | null = null;
  /** What each symbol's tick moves; null: the book has changed. */
  #moved: Map<SymbolState, Moved> | null = null;

  constructor(account: LiveAccount) {
    this.#account = account;
  }

  /** Margin of what is open, minor units. */
  get margin(): number {
    this.#parts ??= marginParts(this.#account, this.#account.positions.values());
    return (this.#margin ??= convertedMargin(this.#parts, this.#account.minor));
  }

  /** Must be called after a position was opened, changed, charged a swap or closed. */
  changed(position: LivePosition): void {
    this.#margin = null;
    this.#parts = null;
    this.#moved = null;
    if (this.#account.positions.has(position.identifier)) this.#value(position);
    else {
      this.result -= position.result;
      position.result = 0;
    }
  }

  /** Must be called after a symbol's price has changed. */
  revalue(symbol: SymbolState): void {
    this.#moved ??= this.#movedBySymbol();
    const moved = this.#moved.get(symbol);
    if (moved === undefined) return;
    for (const position of moved.positions) this.#value(position);
    if (moved.isMargin) this.#margin = null;
  }

  /** Must be called after a specification has changed. */
  revalueAll(): void {
    for (const position of this.#account.positions.values()) this.changed(position);
  }

  #value(position: LivePosition): void {
    const result = floatingMinor(this.#account, position) + position.swap;
    this.result += result - position.result;
    position.result = result;
  }

  /** Positions whose money a symbol's price moves: its own, and those that it converts. */
  #movedBySymbol(): Map<SymbolState, Moved> {
    const all = new Map<SymbolState, Moved>();
    const of = (symbol: SymbolState): Moved => {
      const moved = all.get(symbol) ?? { positions: new Set(), isMargin: false };
      all.set(symbol, moved);
      return moved;
    };
    for (const position of this.#account.positions.values()) {
      const { symbol } = position;
      of(symbol).positions.add(position);
      for (const mover of this.#account.conversion(symbol.record.currencyProfit).symbols) {
        of(mover).positions.add(position);
      }
      for (const mover of marginMovers(this.#account, symbol)) of(mover).isMargin = true;
    }
    return all;
  }
}
