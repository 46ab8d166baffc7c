/**
 * Collects what one event does to an account, until it is told as one change.
 *
 * Invariant: transactions stand in the order in which they were added; records are those at the end.
 */
import type { Change } from './change.ts';
import { orderRecord, positionRecord, type LiveOrder, type LivePosition } from './live.ts';
import type { LiveAccount } from './live-account.ts';
import type { DealRecord } from './records.ts';
import type { TradeTransaction } from './trade-transaction.ts';

/** See the file's head. */
export class ChangeDraft {
  readonly #positions = new Set<LivePosition>();
  readonly #closed = new Set<string>();
  readonly #orders = new Set<LiveOrder>();
  readonly #done: LiveOrder[] = [];
  readonly #deals: DealRecord[] = [];
  readonly #transactions: TradeTransaction[] = [];
  #isReset = false;

  /** All that was before is forgotten. */
  accountReset(): void {
    this.#isReset = true;
  }

  /** An order that is new. */
  orderAdded(account: LiveAccount, order: LiveOrder): void {
    account.orders.set(order.ticket, order);
    this.#orders.add(order);
    this.#transactions.push(ofOrder('ORDER_ADD', order));
  }

  orderUpdated(order: LiveOrder): void {
    this.#orders.add(order);
    this.#transactions.push(ofOrder('ORDER_UPDATE', order));
  }

  /** An order that is no longer active. */
  orderDone(account: LiveAccount, order: LiveOrder): void {
    account.orders.delete(order.ticket);
    account.historyOrders.push(orderRecord(order));
    this.#done.push(order);
    this.#transactions.push(ofOrder('ORDER_DELETE', order), ofOrder('HISTORY_ADD', order));
  }

  dealAdded(deal: DealRecord): void {
    this.#deals.push(deal);
    this.#transactions.push(ofDeal(deal));
  }

  /** A position that is new or changed by a deal. */
  positionChanged(position: LivePosition): void {
    this.#closed.delete(position.identifier);
    this.#positions.add(position);
  }

  /** A change that no deal tells of. */
  positionMoved(position: LivePosition): void {
    this.#positions.add(position);
    this.#transactions.push(ofPosition(position));
  }

  positionClosed(position: LivePosition): void {
    this.#positions.delete(position);
    this.#closed.add(position.identifier);
  }

  get isEmpty(): boolean {
    return this.#transactions.length === 0;
  }

  /** The change, with the account's money as it is now. */
  change(account: LiveAccount): Change {
    const done = new Set(this.#done);
    const active = [...this.#orders].filter((order) => !done.has(order));
    return {
      isReset: this.#isReset,
      account: account.record(),
      positions: [...this.#positions].map((live) => positionRecord(live, account.minor)),
      closed: [...this.#closed],
      orders: active.map(orderRecord),
      done: this.#done.map(({ ticket }) => ticket),
      historyOrders: this.#done.map(orderRecord),
      deals: this.#deals,
      transactions: this.#transactions,
    };
  }
}

const NOTHING: TradeTransaction = {
  type: 'POSITION',
  deal: '0',
  order: '0',
  symbol: '',
  orderType: 'BUY',
  orderState: 'STARTED',
  dealType: 'BUY',
  lifetime: 'GTC',
  expiration: 0,
  price: '0',
  priceTrigger: '0',
  sl: '0',
  tp: '0',
  volume: '0',
  position: '0',
  positionBy: '0',
};

function ofOrder(type: TradeTransaction['type'], order: LiveOrder): TradeTransaction {
  const record = orderRecord(order);
  return {
    ...NOTHING,
    type,
    order: record.ticket,
    symbol: record.symbol,
    orderType: record.type,
    orderState: record.state,
    lifetime: record.lifetime,
    expiration: record.expiration,
    price: record.priceOpen,
    priceTrigger: record.priceStopLimit,
    sl: record.sl,
    tp: record.tp,
    volume: record.volumeCurrent,
    // A market order does not name its position when it is added.
    position: type === 'ORDER_ADD' ? '0' : record.position,
    positionBy: record.positionBy,
  };
}

function ofDeal(deal: DealRecord): TradeTransaction {
  return {
    ...NOTHING,
    type: 'DEAL_ADD',
    deal: deal.deal,
    order: deal.order,
    symbol: deal.symbol,
    orderType: deal.type === 'SELL' ? 'SELL' : 'BUY',
    orderState: 'FILLED',
    dealType: deal.type,
    price: deal.price,
    sl: deal.sl,
    tp: deal.tp,
    volume: deal.volume,
    position: deal.position,
  };
}

function ofPosition(position: LivePosition): TradeTransaction {
  const record = positionRecord(position, 1);
  return {
    ...NOTHING,
    symbol: record.symbol,
    dealType: record.side,
    price: record.priceOpen,
    sl: record.sl,
    tp: record.tp,
    volume: record.volume,
    position: record.ticket,
  };
}
