/**
 * History*: a window of deals and orders that a call selects and later calls read. Times are the
 * server's.
 *
 * Invariants: 1. HistoryDealSelect and HistoryOrderSelect leave a window of one; 2. what came after the
 * selection is not in it.
 */
import type { DealRecord, OrderRecord } from '../broker/records.ts';
import type { LibraryFunction } from '../mql5/runtime/host.ts';
import type { Cell } from '../mql5/runtime/objects.ts';
import {
  DEAL_DOUBLES,
  DEAL_INTEGERS,
  DEAL_STRINGS,
  ORDER_DOUBLES,
  ORDER_INTEGERS,
  ORDER_STRINGS,
} from './order-properties.ts';
import { property, type Properties } from './properties.ts';
import { ERROR, type TerminalContext } from './terminal-context.ts';

/** See the file's head. */
export function historyFunctions({
  gate,
  view,
  fail,
}: TerminalContext): Record<string, LibraryFunction> {
  let deals: readonly DealRecord[] = [];
  let orders: readonly OrderRecord[] = [];
  // Books are read many times a second, and most reads look at few of their deals: made when needed.
  let dealOf: ReadonlyMap<string, DealRecord> | null = null;
  let orderOf: ReadonlyMap<string, OrderRecord> | null = null;
  const selectDeals = (found: readonly DealRecord[]): boolean => {
    deals = found;
    dealOf = null;
    return true;
  };
  const selectOrders = (found: readonly OrderRecord[]): boolean => {
    orders = found;
    orderOf = null;
    return true;
  };
  const window = (d: readonly DealRecord[], o: readonly OrderRecord[]): boolean =>
    selectDeals(d) && selectOrders(o);
  const reader =
    <T, V>(of: () => ReadonlyMap<string, T>, table: Properties<T, V>, zero: V, code: number) =>
    (ticket: bigint, id: number, target?: Cell<V>): V | boolean =>
      property(table, of().get(String(ticket)) ?? null, id, target, zero, () => fail(code));
  const ofDeal = <V>(table: Properties<DealRecord, V>, zero: V): LibraryFunction =>
    reader(
      () => (dealOf ??= new Map(deals.map((deal) => [deal.deal, deal]))),
      table,
      zero,
      ERROR.noDeal,
    );
  const ofOrder = <V>(table: Properties<OrderRecord, V>, zero: V): LibraryFunction =>
    reader(
      () => (orderOf ??= new Map(orders.map((order) => [order.ticket, order]))),
      table,
      zero,
      ERROR.noOrder,
    );
  return {
    HistorySelect: (from: bigint, to: bigint) => {
      gate.drain();
      const [first, last] = [Number(from) * 1_000, Number(to) * 1_000 + 999];
      const within = (timeMs: number): boolean => timeMs >= first && timeMs <= last;
      return window(
        [...view.deals().values()].filter(({ timeMsc }) => within(timeMsc)),
        [...view.historyOrders().values()].filter(
          ({ timeSetupMsc, timeDoneMsc }) => within(timeSetupMsc) || within(timeDoneMsc),
        ),
      );
    },
    HistorySelectByPosition: (id: bigint) => {
      gate.drain();
      const wanted = String(id);
      return window(
        [...view.deals().values()].filter(({ position }) => position === wanted),
        [...view.historyOrders().values()].filter(({ position }) => position === wanted),
      );
    },
    HistoryDealSelect: (ticket: bigint) => {
      gate.drain();
      const found = view.deals().get(String(ticket));
      if (found !== undefined) return selectDeals([found]);
      fail(ERROR.noDeal);
      return false;
    },
    HistoryOrderSelect: (ticket: bigint) => {
      gate.drain();
      const found = view.historyOrders().get(String(ticket));
      if (found !== undefined) return selectOrders([found]);
      fail(ERROR.noOrder);
      return false;
    },
    HistoryDealsTotal: () => deals.length,
    HistoryOrdersTotal: () => orders.length,
    HistoryDealGetTicket: (index: number) => BigInt(deals[index]?.deal ?? 0),
    HistoryOrderGetTicket: (index: number) => BigInt(orders[index]?.ticket ?? 0),
    HistoryDealGetInteger: ofDeal(DEAL_INTEGERS, 0n),
    HistoryDealGetDouble: ofDeal(DEAL_DOUBLES, 0),
    HistoryDealGetString: ofDeal(DEAL_STRINGS, ''),
    HistoryOrderGetInteger: ofOrder(ORDER_INTEGERS, 0n),
    HistoryOrderGetDouble: ofOrder(ORDER_DOUBLES, 0),
    HistoryOrderGetString: ofOrder(ORDER_STRINGS, ''),
  };
}
