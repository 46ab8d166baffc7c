/**
 * The closing deals of one EA connection: the EA tells only those that its node does not know yet, and
 * here they become the whole list again. Two hundred of them are by far most of a busy account's book.
 *
 * Invariants:
 * 1. A book comes out with every deal that the EA has in its list.
 * 2. The list is the same frozen object until a deal changes, and so is each deal: what was made of them
 *    can be kept by them.
 * 3. A book that was read before one that came out already changes nothing.
 */
import type { EaBook } from './ea-protocol.ts';

type Deals = EaBook['recentlyClosed'];

/** As many as the EA has; the newest. */
const DEALS_MAX = 256;

/** See file header. */
export class KeptClosings {
  #deals: Deals = Object.freeze([]) as unknown as Deals;
  #revision = 0;
  #lastRead = 0;

  /** What the EA has to be asked with (`closedAfter`). */
  get revision(): number {
    return this.#revision;
  }

  /** The book with the whole list. */
  completed(book: EaBook): EaBook {
    const { closings, recentlyClosed: told, ...rest } = book;
    if (book.read <= this.#lastRead) return { ...rest, recentlyClosed: this.#deals };
    this.#lastRead = book.read;
    if (closings === undefined || closings.after === 0) this.#keep(told);
    else this.#add(told, closings.since);
    // A list that goes on from a revision that was never heard leads nowhere: the next one is whole.
    const isNext = closings !== undefined && closings.after <= this.#revision;
    this.#revision = isNext ? closings.upTo : 0;
    return { ...rest, recentlyClosed: this.#deals };
  }

  #keep(told: Deals): void {
    const known = new Map(this.#deals.map((deal) => [deal.deal, deal]));
    const deals = told.map((deal) => sameOr(known.get(deal.deal), deal));
    const isSame =
      deals.length === this.#deals.length && deals.every((deal, at) => deal === this.#deals[at]);
    if (!isSame) this.#deals = Object.freeze(deals) as Deals;
  }

  #add(told: Deals, sinceMs: number): void {
    const oldest = this.#deals.at(-1);
    if (told.length === 0 && (oldest === undefined || oldest.timeMsc >= sinceMs)) return;
    const changed = new Map(told.map((deal) => [deal.deal, deal]));
    const known = new Set(this.#deals.map(({ deal }) => deal));
    const fresh = told.filter(({ deal }) => !known.has(deal));
    const kept = this.#deals.map((deal) => changed.get(deal.deal) ?? deal);
    this.#keep([...fresh, ...kept].filter(({ timeMsc }) => timeMsc >= sinceMs).slice(0, DEALS_MAX));
  }
}

function sameOr(known: Deals[number] | undefined, told: Deals[number]): Deals[number] {
  if (known === told) return told;
  return known !== undefined && JSON.stringify(known) === JSON.stringify(told) ? known : told;
}
