/** What the functions of the terminal share: its door, its view of the account, its symbols, its errors. */
import type { AccountView } from './account-view.ts';
import type { MarketWatch } from './market-watch.ts';
import type { ExpertStart } from './terminal-message.ts';
import type { ThreadGate } from './thread-gate.ts';

/** See the file's head. */
export interface TerminalContext {
  readonly gate: ThreadGate;
  readonly view: AccountView;
  readonly market: MarketWatch;
  readonly start: ExpertStart;
  /** How long a wait of so many ms lasts when nothing ends it (event-timer.ts). */
  readonly waitMs: (ms: number) => number;
  /** Sets `_LastError`. */
  readonly fail: (code: number) => void;
  /** Is the button "Algo Trading" pressed? */
  readonly isTradeAllowed: () => boolean;
}

/** `_LastError` values that functions of the terminal set. */
export const ERROR = {
  notAllowed: 4014,
  unknownSymbol: 4301,
  notSelected: 4302,
  wrongSymbolProperty: 4303,
  historyNotFound: 4401,
  noGlobal: 4501,
  wrongAccountProperty: 4701,
  wrongTradeProperty: 4751,
  tradeDisabled: 4752,
  noPosition: 4753,
  noOrder: 4754,
  noDeal: 4755,
  sendFailed: 4756,
  wrongParameter: 4003,
} as const;
