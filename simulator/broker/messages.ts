/**
 * What a terminal and its broker say to each other: one JSON object per line over loopback TCP, the first
 * line of a connection its LOGIN with the token of the broker's address file. The broker holds the truth;
 * a terminal only shows the newest state that it was told, so that it is as late as a real one.
 *
 * Invariants: 1. a CHANGE is whole: its records and transactions belong to one event of the account;
 * 2. a SEND that the broker has read is carried out even if the terminal is gone by then; 3. every SEND
 * gets one RESULT, unless a fault takes it or the connection ends.
 */
import type {
  AccountRecord,
  DealRecord,
  OrderRecord,
  PositionRecord,
  QuoteRecord,
  SymbolRecord,
  TradeRequest,
  TradeResult,
} from './records.ts';
import type { TradeTransaction } from './trade-transaction.ts';

/** The whole state of an account. */
export interface AccountState {
  readonly account: AccountRecord;
  readonly positions: readonly PositionRecord[];
  /** Active orders. */
  readonly orders: readonly OrderRecord[];
  readonly historyOrders: readonly OrderRecord[];
  readonly deals: readonly DealRecord[];
}

/** From a terminal, or from a program that controls the broker. */
export type ToBroker =
  | {
      readonly type: 'LOGIN';
      readonly token: string;
      readonly login: string;
      /** A terminal gets ticks and changes; a trader (a person's second terminal) the same; control neither. */
      readonly as: 'terminal' | 'trader' | 'control';
    }
  | {
      readonly type: 'SEND';
      /** +1 per connection, from 1. */
      readonly number: number;
      /** Unique for ever, chosen by the sender: the deal list names it, and executes it once. */
      readonly request: string;
      readonly reason: 'CLIENT' | 'MOBILE' | 'EXPERT';
      readonly trade: TradeRequest;
      /** process.hrtime.bigint() when the sender's program sent it. */
      readonly orderSendNs: string;
    }
  /** Ticks of these symbols only (the Market Watch); none before the first WATCH. */
  | { readonly type: 'WATCH'; readonly symbols: readonly string[] }
  | { readonly type: 'PING'; readonly number: number }
  /** Control only: adds a fault (simulator/faults), lists those that wait or last, takes back one or all. */
  | { readonly type: 'FAULT'; readonly number: number; readonly fault: unknown }
  | { readonly type: 'FAULTS'; readonly number: number }
  | { readonly type: 'REMOVE_FAULT'; readonly number: number; readonly fault: string }
  | { readonly type: 'CLEAR_FAULTS'; readonly number: number }
  /** Control only: ends the broker in order. */
  | { readonly type: 'STOP'; readonly number: number };

/** To a terminal. */
export type FromBroker =
  | {
      readonly type: 'WELCOME';
      readonly state: AccountState;
      readonly symbols: readonly SymbolRecord[];
      readonly quotes: readonly QuoteRecord[];
      /** TimeTradeServer at this instant, ms, and how fast it runs against real time. */
      readonly serverMs: number;
      readonly speed: number;
    }
  | { readonly type: 'REFUSED'; readonly reason: string }
  | { readonly type: 'QUOTE'; readonly quote: QuoteRecord }
  /** Money that moved with the market, at most every 50 ms. */
  | { readonly type: 'ACCOUNT'; readonly account: AccountRecord }
  | {
      readonly type: 'CHANGE';
      /** The broker has forgotten positions, orders and history: what follows is all there is. */
      readonly isReset: boolean;
      readonly account: AccountRecord;
      /** New or changed. */
      readonly positions: readonly PositionRecord[];
      /** Identifiers of positions that are gone. */
      readonly closed: readonly string[];
      readonly orders: readonly OrderRecord[];
      /** Tickets of orders that are no longer active. */
      readonly done: readonly string[];
      readonly historyOrders: readonly OrderRecord[];
      readonly deals: readonly DealRecord[];
      /** In the order in which OnTradeTransaction gets them. */
      readonly transactions: readonly TradeTransaction[];
    }
  /** A symbol's specification that changed, or a symbol that is new. */
  | { readonly type: 'SYMBOL'; readonly symbol: SymbolRecord }
  | {
      readonly type: 'RESULT';
      readonly number: number;
      readonly trade: TradeRequest;
      readonly result: TradeResult;
    }
  /** A fault that only a terminal can show (simulator/faults/terminal-fault.ts): from now on. */
  | { readonly type: 'FAULT'; readonly fault: unknown }
  | { readonly type: 'PONG'; readonly number: number; readonly serverMs: number }
  | {
      readonly type: 'DONE';
      readonly number: number;
      readonly error: string | null;
      /** The name of the fault that was given; null: there is nothing to take back. */
      readonly fault: string | null;
    }
  | {
      readonly type: 'FAULTS';
      readonly number: number;
      readonly faults: readonly { readonly id: string; readonly fault: unknown }[];
    };
