/** What a trader can do about each refusal: the way out, for reports. */
import type { RefusalCode } from './refusal.ts';

/** One sentence per code. A refusal is for good: the way out concerns the next position. */
export const REFUSAL_ADVICE: Readonly<Record<RefusalCode, string>> = {
  SLIPPAGE: 'Raise the account’s slippage_tolerance, or set slippage_mode to adverse.',
  STALE: 'Keep both terminals connected; max_signal_age says how old a position may be.',
  STALE_QUOTE: 'See that the slave’s broker sends prices for the symbol now.',
  SYMBOL_UNMAPPED:
    'The account’s symbol_map excludes it: give it a name there if it is to be copied.',
  SYMBOL_UNKNOWN: 'The slave’s broker has no such symbol: mend symbol_map, suffix or prefix.',
  SYMBOL_NOT_SELECTED: 'Add the symbol to the slave terminal’s Market Watch.',
  BELOW_MIN_LOT: 'Raise sizing, so that the volume reaches the symbol’s minimum.',
  ABOVE_SYMBOL_MAX: 'Lower sizing: the broker takes no order of this volume.',
  ABOVE_SYMBOL_LIMIT:
    'The broker limits the symbol’s total volume: close something or lower sizing.',
  ABOVE_MAX_LOTS: 'Raise the account’s max_lots, or lower sizing.',
  ABOVE_EA_MAX_LOTS: 'Raise the EA’s own limit in its inputs, or lower sizing.',
  TOO_MANY_COPIES: 'Raise the account’s max_open_copies.',
  ABOVE_MAX_EXPOSURE: 'Raise the account’s max_total_lots.',
  LOOP: 'Nothing: the master’s position is itself a copy.',
  PAUSED: '`lockstep resume NAME` lets the next ones be copied.',
  FLATTENING: 'Nothing: it was being flattened; copying goes on once it is flat.',
  SAFE: 'The node restarted too often and opens nothing for ten minutes; `lockstep resume NAME` ends that.',
  DATABASE: 'The database did not answer: see that it runs and is reachable.',
  LEDGER: 'An entry of the ledger cannot be read: the alarm LEDGER_UNREADABLE names it.',
  PERMISSIONS:
    'Switch Algo Trading on in the slave’s terminal and allow the EA to trade; `lockstep doctor` shows what is missing.',
  KILL: 'Remove the file lockstep.kill from the terminals’ common files folder.',
  JOURNAL:
    'The EA cannot write its files: make room on the terminal’s disk, or see its Experts log.',
  LINK: 'The slave’s EA had just connected, or was away: keep its terminal running.',
  NOT_FOLLOWED: 'Add the master to the account’s masters.',
  MASTER_CLOSED: 'Nothing: the master closed it before it could be opened.',
  OUTCOME_UNKNOWN: 'Look for it in the slave’s terminal; it is watched for a day.',
  INVALID_STOPS: 'The broker takes no SL or TP so close: set them further away on the master.',
  MARKET_CLOSED: 'Nothing: the slave’s market was closed.',
  REJECTED: 'The retcode says why: see the terminal’s journal (money, permissions, limits).',
  MAGIC_CLASH: 'Another program uses the copy’s magic number: end that one.',
};
