/** Deals for the tests of those who judge by a broker's deal list. */
import type { Deal } from '../../../simulator/broker/deal.ts';

/** A deal of EURUSD by the Expert Advisor at so many ms, numbered after them. */
export function dealAt(
  atMs: number,
  changes: Pick<Deal, 'entry' | 'volume' | 'magic'> & Partial<Deal>,
): Deal {
  const ns = String(atMs * 1_000_000);
  return {
    deal: String(atMs),
    order: String(atMs),
    position: '7',
    symbol: 'EURUSD',
    side: changes.entry === 'IN' ? 'BUY' : 'SELL',
    orderVolume: null,
    price: '1.3',
    sl: '0',
    tp: '0',
    profit: '0',
    commission: '0',
    swap: '0',
    fee: '0',
    balance: null,
    marginFree: null,
    timeMsc: atMs,
    reason: 'EXPERT',
    comment: '',
    request: `r${String(atMs)}`,
    orderSendNs: ns,
    filledNs: ns,
    ...changes,
  };
}
