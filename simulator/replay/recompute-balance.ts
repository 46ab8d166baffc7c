/**
 * Reckons an account's balance from its deal list alone, with nothing of the broker: whole numbers, no
 * decimal library. For accounts in the currency that all their symbols are quoted in.
 *
 * Invariants: 1. profit of a close = (close − open) × contract size × volume, rounded half away from zero
 * to cents; 2. every told profit and balance equals the reckoned one, else it throws.
 */
const SCALE = 100_000_000n;
const CENTS_PER_SCALE = SCALE / 100n;

/** What it reads of a deal list's line. */
export interface ListedDeal {
  readonly deal: string;
  readonly position: string;
  readonly entry: string;
  readonly side: string;
  readonly symbol: string;
  readonly volume: string;
  readonly price: string;
  readonly profit: string;
  readonly commission: string;
  readonly swap: string;
  readonly fee: string;
  readonly balance: string | null;
}

/**
 * The balance after all deals of a hedging account, in cents.
 * @param contractSizes units per lot by symbol.
 * @throws Error naming the first deal that does not add up.
 */
export function recomputeBalance(
  deals: readonly ListedDeal[],
  contractSizes: ReadonlyMap<string, bigint>,
): bigint {
  const opened = new Map<string, ListedDeal>();
  let cents = 0n;
  for (const deal of deals) {
    if (deal.side !== 'BALANCE' && deal.entry === 'IN') opened.set(deal.position, deal);
    const open = opened.get(deal.position);
    if (deal.entry === 'OUT' && open !== undefined) {
      const size = contractSizes.get(deal.symbol) ?? 0n;
      const direction = open.side === 'BUY' ? 1n : -1n;
      const move = (scaled(deal.price) - scaled(open.price)) * direction;
      // Price and volume are scaled both: what is left is profit × SCALE².
      const profit = roundedDiv(move * size * scaled(deal.volume), SCALE * CENTS_PER_SCALE);
      if (profit !== centsOf(deal.profit)) {
        throw new Error(
          `deal ${deal.deal} tells a profit of ${deal.profit}, not ${String(profit)} cents`,
        );
      }
    }
    const { commission, fee, profit, swap } = deal;
    for (const part of [profit, commission, swap, fee]) cents += centsOf(part);
    if (deal.balance !== null && centsOf(deal.balance) !== cents) {
      throw new Error(
        `deal ${deal.deal} tells a balance of ${deal.balance}, not ${String(cents)} cents`,
      );
    }
  }
  return cents;
}

function scaled(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  const value = BigInt(whole) * SCALE + BigInt(fraction.padEnd(8, '0').slice(0, 8));
  return decimal.startsWith('-') ? -value : value;
}

function centsOf(money: string): bigint {
  return roundedDiv(scaled(money), CENTS_PER_SCALE);
}

function roundedDiv(value: bigint, by: bigint): bigint {
  const half = by / 2n;
  return value < 0n ? -((-value + half) / by) : (value + half) / by;
}
