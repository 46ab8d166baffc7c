/** An order as a request describes it, with its ticket and not yet among the account's. */
import type { BrokerContext } from './broker-context.ts';
import type { Send } from './broker-options.ts';
import type { LiveAccount } from './live-account.ts';
import type { LiveOrder, LivePosition } from './live.ts';
import type { Reason } from './records.ts';
import { units, type SymbolState } from './symbol-state.ts';

/** Comments are cut, as the platform's records have no room for more. */
const COMMENT_MAX = 31;

/** See the file's head. Its state is STARTED; prices of a valid request are taken as they are. */
export function newOrder(
  ctx: BrokerContext,
  account: LiveAccount,
  symbol: SymbolState,
  { orderSendNs, reason, request, trade }: Send,
): LiveOrder {
  const volumeUnits = units(trade.volume);
  const isPending = trade.action === 'PENDING';
  return {
    ticket: account.nextOrder(),
    symbol,
    type: trade.type,
    state: 'STARTED',
    filling: trade.filling,
    lifetime: isPending ? trade.lifetime : 'GTC',
    expiration: isPending ? trade.expiration : 0,
    initialUnits: volumeUnits,
    units: volumeUnits,
    points: symbol.points(trade.price) || 0,
    stopLimitPoints: isPending ? symbol.points(trade.stoplimit) || 0 : 0,
    sl: symbol.points(trade.sl) || 0,
    tp: symbol.points(trade.tp) || 0,
    magic: trade.magic,
    comment: ctx.faults.comment(account.login, trade.comment).slice(0, COMMENT_MAX),
    reason,
    position: '0',
    positionBy: '0',
    timeSetupMsc: ctx.clock.nowMs(),
    timeDoneMsc: 0,
    request,
    orderSendNs,
  };
}

/** The broker's own order that closes a position: SL, TP or stop-out. */
export function closingOrder(
  ctx: BrokerContext,
  account: LiveAccount,
  position: LivePosition,
  { comment, points, reason }: { reason: Reason; comment: string; points: number },
): LiveOrder {
  const { isBuy, magic, symbol } = position;
  const ticket = account.nextOrder();
  return {
    ticket,
    symbol,
    type: isBuy ? 'SELL' : 'BUY',
    state: 'STARTED',
    filling: 'FOK',
    lifetime: 'GTC',
    expiration: 0,
    initialUnits: position.units,
    units: position.units,
    points,
    stopLimitPoints: 0,
    sl: 0,
    tp: 0,
    magic,
    comment: ctx.faults.comment(account.login, comment).slice(0, COMMENT_MAX),
    reason,
    position: position.identifier,
    positionBy: '0',
    timeSetupMsc: ctx.clock.nowMs(),
    timeDoneMsc: 0,
    request: `broker/${ticket}`,
    orderSendNs: '0',
  };
}
