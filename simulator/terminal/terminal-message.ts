/**
 * What the two threads of a terminal's process say to each other: the terminal itself (connection to the
 * broker, network, files of the launcher) and the Expert Advisor's own thread. Messages wait in the
 * thread's port until the EA's next call into the terminal takes them in.
 */
import type { Operation } from '../broker/broker-faults.ts';
import type { AccountState, FromBroker } from '../broker/messages.ts';
import type { AccountRecord, QuoteRecord, SymbolRecord, TradeRequest } from '../broker/records.ts';
import type { TerminalFault } from '../faults/terminal-fault.ts';

/** The server's time at one instant of this computer's `process.hrtime`. */
export interface ServerClock {
  readonly serverMs: number;
  /** Server milliseconds per real one. */
  readonly speed: number;
  readonly atNs: bigint;
}

/** A socket takes no more bytes of the program than this before some have left. */
export const SEND_WINDOW_BYTES = 65_536;

/** A fault that the EA's thread shows. */
export type ExpertFault = Exclude<TerminalFault, { readonly type: 'unsynchronised' }>;

/** What the broker says of its own accord. */
export type BrokerNews = Extract<
  FromBroker,
  { readonly type: 'CHANGE' | 'QUOTE' | 'ACCOUNT' | 'SYMBOL' }
>;

/** To the EA's thread. */
export type ToExpert =
  /** Logged in: the account and the symbols are known, lists and quotes are still those of before. */
  | {
      readonly type: 'login';
      readonly account: AccountRecord;
      readonly symbols: readonly SymbolRecord[];
      readonly clock: ServerClock;
    }
  /** Synchronised: the whole state. */
  | {
      readonly type: 'state';
      readonly state: AccountState;
      readonly quotes: readonly QuoteRecord[];
    }
  | { readonly type: 'offline' }
  /** A {@link BrokerNews} as the broker's own line: a text passes between threads at a tenth of an object's cost. */
  | { readonly type: 'said'; readonly line: string }
  | {
      readonly type: 'result';
      /** MqlTradeResult.request_id. */
      readonly requestId: number;
      readonly trade: TradeRequest;
      readonly result: Extract<FromBroker, { readonly type: 'RESULT' }>['result'];
    }
  | { readonly type: 'fault'; readonly number: number; readonly fault: ExpertFault }
  /** Takes the fault of this number back. */
  | { readonly type: 'fault-end'; readonly number: number }
  | { readonly type: 'opened'; readonly socket: number; readonly ok: boolean }
  | { readonly type: 'bytes'; readonly socket: number; readonly bytes: Uint8Array }
  /** The peer has closed, or the connection broke. */
  | { readonly type: 'gone'; readonly socket: number }
  /** So many bytes have left: the send window has room again. */
  | { readonly type: 'sent'; readonly socket: number; readonly count: number }
  /** Ends the program with this REASON_. */
  | { readonly type: 'stop'; readonly reason: number };

/** From the EA's thread. */
export type FromExpert =
  | {
      readonly type: 'connect';
      readonly socket: number;
      readonly host: string;
      readonly port: number;
    }
  | { readonly type: 'send'; readonly socket: number; readonly bytes: Uint8Array }
  /** The program has read so many bytes: reading from the network may go on. */
  | { readonly type: 'taken'; readonly socket: number; readonly count: number }
  | { readonly type: 'close'; readonly socket: number }
  | {
      readonly type: 'order';
      readonly requestId: number;
      readonly trade: TradeRequest;
      readonly operation: Operation;
      readonly orderSendNs: string;
    }
  | { readonly type: 'watch'; readonly symbols: readonly string[] }
  | { readonly type: 'print'; readonly line: string }
  /** OnInit has returned; false: the program is not started. */
  | { readonly type: 'started'; readonly ok: boolean }
  | { readonly type: 'ended'; readonly reason: string };

/** What the EA's thread is started with. */
export interface ExpertStart {
  /** File of the compiled program (program-cache.ts). */
  readonly program: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, string | number | boolean>>;
  /** The terminal's data folder: MQL5/Files and the global variables are in it. */
  readonly folder: string;
  /** The folder that is common to all terminals. */
  readonly commonFolder: string;
  /** The chart's symbol; empty: the broker's first one. */
  readonly chartSymbol: string;
  readonly options: ExpertOptions;
  /** See deal-times.ts; absent: no such file is wanted. */
  readonly dealTimes?: string | undefined;
}

/** How near to a real terminal the EA's thread behaves. */
export interface ExpertOptions {
  /** A timer event comes no sooner after the last than this, drawn evenly; 0 and 0: no floor. */
  readonly timerFloorMs: { readonly min: number; readonly max: number };
  /** GetTickCount64 advances by so many ms. */
  readonly tickCountStepMs: number;
  /** SocketIsReadable may say 1 when nothing is there. */
  readonly phantomByte: boolean;
  /** A SocketRead that times out costs the connection. */
  readonly readTimeoutDrops: boolean;
  /** The addresses of the list "Allow WebRequest for listed URL". */
  readonly allowedHosts: readonly string[];
  /** TERMINAL_TRADE_ALLOWED and MQL_TRADE_ALLOWED. */
  readonly terminalTradeAllowed: boolean;
  readonly programTradeAllowed: boolean;
  readonly seed: number;
}
