/** What the EA tells of its account, in the link's JSON: 64-bit numbers and decimals as strings. */
import { Big } from 'big.js';
import type { TradedSymbol } from './account-file.ts';
import type { PlacedOrder } from './market-order.ts';
import type { Deal, OpenPosition } from './broker/deal.ts';
import type { EaJournal } from './ea-journal.ts';
import type { FindParams } from './ea-wire.ts';
import type { Terminal } from './terminal.ts';

const RECENT_MS = 10 * 60 * 1_000;
const RECENT_MAX = 256;

/** Counts the reads of one EA and makes its books. */
export class BookReader {
  readonly #terminal: Terminal;
  #read = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Everything open at this instant, and what was closed in the last 10 minutes of server time. */
  read(): Record<string, unknown> {
    const { account, clock, description } = this.#terminal;
    this.#read += 1;
    const serverNow = clock.serverNowMs();
    return {
      read: this.#read,
      readMs: clock.tickCountMs(),
      serverNow,
      connected: true,
      synced: true,
      complete: true,
      positions: account.positions.map((position) => this.#position(position)),
      orders: account.orders.map(reportOrder),
      recentlyClosed: recentlyClosed(account.deals, serverNow - RECENT_MS),
      blocked: [],
      account: { ...account.funds(), currency: description.currency },
    };
  }

  /** The answer to FIND: all that the account and the journal know of a request, magic or position. */
  find(
    { request, magic, position, since }: FindParams,
    journal: EaJournal,
  ): Record<string, unknown> {
    const { account } = this.#terminal;
    const ofMagic = (entry: { readonly magic: string }): boolean =>
      magic !== '0' && entry.magic === magic;
    const positions = account.positions.filter(
      (open) => ofMagic(open) || open.identifier === position,
    );
    const dealsSince = account.deals.filter(({ timeMsc }) => timeMsc >= since);
    // Every deal of a position that is found, whatever its magic: a close by hand carries another.
    const found = new Set([
      position,
      ...positions.map(({ identifier }) => identifier),
      ...dealsSince.filter(ofMagic).map((deal) => deal.position),
    ]);
    const deals = account.deals.filter((deal) => found.has(deal.position));
    return {
      journal: journal.find(request).state,
      journalId: journal.journalId,
      connected: true,
      synced: true,
      positions: positions.map((open) => this.#position(open)),
      orders: account.orders.filter(ofMagic).map(reportOrder),
      historyOrders: deals.map(({ order }) => order),
      deals: deals.map(reportDeal),
    };
  }

  #position(position: OpenPosition): Record<string, unknown> {
    const { identifier, side, ...rest } = position;
    return {
      ...rest,
      identifier,
      ticket: identifier,
      type: side,
      volume: this.#lots(position.symbol, position.volume),
    };
  }

  #lots(symbol: string, volume: string): string {
    const step = this.#terminal.symbols.get(symbol)?.volumeStep ?? '1';
    return new Big(volume).toFixed(step.split('.')[1]?.length ?? 0);
  }
}

/** The answer to GET_SYMBOL. */
export function reportSymbol(spec: TradedSymbol): Record<string, unknown> {
  const { feed: _, ...facts } = spec;
  return facts;
}

function recentlyClosed(deals: readonly Deal[], sinceMs: number): Record<string, unknown>[] {
  const recent = deals.filter(({ entry, timeMsc }) => entry === 'OUT' && timeMsc >= sinceMs);
  return recent
    .slice(-RECENT_MAX)
    .map((deal) => Object.assign(reportDeal(deal), { symbol: deal.symbol }));
}

function reportDeal(deal: Deal): Record<string, unknown> {
  const { deal: ticket, order, position, entry, volume, price, timeMsc, reason, magic } = deal;
  return {
    deal: ticket,
    order,
    identifier: position,
    entry,
    volume,
    price,
    timeMsc,
    reason,
    magic,
  };
}

function reportOrder({
  ticket,
  symbol,
  side,
  volume,
  magic,
}: PlacedOrder): Record<string, unknown> {
  return { ticket, symbol, type: side, volume, magic };
}
