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
import { Walk } from './history-walk.ts';
import { property, type Properties } from './properties.ts';
import { ERROR, type TerminalContext } from './terminal-context.ts';

/** See the file's head. */
export function historyFunctions({
  gate,
  view,
  fail,
}: TerminalContext): Record<string, LibraryFunction> {
  const deals = new Walk<DealRecord>(({ deal }) => deal);
  const orders = new Walk<OrderRecord>(({ ticket }) => ticket);
  const ofDeal = <V>(table: Properties<DealRecord, V>, zero: V): LibraryFunction =>
    reader(
      (ticket) => deals.get(ticket),
      table,
      zero,
      () => fail(ERROR.noDeal),
    );
  const ofOrder = <V>(table: Properties<OrderRecord, V>, zero: V): LibraryFunction =>
    reader(
      (ticket) => orders.get(ticket),
      table,
      zero,
      () => fail(ERROR.noOrder),
    );
  return {
    HistorySelect: (from: bigint, to: bigint) => {
      gate.drain();
      const [firstMs, lastMs] = [Number(from) * 1_000, Number(to) * 1_000 + 999];
      deals.select(view.deals().within(firstMs, lastMs));
      orders.select(view.historyOrders().within(firstMs, lastMs));
      return true;
    },
    HistorySelectByPosition: (id: bigint) => {
      gate.drain();
      const wanted = String(id);
      deals.select(view.deals().where(({ position }) => position === wanted));
      orders.select(view.historyOrders().where(({ position }) => position === wanted));
      return true;
    },
    HistoryDealSelect: (ticket: bigint) => {
      gate.drain();
      const found = view.deals().get(String(ticket));
      if (found !== undefined) return deals.selectOne(found);
      fail(ERROR.noDeal);
      return false;
    },
    HistoryOrderSelect: (ticket: bigint) => {
      gate.drain();
      const found = view.historyOrders().get(String(ticket));
      if (found !== undefined) return orders.selectOne(found);
      fail(ERROR.noOrder);
      return false;
    },
    HistoryDealsTotal: () => deals.total,
    HistoryOrdersTotal: () => orders.total,
    HistoryDealGetTicket: (index: number) => deals.ticket(index),
    HistoryOrderGetTicket: (index: number) => orders.ticket(index),
    HistoryDealGetInteger: ofDeal(DEAL_INTEGERS, 0n),
    HistoryDealGetDouble: ofDeal(DEAL_DOUBLES, 0),
    HistoryDealGetString: ofDeal(DEAL_STRINGS, ''),
    HistoryOrderGetInteger: ofOrder(ORDER_INTEGERS, 0n),
    HistoryOrderGetDouble: ofOrder(ORDER_DOUBLES, 0),
    HistoryOrderGetString: ofOrder(ORDER_STRINGS, ''),
  };
}

function reader<T, V>(
  get: (ticket: bigint) => T | undefined,
  table: Properties<T, V>,
  zero: V,
  wrong: () => void,
): LibraryFunction {
  return (ticket: bigint, id: number, target?: Cell<V>) =>
    property(table, get(ticket) ?? null, id, target, zero, wrong);
}
