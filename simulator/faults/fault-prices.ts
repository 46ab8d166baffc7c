/** What faults do to prices. */
import { Big } from 'big.js';
import type { QuoteRecord } from '../broker/records.ts';
import type { BrokerFault } from './broker-fault.ts';

type Prices = Pick<QuoteRecord, 'bid' | 'ask'>;

/** The tick under these faults: gaps first, then the spread around the middle that they give. */
export function pricesUnder(
  faults: readonly BrokerFault[],
  quote: QuoteRecord,
  digits: number,
): QuoteRecord {
  const of = faults.filter((fault) => 'symbol' in fault && fault.symbol === quote.symbol);
  let prices: Prices = quote;
  for (const fault of of) {
    if (fault.type === 'price-gap') prices = moved(prices, fault.points, digits);
  }
  for (const fault of of) {
    if (fault.type === 'spread') prices = widened(prices, fault.factor, digits);
  }
  const { bid, ask } = prices;
  return { ...quote, bid, ask };
}

/** Bid and ask so many points higher. */
export function moved({ bid, ask }: Prices, points: number, digits: number): Prices {
  const shift = new Big(points).times(new Big(`1e-${String(digits)}`));
  return {
    bid: price(new Big(bid).plus(shift), digits),
    ask: price(new Big(ask).plus(shift), digits),
  };
}

function widened({ bid, ask }: Prices, factor: number, digits: number): Prices {
  const more = new Big(ask)
    .minus(bid)
    .times(factor - 1)
    .div(2);
  return {
    bid: price(new Big(bid).minus(more), digits),
    ask: price(new Big(ask).plus(more), digits),
  };
}

/** No market shows a price below one point. */
function price(exact: Big, digits: number): string {
  const least = new Big(`1e-${String(digits)}`);
  const rounded = exact.round(digits, Big.roundHalfUp);
  return (rounded.lt(least) ? least : rounded).toFixed(digits);
}
