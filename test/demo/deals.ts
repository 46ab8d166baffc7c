/** Builders of deals for the demo's comparison. */
import type { Deal } from '../../simulator/broker/deal.ts';
import { dealAt } from '../simulator/broker/deals.ts';

/** An opening deal of 0.05 lots of EURUSD on the master, in its first millisecond. */
export function deal(given: Partial<Deal> = {}): Deal {
  const position = given.position ?? '11';
  return dealAt(1, {
    order: position,
    position,
    entry: 'IN',
    volume: '0.05',
    magic: '0',
    price: '1.38000',
    reason: 'CLIENT',
    request: 'r',
    ...given,
  });
}

/** A closing deal, so many milliseconds later. */
export function close(volume: string, atMs: number, given: Partial<Deal> = {}): Deal {
  const ns = String(atMs * 1_000_000);
  return deal({ entry: 'OUT', side: 'SELL', volume, orderSendNs: ns, filledNs: ns, ...given });
}
