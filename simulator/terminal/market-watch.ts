/**
 * The symbols of a terminal: all that the broker has, those that are selected into the Market Watch, and
 * the newest ticks of these.
 *
 * Invariants: 1. a symbol that is not selected has no tick; 2. a symbol with an open position or an order
 * is selected; 3. the last tick of all is TimeCurrent.
 */
import type { QuoteRecord, SymbolRecord } from '../broker/records.ts';
import { BarHistory } from './bar-history.ts';

/** See the file's head. */
export class MarketWatch {
  readonly symbols = new Map<string, SymbolRecord>();
  readonly bars = new BarHistory();
  readonly #selected = new Set<string>();
  readonly #quotes = new Map<string, QuoteRecord>();
  readonly #watch: (symbols: readonly string[]) => void;
  #lastTickMs = 0;

  /** @param watch tells the broker which ticks are wanted. */
  constructor(watch: (symbols: readonly string[]) => void) {
    this.#watch = watch;
  }

  /** Server time of the newest tick, ms; 0 before any. */
  get lastTickMs(): number {
    return this.#lastTickMs;
  }

  get selected(): ReadonlySet<string> {
    return this.#selected;
  }

  setSymbols(symbols: readonly SymbolRecord[]): void {
    this.symbols.clear();
    for (const symbol of symbols) this.symbols.set(symbol.symbol, symbol);
  }

  /** After a login: asks for the ticks of what is selected. */
  watchAgain(): void {
    this.#watch([...this.#selected]);
  }

  /** @returns false when the broker has no such symbol. */
  select(symbol: string): boolean {
    if (!this.symbols.has(symbol)) return false;
    if (this.#selected.has(symbol)) return true;
    this.#selected.add(symbol);
    this.watchAgain();
    return true;
  }

  deselect(symbol: string): void {
    if (!this.#selected.delete(symbol)) return;
    this.#quotes.delete(symbol);
    this.watchAgain();
  }

  quote(symbol: string): QuoteRecord | null {
    return this.#quotes.get(symbol) ?? null;
  }

  /** @returns false when nobody has selected the symbol. */
  take(quote: QuoteRecord): boolean {
    if (!this.#selected.has(quote.symbol)) return false;
    this.#quotes.set(quote.symbol, quote);
    this.#lastTickMs = Math.max(this.#lastTickMs, quote.timeMsc);
    this.bars.add(quote);
    return true;
  }
}
