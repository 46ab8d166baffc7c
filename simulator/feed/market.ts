/**
 * All feeds of a broker as one sequence of ticks in the order of their time.
 *
 * Invariants: 1. no tick is left out and none comes twice; 2. ticks of the same millisecond come in the
 * order of the feeds.
 */
import type { QuoteRecord } from '../broker/records.ts';
import type { Feed, Quote } from './feed.ts';

interface Source {
  readonly symbol: string;
  readonly feed: Feed;
  next: Quote;
}

/** See the file's head. */
export class Market {
  readonly #feeds: ReadonlyMap<string, Feed>;
  #sources: Source[] = [];

  constructor(feeds: ReadonlyMap<string, Feed>) {
    this.#feeds = feeds;
  }

  /** Goes to this server time; gives the newest tick of every symbol that has one by then. */
  startAt(serverMs: number): readonly QuoteRecord[] {
    const newest: QuoteRecord[] = [];
    this.#sources = [...this.#feeds].map(([symbol, feed]) => {
      const quote = feed.quoteAt(serverMs);
      if (quote !== null) newest.push(record(symbol, quote));
      return { symbol, feed, next: feed.tick(quote === null ? 0 : quote.number + 1) };
    });
    return newest;
  }

  /** Server time of the next tick. */
  get nextMs(): number {
    return this.#first()?.next.timeMsc ?? Infinity;
  }

  /** The next tick; null without feeds. */
  take(): QuoteRecord | null {
    const source = this.#first();
    if (source === null) return null;
    const quote = record(source.symbol, source.next);
    source.next = source.feed.tick(source.next.number + 1);
    return quote;
  }

  #first(): Source | null {
    let first: Source | null = null;
    for (const source of this.#sources) {
      if (first === null || source.next.timeMsc < first.next.timeMsc) first = source;
    }
    return first;
  }
}

function record(symbol: string, { bid, ask, timeMsc }: Quote): QuoteRecord {
  return { symbol, bid, ask, timeMsc };
}
