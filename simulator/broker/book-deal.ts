/**
 * Writes deals: to the deal list first, then into the account's history and balance.
 *
 * Invariant: what the deal list refuses (it throws) is not booked.
 */
import { Big } from 'big.js';
import type { BrokerContext } from './broker-context.ts';
import { freeMarginAfter } from './check-order.ts';
import { RESET_REASON } from './deal.ts';
import type { LiveAccount } from './live-account.ts';
import type { LiveOrder } from './live.ts';
import type { DealRecord } from './records.ts';
import { lots, UNITS_PER_LOT, type SymbolState } from './symbol-state.ts';

/** One execution. */
export interface Fill {
  readonly order: LiveOrder;
  readonly isBuy: boolean;
  readonly units: number;
  readonly points: number;
  /** The deal's comment. */
  readonly comment: string;
}

/** What a deal does to its position and to the money; minor units. */
export interface Booked {
  readonly position: string;
  readonly entry: DealRecord['entry'];
  readonly profit: number;
  readonly swap: number;
}

/** The deal of a fill, told to the deal list and booked. */
export function book(
  ctx: BrokerContext,
  account: LiveAccount,
  it: Fill,
  booked: Booked,
): DealRecord {
  const { order, isBuy } = it;
  const { symbol } = order;
  const commission = booked.entry === 'OUT_BY' ? 0 : commissionMinor(account, symbol, it.units);
  const record: DealRecord = {
    deal: account.nextDeal(),
    order: order.ticket,
    position: booked.position,
    type: isBuy ? 'BUY' : 'SELL',
    entry: booked.entry,
    symbol: symbol.name,
    volume: lots(it.units),
    price: symbol.price(it.points),
    sl: symbol.price(order.sl),
    tp: symbol.price(order.tp),
    profit: account.money(booked.profit),
    commission: account.money(commission),
    swap: account.money(booked.swap),
    fee: account.money(0),
    magic: order.magic,
    comment: it.comment,
    reason: order.reason,
    timeMsc: ctx.clock.nowMs(),
  };
  const balance = account.balance + booked.profit + commission + booked.swap;
  const isOpening = booked.entry === 'IN' || booked.entry === 'INOUT';
  const free = isOpening ? freeMarginAfter(account, symbol, isBuy, it.units) : null;
  recordDeal(ctx, account, record, { balance, free, order });
  return record;
}

/** What the deal list is told besides the deal; money in minor units. */
interface Told {
  readonly balance: number;
  /** See freeMarginAfter. */
  readonly free: number | null;
  readonly order: Pick<LiveOrder, 'request' | 'orderSendNs' | 'initialUnits'>;
}

/** Books a balance operation. @param balance after it, minor units. */
export function bookBalance(
  ctx: BrokerContext,
  account: LiveAccount,
  deal: DealRecord,
  balance: number,
): void {
  recordDeal(ctx, account, deal, { balance, free: null, order: noOrder(deal) });
}

/** Books the new balance of an account that was reset; the deal list sees what it changes. */
export function bookReset(
  ctx: BrokerContext,
  account: LiveAccount,
  deal: DealRecord,
  balance: number,
): void {
  const profit = account.money(balance - account.balance);
  const told = { balance, free: null, order: noOrder(deal) };
  tell(ctx, account, { ...deal, profit, reason: RESET_REASON }, told);
  account.balance = balance;
  account.deals.push(deal);
}

function noOrder({ deal }: DealRecord): Told['order'] {
  return { request: `broker/balance/${deal}`, orderSendNs: '0', initialUnits: 0 };
}

/** Hands a deal to the deal list, then books it. */
function recordDeal(
  ctx: BrokerContext,
  account: LiveAccount,
  record: DealRecord,
  told: Told,
): void {
  tell(ctx, account, record, told);
  account.balance = told.balance;
  account.deals.push(record);
}

function tell(
  ctx: BrokerContext,
  account: LiveAccount,
  record: Omit<DealRecord, 'reason'> & { readonly reason: string },
  { balance, free, order }: Told,
): void {
  ctx.onDeal?.(account.login, {
    deal: record.deal,
    order: record.order,
    position: record.position,
    entry: record.entry,
    symbol: record.symbol,
    side: record.type,
    volume: record.volume,
    orderVolume: lots(order.initialUnits),
    price: record.price,
    sl: record.sl,
    tp: record.tp,
    profit: record.profit,
    commission: record.commission,
    swap: record.swap,
    fee: record.fee,
    balance: account.money(balance),
    marginFree: free === null ? null : account.money(free),
    timeMsc: record.timeMsc,
    reason: record.reason,
    magic: record.magic,
    comment: record.comment,
    request: order.request,
    orderSendNs: order.orderSendNs,
    filledNs: ctx.nowNs().toString(),
  });
}

function commissionMinor(account: LiveAccount, symbol: SymbolState, units: number): number {
  const perLot = symbol.record.commissionPerLot;
  if (Number(perLot) === 0) return 0;
  const amount = new Big(perLot).times(units).div(UNITS_PER_LOT).times(account.minor);
  return -amount.round(0, Big.roundHalfUp).toNumber();
}
