/** Builders of deals for the demo's comparison. */
import type { Deal } from '../../simulator/broker/deal.ts';

/** An opening deal of 0.05 lots of EURUSD on the master, in its first millisecond. */
export function deal(given: Partial<Deal> = {}): Deal {
  const position = given.position ?? '11';
  return {
    deal: '1',
    order: position,
    position,
    entry: 'IN',
    symbol: 'EURUSD',
    side: 'BUY',
    volume: '0.05',
    orderVolume: null,
    price: '1.38000',
    sl: '0',
    tp: '0',
    profit: '0',
    commission: '0',
    swap: '0',
    fee: '0',
    balance: null,
    marginFree: null,
    timeMsc: 1,
    reason: 'CLIENT',
    magic: '0',
    comment: '',
    request: 'r',
    orderSendNs: '1000000',
    filledNs: '1000000',
    ...given,
  };
}

/** A closing deal, so many milliseconds later. */
export function close(volume: string, atMs: number, given: Partial<Deal> = {}): Deal {
  const ns = String(atMs * 1_000_000);
  return deal({ entry: 'OUT', side: 'SELL', volume, orderSendNs: ns, filledNs: ns, ...given });
}
