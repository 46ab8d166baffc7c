/** What the event log knows of the deals of copies: what each one cost and brought. */
import { Big } from 'big.js';
import { z } from 'zod';
import type { EventRecord } from '../../db/event-log.ts';
import { isDecimal } from '../../domain/symbol-spec.ts';
import type { Day } from '../since-argument.ts';

const amount = z
  .string()
  .refine((text) => isDecimal(text.startsWith('-') ? text.slice(1) : text))
  .transform((text) => new Big(text));

const booked = z.looseObject({
  copyId: z.string(),
  /** Unique within an account. */
  deal: z.string(),
  /** IN, or one of those that close. */
  entry: z.string(),
  atMs: z.number(),
  commission: amount,
  swap: amount,
  profit: amount,
  currency: z.string(),
});
/** One deal; negative amounts are paid. */
export type BookedDeal = Readonly<z.infer<typeof booked>>;

/** Decimals in the account's currency; negative ones are paid. */
export interface Costs {
  readonly currency: string;
  readonly commission: string;
  readonly swap: string;
  /** Of closing deals, without commission and swap. */
  readonly profit: string;
}

/** Collects the deals of one day, each once. */
export class BookedDeals {
  readonly #day: Day;
  readonly #numbers = new Set<string>();
  readonly known = new Map<string, BookedDeal[]>();

  constructor(day: Day) {
    this.#day = day;
  }

  /** Takes a record of the account's log, whatever its kind. */
  take({ kind, data }: Pick<EventRecord, 'data' | 'kind'>): void {
    const deal = kind === 'deal-booked' ? booked.safeParse(data).data : undefined;
    if (deal === undefined || this.#numbers.has(deal.deal)) return;
    if (deal.atMs < this.#day.fromMs || deal.atMs >= this.#day.untilMs) return;
    this.#numbers.add(deal.deal);
    const own = this.known.get(deal.copyId) ?? [];
    own.push(deal);
    this.known.set(deal.copyId, own);
  }
}

/** Sums, one per currency: an account that was exchanged for another one may have had two. */
export function costsOf(deals: readonly BookedDeal[]): readonly Costs[] {
  const currencies = [...new Set(deals.map(({ currency }) => currency))].toSorted();
  return currencies.map((currency) => {
    const own = deals.filter((deal) => deal.currency === currency);
    const sum = (field: 'commission' | 'profit' | 'swap'): string =>
      own.reduce((total, deal) => total.plus(deal[field]), new Big(0)).toFixed(2);
    return { currency, commission: sum('commission'), swap: sum('swap'), profit: sum('profit') };
  });
}
