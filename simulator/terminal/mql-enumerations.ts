/** The broker's words as MQL5's numbers and back: position in a list is the value of the enumeration. */

export const ORDER_TYPES = [
  'BUY',
  'SELL',
  'BUY_LIMIT',
  'SELL_LIMIT',
  'BUY_STOP',
  'SELL_STOP',
  'BUY_STOP_LIMIT',
  'SELL_STOP_LIMIT',
  'CLOSE_BY',
] as const;
export const FILLINGS = ['FOK', 'IOC', 'RETURN', 'BOC'] as const;
export const LIFETIMES = ['GTC', 'DAY', 'SPECIFIED', 'SPECIFIED_DAY'] as const;
export const ORDER_STATES = [
  'STARTED',
  'PLACED',
  'CANCELED',
  'PARTIAL',
  'FILLED',
  'REJECTED',
  'EXPIRED',
] as const;
export const REASONS = ['CLIENT', 'MOBILE', 'WEB', 'EXPERT', 'SL', 'TP', 'SO'] as const;
export const DEAL_TYPES = ['BUY', 'SELL', 'BALANCE'] as const;
export const ENTRIES = ['IN', 'OUT', 'INOUT', 'OUT_BY'] as const;
export const MARGIN_MODES = ['NETTING', 'EXCHANGE', 'HEDGING'] as const;
export const TRADE_MODES = ['DISABLED', 'LONGONLY', 'SHORTONLY', 'CLOSEONLY', 'FULL'] as const;
export const EXECUTIONS = ['REQUEST', 'INSTANT', 'MARKET', 'EXCHANGE'] as const;
export const CALC_MODES = [
  'FOREX',
  'FUTURES',
  'CFD',
  'CFDINDEX',
  'CFDLEVERAGE',
  'FOREX_NO_LEVERAGE',
] as const;
export const SWAP_MODES = ['DISABLED', 'POINTS', '', '', 'CURRENCY_DEPOSIT'] as const;
export const TRANSACTIONS = [
  'ORDER_ADD',
  'ORDER_UPDATE',
  'ORDER_DELETE',
  'HISTORY_ADD',
  'HISTORY_UPDATE',
  'HISTORY_DELETE',
  'DEAL_ADD',
  'DEAL_UPDATE',
  'DEAL_DELETE',
  'POSITION',
  'REQUEST',
] as const;
export const ACTIONS: Readonly<
  Record<number, 'DEAL' | 'PENDING' | 'SLTP' | 'MODIFY' | 'REMOVE' | 'CLOSE_BY'>
> = {
  1: 'DEAL',
  5: 'PENDING',
  6: 'SLTP',
  7: 'MODIFY',
  8: 'REMOVE',
  10: 'CLOSE_BY',
};

/** The number of a word. */
export function numberOf(words: readonly string[], word: string): number {
  return words.indexOf(word);
}

/** A real number as the broker's decimal text: at most 8 digits, none in vain. */
export function decimalText(value: number): string {
  return Number.isFinite(value) ? value.toFixed(8).replace(/\.?0+$/, '') : '0';
}
