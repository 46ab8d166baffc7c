/**
 * Executes a volume of an order at a price: the deal, the position, the money.
 *
 * Invariants: 1. a position's identifier is the ticket of the order that opened it and never changes; its
 * ticket becomes the reversing order's; 2. a close takes its share of the position's swap; 3. the deal
 * reaches the deal list before the account changes.
 */
import type { BrokerContext } from './broker-context.ts';
import type { ChangeDraft } from './change-draft.ts';
import type { LiveAccount } from './live-account.ts';
import type { LiveOrder, LivePosition } from './live.ts';
import { bookedMinor } from './money.ts';
import type { DealRecord } from './records.ts';
import { book, type Fill } from './book-deal.ts';

/** Books the fill where the account's mode puts it; gives the deal that is still to be told. */
export function fill(
  ctx: BrokerContext,
  account: LiveAccount,
  draft: ChangeDraft,
  it: Fill,
): DealRecord {
  const target = targetOf(account, it.order);
  if (target === null) return open(ctx, account, draft, it);
  if (target.isBuy === it.isBuy) return increase(ctx, account, draft, target, it);
  if (it.units > target.units) return reverse(ctx, account, draft, target, it);
  return reduce(ctx, account, draft, target, it);
}

/** Closes a volume against an opposite position: one of the two deals of a close-by. */
export function closeBy(
  ctx: BrokerContext,
  account: LiveAccount,
  draft: ChangeDraft,
  target: LivePosition,
  it: Fill,
): DealRecord {
  return reduce(ctx, account, draft, target, it, 'OUT_BY');
}

/** The position that an order works on, when there is one. */
function targetOf(account: LiveAccount, order: LiveOrder): LivePosition | null {
  if (!account.isHedging) return account.bySymbol(order.symbol);
  const identifier = order.position === '0' ? order.ticket : order.position;
  return account.positions.get(identifier) ?? null;
}

function open(ctx: BrokerContext, account: LiveAccount, draft: ChangeDraft, it: Fill): DealRecord {
  const { order, isBuy, units, points } = it;
  const now = ctx.clock.nowMs();
  const deal = book(ctx, account, it, { position: order.ticket, entry: 'IN', profit: 0, swap: 0 });
  order.position = order.ticket;
  const position: LivePosition = {
    ticket: order.ticket,
    identifier: order.ticket,
    symbol: order.symbol,
    isBuy,
    units,
    openPoints: points,
    sl: order.sl,
    tp: order.tp,
    magic: order.magic,
    comment: order.comment,
    reason: order.reason,
    timeMsc: now,
    timeUpdateMsc: now,
    swap: 0,
    result: 0,
  };
  account.positions.set(position.identifier, position);
  account.worth.changed(position);
  draft.positionChanged(position);
  return deal;
}

function increase(
  ctx: BrokerContext,
  account: LiveAccount,
  draft: ChangeDraft,
  position: LivePosition,
  it: Fill,
): DealRecord {
  const { identifier, symbol } = position;
  const deal = book(ctx, account, it, { position: identifier, entry: 'IN', profit: 0, swap: 0 });
  it.order.position = identifier;
  position.openPoints = symbol.average(position.openPoints, position.units, it.points, it.units);
  position.units += it.units;
  touch(ctx, position, it.order);
  account.worth.changed(position);
  draft.positionChanged(position);
  return deal;
}

function reduce(
  ctx: BrokerContext,
  account: LiveAccount,
  draft: ChangeDraft,
  position: LivePosition,
  it: Fill,
  entry: 'OUT' | 'OUT_BY' = 'OUT',
): DealRecord {
  const { identifier } = position;
  const profit = bookedMinor(account, { ...position, units: it.units }, it.points);
  const swap = Math.round((position.swap * it.units) / position.units);
  const deal = book(ctx, account, it, { position: identifier, entry, profit, swap });
  it.order.position = identifier;
  position.units -= it.units;
  position.swap -= swap;
  position.timeUpdateMsc = ctx.clock.nowMs();
  if (position.units > 0) draft.positionChanged(position);
  else {
    account.positions.delete(identifier);
    draft.positionClosed(position);
  }
  account.worth.changed(position);
  return deal;
}

function reverse(
  ctx: BrokerContext,
  account: LiveAccount,
  draft: ChangeDraft,
  position: LivePosition,
  it: Fill,
): DealRecord {
  const { identifier, swap } = position;
  const profit = bookedMinor(account, position, it.points);
  const deal = book(ctx, account, it, { position: identifier, entry: 'INOUT', profit, swap });
  const { order } = it;
  order.position = identifier;
  position.ticket = order.ticket;
  position.isBuy = it.isBuy;
  position.units = it.units - position.units;
  position.openPoints = it.points;
  position.swap = 0;
  position.timeMsc = ctx.clock.nowMs();
  position.sl = order.sl;
  position.tp = order.tp;
  touch(ctx, position, order);
  account.worth.changed(position);
  draft.positionChanged(position);
  return deal;
}

function touch(ctx: BrokerContext, position: LivePosition, order: LiveOrder): void {
  position.timeUpdateMsc = ctx.clock.nowMs();
  position.magic = order.magic;
  if (order.sl > 0) position.sl = order.sl;
  if (order.tp > 0) position.tp = order.tp;
}
