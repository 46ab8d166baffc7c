/** Whether a market order may close (a part of) the position that it names. */
import type { LiveAccount } from './live-account.ts';
import type { LivePosition } from './live.ts';
import { isPositionFrozen } from './check-prices.ts';
import { RETCODE } from './retcode.ts';
import type { TradeRequest } from './records.ts';
import { units, type SymbolState } from './symbol-state.ts';

/** @param trade names a position by its ticket. */
export function checkClose(account: LiveAccount, symbol: SymbolState, trade: TradeRequest): number {
  const position = account.byTicket(trade.position);
  if (position === null) return RETCODE.POSITION_CLOSED;
  const isSameSide = position.isBuy === (trade.type === 'BUY');
  if (position.symbol !== symbol) return RETCODE.INVALID;
  // On a netting account the position is named in vain: the symbol decides.
  if (!account.isHedging) return RETCODE.DONE;
  if (isSameSide) return RETCODE.INVALID;
  const asked = units(trade.volume);
  if (asked > position.units) return RETCODE.INVALID_CLOSE_VOLUME;
  if (asked + unitsInFlight(account, position) > position.units) return RETCODE.CLOSE_ORDER_EXIST;
  if (isPositionFrozen(position)) return RETCODE.FROZEN;
  return account.settings.fifoClose && !isOldest(account, position)
    ? RETCODE.FIFO_CLOSE
    : RETCODE.DONE;
}

/** Volume of orders that close this position and are not yet executed. */
function unitsInFlight(account: LiveAccount, position: LivePosition): number {
  let sum = 0;
  for (const order of account.orders.values()) {
    if (order.position === position.identifier && order.ticket !== position.identifier) {
      sum += order.units;
    }
  }
  return sum;
}

function isOldest(account: LiveAccount, position: LivePosition): boolean {
  return account.bySymbol(position.symbol) === position;
}
