/** What a request does, as faults name it. */
import type { Operation } from '../broker/broker-faults.ts';
import type { TradeRequest } from '../broker/records.ts';

/** @param held volume of the position that the request names; null: none is known. */
export function operationOf(
  { action, position, volume }: TradeRequest,
  held: string | null,
): Operation {
  switch (action) {
    case 'DEAL':
      if (position === '0') return 'open';
      return held !== null && Number(volume) < Number(held) ? 'partial-close' : 'close';
    case 'PENDING':
      return 'pending';
    case 'SLTP':
      return 'modify-position';
    case 'MODIFY':
      return 'modify-order';
    case 'REMOVE':
      return 'remove';
    case 'CLOSE_BY':
      return 'close-by';
  }
}
