/**
 * What is known of the slave's symbols: specifications, asked for once and kept while the terminal is
 * connected, and the newest quotes.
 *
 * Invariants:
 * 1. A symbol that the broker does not have is asked for again and again, after 5 s to 60 s: it works
 *    without a restart when the broker adds it.
 * 2. A symbol whose specification cannot be computed with is as good as missing; others are not held up.
 * 3. An answer that comes after the terminal went away counts for nothing.
 * 4. An EA quotes a limited number of symbols: before there are too many, those give way that were learnt
 *    long ago and have no copy. They are asked for again when they are needed.
 */
import { TerminalUnavailableError } from '../domain/errors.ts';
import type { SymbolLookup } from '../domain/plan-input.ts';
import type { Quote } from '../domain/slippage.ts';

const ASK_AGAIN_MIN_MS = 5_000;
const ASK_AGAIN_MAX_MS = 60_000;
/** An EA quotes 128; several may be asked for at once. */
const KNOWN_MAX = 96;
const GIVEN_UP_AT_ONCE = 16;

/** What it works with. */
export interface SymbolLookupsParts {
  /** @param released symbols whose quotes are not needed any more. */
  readonly learn: (symbol: string, released: readonly string[]) => Promise<SymbolLookup>;
  /** Symbols of copies that may have a position. */
  readonly needed: () => ReadonlySet<string>;
  /** Something became known. */
  readonly changed: () => void;
  /** A specification cannot be computed with. */
  readonly unusable: (symbol: string, error: RangeError) => void;
  /** A bug. */
  readonly fail: (error: unknown) => void;
}

interface Again {
  readonly atMs: number;
  readonly pauseMs: number;
}

/** See file header. */
export class SymbolLookups {
  readonly #parts: SymbolLookupsParts;
  readonly #known = new Map<string, SymbolLookup>();
  readonly #quotes = new Map<string, Quote>();
  readonly #asking = new Set<string>();
  readonly #again = new Map<string, Again>();
  /** Their last quotes may still be on the way. */
  readonly #released = new Set<string>();
  #connection = 0;

  constructor(parts: SymbolLookupsParts) {
    this.#parts = parts;
  }

  get known(): ReadonlyMap<string, SymbolLookup> {
    return this.#known;
  }

  /** The newest ones of this connection. */
  get quotes(): ReadonlyMap<string, Quote> {
    return this.#quotes;
  }

  /** Takes a quote. @returns whether it is the symbol's first. */
  quoted(symbol: string, quote: Quote): boolean {
    // It would be taken for one of now when the symbol is needed again.
    if (this.#released.has(symbol)) return false;
    const isFirst = !this.#quotes.has(symbol);
    this.#quotes.set(symbol, quote);
    return isFirst;
  }

  /** Asks for a symbol, unless the question is under way. */
  learn(symbol: string, nowMs: number): void {
    if (this.#asking.has(symbol)) return;
    this.#asking.add(symbol);
    void this.#ask(symbol, nowMs);
  }

  /** To be called with every plan: asks again for what is missing. */
  passed(nowMs: number): void {
    for (const [symbol, { atMs, pauseMs }] of this.#again) {
      // A clock that was set back must not keep the symbol away.
      if (nowMs >= atMs || nowMs < atMs - pauseMs) this.learn(symbol, nowMs);
    }
  }

  /** The terminal is gone: what it said is void. */
  clear(): void {
    this.#connection += 1;
    this.#known.clear();
    this.#quotes.clear();
    this.#again.clear();
    this.#released.clear();
  }

  async #ask(symbol: string, nowMs: number): Promise<void> {
    const connection = this.#connection;
    this.#released.delete(symbol);
    try {
      const lookup = await this.#answer(symbol, this.#giveUp(symbol));
      if (connection !== this.#connection) return;
      this.#known.set(symbol, lookup);
      if (lookup.type === 'known') this.#again.delete(symbol);
      else this.#askLater(symbol, nowMs);
      this.#parts.changed();
    } catch (error) {
      // The terminal went away: the next plan asks again.
      if (!(error instanceof TerminalUnavailableError)) this.#parts.fail(error);
    } finally {
      this.#asking.delete(symbol);
    }
  }

  /** Forgets symbols that have to give way to another one. */
  #giveUp(symbol: string): readonly string[] {
    const quoted = [...this.#known].flatMap(([name, { type }]) => (type === 'known' ? [name] : []));
    if (quoted.length < KNOWN_MAX) return [];
    const needed = this.#parts.needed();
    const released = quoted
      .filter((name) => name !== symbol && !needed.has(name))
      .slice(0, GIVEN_UP_AT_ONCE);
    for (const name of released) {
      this.#known.delete(name);
      this.#quotes.delete(name);
      this.#released.add(name);
    }
    return released;
  }

  async #answer(symbol: string, released: readonly string[]): Promise<SymbolLookup> {
    try {
      return await this.#parts.learn(symbol, released);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (this.#known.get(symbol)?.type !== 'missing') this.#parts.unusable(symbol, error);
      return { type: 'missing', code: 'SYMBOL_UNKNOWN' };
    }
  }

  #askLater(symbol: string, nowMs: number): void {
    const before = this.#again.get(symbol)?.pauseMs ?? ASK_AGAIN_MIN_MS / 2;
    const pauseMs = Math.min(ASK_AGAIN_MAX_MS, before * 2);
    this.#again.set(symbol, { atMs: nowMs + pauseMs, pauseMs });
  }
}
