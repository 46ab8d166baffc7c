/** Reasons not to copy. A refusal is a value with a stable code, shown to the user; it is no error. */

/** Codes a user may meet in logs, in the ledger and in reports. */
export const REFUSAL_CODES = [
  'SLIPPAGE',
  'STALE',
  'STALE_QUOTE',
  'SYMBOL_UNMAPPED',
  'SYMBOL_UNKNOWN',
  'SYMBOL_NOT_SELECTED',
  'BELOW_MIN_LOT',
  'ABOVE_SYMBOL_MAX',
  'ABOVE_SYMBOL_LIMIT',
  'ABOVE_MAX_LOTS',
  'ABOVE_EA_MAX_LOTS',
  'TOO_MANY_COPIES',
  'ABOVE_MAX_EXPOSURE',
  'LOOP',
  'PAUSED',
  'FLATTENING',
  'SAFE',
  'DATABASE',
  'LEDGER',
  'PERMISSIONS',
  'KILL',
  'JOURNAL',
  'LINK',
  'NOT_FOLLOWED',
  'MASTER_CLOSED',
  'OUTCOME_UNKNOWN',
  'INVALID_STOPS',
  'MARKET_CLOSED',
  'REJECTED',
  'MAGIC_CLASH',
] as const;

/** See {@link REFUSAL_CODES}. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Why one master position is not copied to one slave. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Values a trader needs to understand it, for example `12 points away, tolerance 5`. */
  readonly detail: string;
}
