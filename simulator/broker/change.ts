/**
 * What one event did to an account, and the account's state after it. The sequence of changes is the
 * account's journal: a terminal's view and the broker's durable state are both folded from it.
 *
 * Invariants: 1. folding all changes over the first state gives the broker's own state; 2. folding is
 * pure; 3. the order of positions and orders is that of their opening and placing.
 */
import type { AccountState, FromBroker } from './messages.ts';

/** The CHANGE message without its type. */
export type Change = Omit<Extract<FromBroker, { readonly type: 'CHANGE' }>, 'type'>;

const NOTHING = { positions: [], orders: [], historyOrders: [], deals: [] } as const;

/** The state after the change. A closed position or a done order that is not there is ignored. */
export function foldChange(before: AccountState, change: Change): AccountState {
  const state = change.isReset ? { ...before, ...NOTHING } : before;
  return {
    account: change.account,
    positions: replaced(
      state.positions,
      change.positions,
      change.closed,
      ({ identifier }) => identifier,
    ),
    orders: replaced(state.orders, change.orders, change.done, ({ ticket }) => ticket),
    historyOrders: appended(state.historyOrders, change.historyOrders),
    deals: appended(state.deals, change.deals),
  };
}

function replaced<T>(
  all: readonly T[],
  changed: readonly T[],
  gone: readonly string[],
  key: (item: T) => string,
): readonly T[] {
  if (changed.length === 0 && gone.length === 0) return all;
  const byKey = new Map(all.map((item) => [key(item), item]));
  for (const id of gone) byKey.delete(id);
  for (const item of changed) byKey.set(key(item), item);
  return [...byKey.values()];
}

function appended<T>(all: readonly T[], more: readonly T[]): readonly T[] {
  return more.length === 0 ? all : [...all, ...more];
}
