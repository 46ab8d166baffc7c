/**
 * What is known of the slave's symbols: asked for once, kept while the terminal is connected.
 *
 * Invariants:
 * 1. A symbol that the broker does not have is asked for again and again, after 5 s to 60 s: it works
 *    without a restart when the broker adds it.
 * 2. A symbol whose specification cannot be computed with is as good as missing; others are not held up.
 * 3. An answer that comes after the terminal went away counts for nothing.
 */
import { TerminalUnavailableError } from '../domain/errors.ts';
import type { SymbolLookup } from '../domain/plan-input.ts';

const ASK_AGAIN_MIN_MS = 5_000;
const ASK_AGAIN_MAX_MS = 60_000;

/** What it works with. */
export interface SymbolLookupsParts {
  readonly learn: (symbol: string) => Promise<SymbolLookup>;
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
  readonly #asking = new Set<string>();
  readonly #again = new Map<string, Again>();
  #connection = 0;

  constructor(parts: SymbolLookupsParts) {
    this.#parts = parts;
  }

  get known(): ReadonlyMap<string, SymbolLookup> {
    return this.#known;
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
    this.#again.clear();
  }

  async #ask(symbol: string, nowMs: number): Promise<void> {
    const connection = this.#connection;
    try {
      const lookup = await this.#answer(symbol);
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

  async #answer(symbol: string): Promise<SymbolLookup> {
    try {
      return await this.#parts.learn(symbol);
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
