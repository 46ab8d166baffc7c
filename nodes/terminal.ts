/** Port: one MT5 terminal as a node sees it. Adapter: ea-terminal.ts. */
import type { AccountId, CopyId, PositionId, RequestId } from '../domain/ids.ts';
import type { CloseOrder, ModifyOrder, OpenOrder, SymbolLookup } from '../domain/plan-input.ts';
import type { Found, TradeReply } from '../domain/trade-reply.ts';
import type { Magic } from '../domain/ids.ts';

/** What is known of the connected EA. */
export interface TerminalLink {
  readonly accountId: AccountId;
  readonly journalId: string;
  /** Whether its clock is known: before, nothing may be opened. */
  readonly isTimed: boolean;
  /** Counts the connections of this process; reads are numbered within one. */
  readonly connection: number;
}

/** What to search for. */
export interface Search {
  readonly copyId: CopyId;
  readonly request: RequestId;
  readonly magic: Magic;
  readonly position: PositionId | null;
  readonly sinceServerMs: number;
}

/** See file header. */
export interface Terminal {
  /** The authenticated EA, or null. */
  readonly link: TerminalLink | null;
  /** Sends an opening order. Never rejects: without a definite answer it is `unknown`. */
  open(order: OpenOrder): Promise<TradeReply>;
  /** Sends a closing order, for all or a part. Never rejects, as above. */
  close(order: CloseOrder): Promise<TradeReply>;
  /** Sets SL and TP. Never rejects, as above. */
  modify(order: ModifyOrder): Promise<TradeReply>;
  /** @throws TerminalUnavailableError when the EA does not answer. */
  find(search: Search): Promise<Found>;
  /**
   * The symbol's specification; its quotes are subscribed as well.
   * @param released symbols whose quotes end: the EA has a limited number of them.
   * @throws TerminalUnavailableError when the EA does not answer.
   */
  learn(symbol: string, released?: readonly string[]): Promise<SymbolLookup>;
  /** Asks for a book now; it arrives like a pushed one. Does nothing without an EA. */
  poll(): Promise<void>;
}
