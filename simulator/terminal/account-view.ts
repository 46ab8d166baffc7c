/**
 * What a terminal shows its programs of the account: folded from what the broker has said so far, never
 * asked for. Lists may lag behind the connection, and faults may bend them.
 *
 * Invariants: 1. positions and orders stand in the order of their opening; 2. a change is visible as a
 * whole, before its transactions are told; 3. offline, everything stays as it was.
 */
import type { Change } from '../broker/change.ts';
import type { AccountState } from '../broker/messages.ts';
import type { AccountRecord, DealRecord, OrderRecord, PositionRecord } from '../broker/records.ts';
import { HistoryList } from './history-list.ts';
import type { ListFaults } from './list-faults.ts';
import type { ServerClock } from './terminal-message.ts';

/** What an account without a history shows. */
const NO_DEALS = dealList();
const NO_ORDERS = orderList();

/** See the file's head. */
export class AccountView {
  account: AccountRecord | null = null;
  isConnected = false;
  clock: ServerClock | null = null;
  readonly #faults: ListFaults;
  readonly #positions = new Map<string, PositionRecord>();
  readonly #orders = new Map<string, OrderRecord>();
  readonly #deals = dealList();
  readonly #historyOrders = orderList();
  #positionList: readonly PositionRecord[] | null = null;

  constructor(faults: ListFaults) {
    this.#faults = faults;
  }

  replace(state: AccountState): void {
    this.account = state.account;
    fill(this.#positions, state.positions, ({ identifier }) => identifier);
    fill(this.#orders, state.orders, ({ ticket }) => ticket);
    for (const history of [this.#deals, this.#historyOrders]) history.clear();
    for (const deal of state.deals) this.#deals.set(deal);
    for (const order of state.historyOrders) this.#historyOrders.set(order);
    this.#positionList = null;
  }

  apply(change: Change): void {
    this.account = change.account;
    if (change.isReset) {
      for (const all of [this.#positions, this.#orders, this.#deals, this.#historyOrders])
        all.clear();
    }
    for (const identifier of change.closed) {
      const gone = this.#positions.get(identifier);
      if (gone !== undefined) this.#faults.closed(gone);
      this.#positions.delete(identifier);
    }
    for (const position of change.positions) this.#positions.set(position.identifier, position);
    for (const ticket of change.done) this.#orders.delete(ticket);
    for (const order of change.orders) this.#orders.set(order.ticket, order);
    for (const order of change.historyOrders) this.#historyOrders.set(order);
    for (const deal of change.deals) this.#deals.set(deal);
    this.#positionList = null;
  }

  positions(): readonly PositionRecord[] {
    this.#positionList ??= [...this.#positions.values()];
    return this.#faults.positions(this.#positionList);
  }

  orders(): readonly OrderRecord[] {
    return this.#faults.areListsEmpty ? [] : [...this.#orders.values()];
  }

  deals(): Pick<HistoryList<DealRecord>, 'get' | 'where' | 'within'> {
    return this.#faults.areListsEmpty ? NO_DEALS : this.#deals;
  }

  historyOrders(): Pick<HistoryList<OrderRecord>, 'get' | 'where' | 'within'> {
    return this.#faults.areListsEmpty ? NO_ORDERS : this.#historyOrders;
  }

  /** TimeTradeServer, ms; 0 before the first login. */
  serverMs(): number {
    if (this.clock === null) return 0;
    const { serverMs, speed, atNs } = this.clock;
    return serverMs + (Number(process.hrtime.bigint() - atNs) / 1e6) * speed;
  }
}

function fill<T>(map: Map<string, T>, items: readonly T[], key: (item: T) => string): void {
  map.clear();
  for (const item of items) map.set(key(item), item);
}

function dealList(): HistoryList<DealRecord> {
  return new HistoryList({
    keyOf: ({ deal }) => deal,
    timeOf: ({ timeMsc }) => timeMsc,
    isWithin: ({ timeMsc }, firstMs, lastMs) => timeMsc >= firstMs && timeMsc <= lastMs,
  });
}

function orderList(): HistoryList<OrderRecord> {
  return new HistoryList({
    keyOf: ({ ticket }) => ticket,
    timeOf: ({ timeSetupMsc, timeDoneMsc }) => Math.max(timeSetupMsc, timeDoneMsc),
    isWithin: ({ timeSetupMsc, timeDoneMsc }, firstMs, lastMs) =>
      [timeSetupMsc, timeDoneMsc].some((timeMs) => timeMs >= firstMs && timeMs <= lastMs),
  });
}
