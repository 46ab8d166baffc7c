/** How dense a burst was. */
import type { Deal } from '../simulator/broker/deal.ts';

const SECOND_NS = 1_000_000_000n;

/** The most of these deals that were filled within any one second. */
export function mostInOneSecond(deals: readonly Pick<Deal, 'filledNs'>[]): number {
  const times = deals.map(({ filledNs }) => BigInt(filledNs)).toSorted((a, b) => Number(a - b));
  let [most, from] = [0, 0];
  for (const [index, time] of times.entries()) {
    while (time - (times[from] ?? time) >= SECOND_NS) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
