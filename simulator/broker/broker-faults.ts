/**
 * What may go wrong at the broker, asked by the engine at named points. The engine knows no fault
 * otherwise; `simulator/faults` decides them.
 *
 * Invariant: each point is asked once per request (or event) in the order of this interface, so that
 * "the second close" can be counted.
 */
import type { QuoteRecord, TradeRequest } from './records.ts';

/** What a request does, as the broker sees it when the request arrives. */
export type Operation =
  | 'open'
  | 'close'
  | 'partial-close'
  | 'pending'
  | 'modify-position'
  | 'modify-order'
  | 'remove'
  | 'close-by';

/** The request that a fault may hit. */
export interface FaultSubject {
  readonly login: string;
  readonly request: string;
  readonly operation: Operation;
  readonly trade: TradeRequest;
}

/** See the file's head. */
export interface BrokerFaults {
  /** A retcode that refuses the request on arrival (nothing is placed); null: go on. */
  refuse(subject: FaultSubject): number | null;
  /** Ms between acceptance and execution. @param usualMs what the account's latency gives. */
  executionDelayMs(subject: FaultSubject, usualMs: number): number;
  /** A retcode that an accepted order gets instead of its execution (it is rejected); null: go on. */
  reject(subject: FaultSubject): number | null;
  /** The prices to requote with (10004); null: go on. */
  requote(subject: FaultSubject): { readonly bid: string; readonly ask: string } | null;
  /** Points by which the fill is worse than the quote. */
  slippagePoints(subject: FaultSubject): number;
  /**
   * Lots that a first deal fills, of those asked for (a multiple of the step); further deals fill the rest
   * with the symbol's next ticks. Null: one deal fills what there is.
   */
  firstPart(subject: FaultSubject, volume: string): string | null;
  /** Lots that are filled, of those asked for (a multiple of the step; `0`: none). */
  fillableVolume(subject: FaultSubject, volume: string): string;
  /** The retcode of the answer after an execution, whatever happened; null: the true one. */
  answerRetcode(subject: FaultSubject, retcode: number): number | null;
  /** Takes the answer away. */
  loseReply(subject: FaultSubject): boolean;
  /** Ms by which the answer is late; changes are not. */
  replyDelayMs(subject: FaultSubject): number;
  /** The comment that the broker stores. */
  comment(login: string, comment: string): string;
  /** Closed apart from its sessions. Asked at every check of a request and at every trigger. */
  isMarketClosed(symbol: string): boolean;
  /** The tick that the broker shows instead of this one; null: none (a silent feed). */
  quote(quote: QuoteRecord): QuoteRecord | null;
}

/** A broker without faults. */
export const NO_FAULTS: BrokerFaults = {
  refuse: () => null,
  executionDelayMs: (_subject, usualMs) => usualMs,
  reject: () => null,
  requote: () => null,
  slippagePoints: () => 0,
  firstPart: () => null,
  fillableVolume: (_subject, volume) => volume,
  answerRetcode: () => null,
  loseReply: () => false,
  replyDelayMs: () => 0,
  comment: (_login, comment) => comment,
  isMarketClosed: () => false,
  quote: (quote) => quote,
};
