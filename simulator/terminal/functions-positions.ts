/**
 * Positions and active orders. `PositionGetTicket` and its kin copy what they select: later changes are
 * seen only when it is selected again.
 */
import type { OrderRecord, PositionRecord, QuoteRecord } from '../broker/records.ts';
import type { LibraryFunction } from '../mql5/runtime/host.ts';
import type { Cell } from '../mql5/runtime/objects.ts';
import { ORDER_DOUBLES, ORDER_INTEGERS, ORDER_STRINGS } from './order-properties.ts';
import { REASONS, numberOf } from './mql-enumerations.ts';
import { property, type Properties } from './properties.ts';
import { ERROR, type TerminalContext } from './terminal-context.ts';

type Selected = PositionRecord & { readonly quote: QuoteRecord | null; readonly contract: number };

const seconds = (ms: number): bigint => BigInt(Math.floor(ms / 1_000));

const INTEGERS: Properties<Selected, bigint> = {
  17: ({ ticket }) => BigInt(ticket),
  1: ({ timeMsc }) => seconds(timeMsc),
  14: ({ timeMsc }) => BigInt(timeMsc),
  15: ({ timeUpdateMsc }) => seconds(timeUpdateMsc),
  16: ({ timeUpdateMsc }) => BigInt(timeUpdateMsc),
  2: ({ side }) => BigInt(side === 'SELL'),
  12: ({ magic }) => BigInt(magic),
  13: ({ identifier }) => BigInt(identifier),
  18: ({ reason }) => BigInt(numberOf(REASONS, reason)),
};

const current = ({ side, quote, priceOpen }: Selected): number =>
  Number((side === 'BUY' ? quote?.bid : quote?.ask) ?? priceOpen);

const DOUBLES: Properties<Selected, number> = {
  3: ({ volume }) => Number(volume),
  4: ({ priceOpen }) => Number(priceOpen),
  5: current,
  6: ({ sl }) => Number(sl),
  7: ({ tp }) => Number(tp),
  8: () => 0,
  9: ({ swap }) => Number(swap),
  10: (position) =>
    (current(position) - Number(position.priceOpen)) *
    (position.side === 'BUY' ? 1 : -1) *
    Number(position.volume) *
    position.contract,
};

const STRINGS: Properties<Selected, string> = {
  0: ({ symbol }) => symbol,
  11: ({ comment }) => comment,
  19: () => '',
};

/** See the file's head. */
export function positionFunctions(context: TerminalContext): Record<string, LibraryFunction> {
  const { gate, view, market, fail } = context;
  let position: Selected | null = null;
  let order: OrderRecord | null = null;
  const selectPosition = (found: PositionRecord | undefined): boolean => {
    if (found === undefined) {
      position = null;
      fail(ERROR.noPosition);
      return false;
    }
    const contract = Number(market.symbols.get(found.symbol)?.contractSize ?? 0);
    position = { ...found, quote: market.quote(found.symbol), contract };
    return true;
  };
  const selectOrder = (found: OrderRecord | undefined): boolean => {
    order = found ?? null;
    if (order === null) fail(ERROR.noOrder);
    return order !== null;
  };
  const ofPosition =
    <V>(table: Properties<Selected, V>, zero: V): LibraryFunction =>
    (id: number, target?: Cell<V>) =>
      property(table, position, id, target, zero, () =>
        fail(position === null ? ERROR.noPosition : ERROR.wrongTradeProperty),
      );
  const ofOrder =
    <V>(table: Properties<OrderRecord, V>, zero: V): LibraryFunction =>
    (id: number, target?: Cell<V>) =>
      property(table, order, id, target, zero, () =>
        fail(order === null ? ERROR.noOrder : ERROR.wrongTradeProperty),
      );
  return {
    PositionsTotal: () => {
      gate.drain();
      return view.positions().length;
    },
    PositionGetTicket: (index: number) => {
      gate.drain();
      return selectPosition(view.positions()[index]) ? BigInt(position?.ticket ?? 0) : 0n;
    },
    PositionGetSymbol: (index: number) => {
      gate.drain();
      return selectPosition(view.positions()[index]) ? (position?.symbol ?? '') : '';
    },
    PositionSelect: (symbol: string) => {
      gate.drain();
      return selectPosition(view.positions().find((one) => one.symbol === symbol));
    },
    PositionSelectByTicket: (ticket: bigint) => {
      gate.drain();
      return selectPosition(view.positions().find((one) => one.ticket === String(ticket)));
    },
    PositionGetInteger: ofPosition(INTEGERS, 0n),
    PositionGetDouble: ofPosition(DOUBLES, 0),
    PositionGetString: ofPosition(STRINGS, ''),
    OrdersTotal: () => {
      gate.drain();
      return view.orders().length;
    },
    OrderGetTicket: (index: number) => {
      gate.drain();
      return selectOrder(view.orders()[index]) ? BigInt(order?.ticket ?? 0) : 0n;
    },
    OrderSelect: (ticket: bigint) => {
      gate.drain();
      return selectOrder(view.orders().find((one) => one.ticket === String(ticket)));
    },
    OrderGetInteger: ofOrder(ORDER_INTEGERS, 0n),
    OrderGetDouble: ofOrder(ORDER_DOUBLES, 0),
    OrderGetString: ofOrder(ORDER_STRINGS, ''),
  };
}
