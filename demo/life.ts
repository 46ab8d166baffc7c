/** What became of a position: the deals that opened and closed it. */
import { Big } from 'big.js';
import type { Deal } from '../simulator/broker/deal.ts';

/** See file header. */
export interface Life {
  readonly opens: readonly Deal[];
  readonly closes: readonly Deal[];
  /** Lots of all opens. */
  readonly opened: Big;
  /** Lots that are not closed. */
  readonly left: Big;
  /** Closed by its own SL or TP, or by the broker's stop-out. */
  readonly isStopped: boolean;
}

const STOPPED = new Set(['SL', 'TP', 'SO']);

/** Deposits and withdrawals are left out. */
export function livesBy(deals: readonly Deal[], key: (deal: Deal) => string): Map<string, Life> {
  const groups = new Map<string, Deal[]>();
  for (const deal of deals) {
    if (deal.side === 'BALANCE') continue;
    const group = groups.get(key(deal)) ?? [];
    group.push(deal);
    groups.set(key(deal), group);
  }
  return new Map([...groups].map(([name, group]) => [name, lifeOf(group)]));
}

function lifeOf(deals: readonly Deal[]): Life {
  const opens = deals.filter(({ entry }) => entry === 'IN');
  const closes = deals.filter(({ entry }) => entry !== 'IN');
  const opened = lots(opens);
  return {
    opens,
    closes,
    opened,
    left: opened.minus(lots(closes)),
    isStopped: closes.some(({ reason }) => STOPPED.has(reason)),
  };
}

function lots(deals: readonly Deal[]): Big {
  return deals.reduce((sum, { volume }) => sum.plus(volume), new Big(0));
}
