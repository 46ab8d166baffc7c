/** What a request does, as faults name it. */
import type { TradeRequest } from '../broker/records.ts';

/** See simulator/faults/matcher.ts. */
export type Operation =
  | 'open'
  | 'close'
  | 'partial-close'
  | 'pending'
  | 'modify-position'
  | 'modify-order'
  | 'remove'
  | 'close-by';

/** A terminal does not tell a part from the whole: both are `close` here. */
export function operationOf({ action, position }: TradeRequest): Operation {
  switch (action) {
    case 'DEAL':
      return position === '0' ? 'open' : 'close';
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
