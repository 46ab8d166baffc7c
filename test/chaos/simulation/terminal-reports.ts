/** What a simulated terminal tells of its account: the EA's book and its answer to FIND. */
import type { AccountState } from '../../../simulator/broker/messages.ts';
import type { DealRecord, PositionRecord } from '../../../simulator/broker/records.ts';
import type { EaBook } from '../../../messaging/ea-protocol.ts';
import type { Search } from '../../../nodes/terminal.ts';

const RECENT_MS = 10 * 60 * 1_000;
const RECENT_MAX = 256;

/**
 * What may be wrong with a terminal's lists. `offline`: no connection to the server, the old lists;
 * `unsynced`: connected, lists not loaded yet; `partial`: half of the positions, which the EA notices;
 * `glitch`: an empty list that even the EA takes for complete; it lasts for less than the five seconds
 * that a proof of absence takes.
 */
export type ReadTrouble = 'offline' | 'unsynced' | 'partial' | 'glitch';

/** The EA's book of this state. */
export function bookOf(
  state: AccountState,
  read: number,
  serverNow: number,
  trouble: ReadTrouble | null,
  blocked: readonly string[],
): EaBook {
  const isEmpty = trouble === 'unsynced' || trouble === 'glitch';
  const listed = state.positions.filter(
    (_, index) => !isEmpty && (trouble !== 'partial' || index % 2 === 1),
  );
  const recent = state.deals.filter(
    (deal) => isClosing(deal) && deal.timeMsc >= serverNow - RECENT_MS,
  );
  const { balance, equity, margin, marginFree, currency } = state.account;
  return {
    read,
    readMs: serverNow,
    serverNow,
    connected: trouble !== 'offline',
    synced: trouble !== 'offline' && trouble !== 'unsynced',
    complete: trouble === null || trouble === 'glitch',
    positions: listed.map(reportPosition),
    orders: trouble === 'unsynced' ? [] : state.orders.map(reportOrder),
    recentlyClosed:
      trouble === 'unsynced'
        ? []
        : recent.slice(-RECENT_MAX).map((deal) =>
            Object.assign(reportDeal(deal), {
              symbol: deal.symbol,
              entry: deal.entry === 'IN' ? ('OUT' as const) : deal.entry,
            }),
          ),
    blocked: [...blocked],
    account: { balance, equity, margin, freeMargin: marginFree, currency },
  };
}

/** What FIND says of this state, without the journal. */
export function foundIn(
  state: AccountState,
  { magic, position, sinceServerMs }: Search,
  isReliable: boolean,
) {
  const isMine = (each: { readonly magic: string }): boolean => each.magic === magic;
  const shown = isReliable
    ? state
    : { ...state, positions: [], orders: [], historyOrders: [], deals: [] };
  const positions = shown.positions.filter((open) => isMine(open) || open.identifier === position);
  const recent = shown.deals.filter(({ timeMsc }) => timeMsc >= sinceServerMs);
  const found = new Set<string | null>([
    position,
    ...positions.map(({ identifier }) => identifier),
    ...recent.filter(isMine).map((deal) => deal.position),
  ]);
  return {
    ok: true as const,
    connected: isReliable,
    synced: isReliable,
    positions: positions.map(reportPosition),
    orders: shown.orders.filter(isMine).map(reportOrder),
    historyOrders: shown.historyOrders
      .filter((order) => isMine(order) && order.timeSetupMsc >= sinceServerMs)
      .map(({ ticket }) => ticket),
    deals: shown.deals
      .filter((deal) => deal.type !== 'BALANCE' && found.has(deal.position))
      .map(reportDeal),
  };
}

/** Where a copy's magic is in this state, in the words of `MAGIC_EXISTS`; null: nowhere. */
export function whereMagic(
  { positions, orders, deals, historyOrders }: AccountState,
  magic: string,
  sinceMs: number,
): string | null {
  const isMine = (each: { readonly magic: string }): boolean => each.magic === magic;
  if (positions.some(isMine)) return 'position';
  if (orders.some(isMine)) return 'order';
  if (deals.some((deal) => isMine(deal) && deal.timeMsc >= sinceMs)) return 'deal';
  const isOrder = historyOrders.some((order) => isMine(order) && order.timeSetupMsc >= sinceMs);
  return isOrder ? 'history order' : null;
}

function isClosing({ entry, type }: DealRecord): boolean {
  return type !== 'BALANCE' && entry !== 'IN';
}

function reportPosition(open: PositionRecord): EaBook['positions'][number] {
  const { ticket, identifier, symbol, side, volume, priceOpen, sl, tp, timeMsc, magic, comment } =
    open;
  return {
    ticket,
    identifier,
    symbol,
    type: side,
    volume,
    priceOpen,
    sl,
    tp,
    timeMsc,
    magic,
    comment,
  };
}

function reportOrder({
  ticket,
  symbol,
  type,
  volumeCurrent,
  magic,
}: AccountState['orders'][number]) {
  return { ticket, symbol, type, volume: volumeCurrent, magic };
}

function reportDeal({
  deal,
  order,
  position,
  entry,
  volume,
  price,
  timeMsc,
  reason,
  magic,
}: DealRecord) {
  return { deal, order, identifier: position, entry, volume, price, timeMsc, reason, magic };
}
