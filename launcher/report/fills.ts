/**
 * What the event log knows of each copy's opening order: at which price the master was filled, at which
 * one the slave was.
 */
import { Big } from 'big.js';
import { z } from 'zod';
import type { EventRecord } from '../../db/event-log.ts';
import { isDecimal } from '../../domain/symbol-spec.ts';

/** See file header. Prices as their brokers write them. */
export interface Fill {
  readonly masterPrice: string;
  readonly slavePrice: string;
  /** Of the slave's symbol; positive: the slave was filled at a worse price than the master. */
  readonly slippagePoints: number;
}

const decimal = z.string().refine(isDecimal);
const requested = z.looseObject({
  operation: z.literal('open'),
  request: z.string(),
  side: z.enum(['BUY', 'SELL']),
  master: z.looseObject({ price: decimal, slaveDigits: z.int().min(0).max(8) }),
});
const answered = z.looseObject({
  operation: z.literal('open'),
  request: z.string(),
  type: z.literal('taken'),
  price: decimal,
});

/** Collects the fills of one account's opening orders; what was not recorded is left out. */
export class Fills {
  readonly #orders = new Map<string, z.infer<typeof requested>>();
  /** By copy id. */
  readonly known = new Map<string, Fill>();

  /** Takes a record of the account's log, whatever its kind. */
  take({ kind, data }: Pick<EventRecord, 'data' | 'kind'>): void {
    if (kind === 'order-requested') {
      const order = requested.safeParse(data);
      if (order.success) this.#orders.set(order.data.request, order.data);
    }
    if (kind !== 'order-answered') return;
    const reply = answered.safeParse(data);
    const order = reply.success ? this.#orders.get(reply.data.request) : undefined;
    if (!reply.success || order === undefined) return;
    this.#orders.delete(order.request);
    const { price, slaveDigits } = order.master;
    const moved = new Big(reply.data.price).minus(price).times(new Big(10).pow(slaveDigits));
    const slippagePoints = (order.side === 'BUY' ? moved : moved.times(-1)).round(1).toNumber();
    this.known.set(copyOf(order.request), {
      masterPrice: price,
      slavePrice: reply.data.price,
      slippagePoints,
    });
  }
}

/** A request is named `COPY/open/NUMBER` (domain/copy-identity.ts). */
function copyOf(request: string): string {
  return request.replace(/\/open\/\d+$/, '');
}
