/** A terminal's history whose deals may be listed before their facts can be read. */
import type { DealRecord } from '../../simulator/broker/records.ts';
import type { LibraryFunction } from '../../simulator/mql5/runtime/host.ts';
import type { Cell } from '../../simulator/mql5/runtime/objects.ts';
import {
  DEAL_DOUBLES,
  DEAL_INTEGERS,
  DEAL_STRINGS,
} from '../../simulator/terminal/order-properties.ts';
import { property, type Properties } from '../../simulator/terminal/properties.ts';
import { NOW } from '../simulator/mql5/builders.ts';

/** The trade server's time when the tests begin, ms. */
export const SERVER_NOW = NOW * 1_000;

export interface DealHistory {
  /** False: every selection fails. */
  canSelect: boolean;
  /** By ticket, oldest first; null is listed and cannot be read: every fact of it is zero. */
  readonly deals: Map<string, DealRecord | null>;
  /** Tickets of deals before every time that is asked for: a position's own history alone lists them. */
  readonly old: Set<string>;
  readonly functions: Readonly<Record<string, LibraryFunction>>;
}

/** A deal that closed position 5 just now. */
export const closing = (changes: Partial<DealRecord> = {}): DealRecord => ({
  deal: '7',
  order: '6',
  position: '5',
  type: 'SELL',
  entry: 'OUT',
  symbol: 'EURUSD',
  volume: '0.10',
  price: '1.38610',
  sl: '0',
  tp: '0',
  profit: '0',
  commission: '0',
  swap: '0',
  fee: '0',
  magic: '0',
  comment: '',
  reason: 'EXPERT',
  timeMsc: SERVER_NOW - 5,
  ...changes,
});

/** The functions of the terminal that read it, and those for symbols, which are EURUSD's. */
export function dealHistory(): DealHistory {
  const deals: DealHistory['deals'] = new Map();
  const old = new Set<string>();
  let listed: string[] = [];
  const fact =
    <V>(table: Properties<DealRecord, V>, zero: V): LibraryFunction =>
    (ticket: bigint, id: number, target?: Cell<V>) =>
      property(table, deals.get(String(ticket)) ?? null, id, target, zero, () => undefined);
  const history: DealHistory = {
    canSelect: true,
    deals,
    old,
    functions: {
      HistorySelect: () => {
        listed = [...deals.keys()].filter((ticket) => !old.has(ticket));
        return history.canSelect;
      },
      HistorySelectByPosition: () => {
        listed = [...deals.keys()];
        return history.canSelect;
      },
      HistoryDealSelect: (ticket: bigint) =>
        history.canSelect && (deals.get(String(ticket)) ?? null) !== null,
      HistoryDealsTotal: () => listed.length,
      HistoryDealGetTicket: (index: number) => BigInt(listed[index] ?? 0),
      HistoryDealGetInteger: fact(DEAL_INTEGERS, 0n),
      HistoryDealGetDouble: fact(DEAL_DOUBLES, 0),
      HistoryDealGetString: fact(DEAL_STRINGS, ''),
      SymbolInfoInteger: stored(5n),
      SymbolInfoDouble: stored(0.01),
    },
  };
  return history;
}

/** A property of every symbol, stored through a reference. */
function stored(value: unknown): LibraryFunction {
  return (_symbol: string, _id: number, target: Cell) => {
    target.v = value;
    return true;
  };
}
