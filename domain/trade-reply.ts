/** What is known of an order request after it was sent, and what a search at the terminal finds. */
import type { Magic, PositionId, Ticket } from './ids.ts';
import type { ClosingEntry, Position } from './position.ts';
import type { Lots, Price } from './symbol-spec.ts';

/** The answer to an order request. */
export type TradeReply =
  /** The trade server answered that it took the request; `retcode` says how far. */
  | {
      readonly type: 'taken';
      readonly retcode: number;
      readonly order: Ticket | null;
      /** The position opened or closed; null while none is known (retcode 10008). */
      readonly position: { readonly identifier: PositionId; readonly ticket: Ticket } | null;
      readonly volume: Lots | null;
      /** Of the execution; absent: not known. */
      readonly price?: Price;
      /** When the EA gave the order to its terminal and had the result, epoch ms; absent: not known. */
      readonly times?: { readonly sentAtMs: number; readonly answeredAtMs: number };
    }
  /** Nothing was executed: refused by the EA (`retcode` null) or by the trade server. */
  | {
      readonly type: 'rejected';
      readonly error: string;
      readonly retcode: number | null;
      readonly message: string;
    }
  /** It may or may not have been executed: no answer, or one that does not say. */
  | { readonly type: 'unknown'; readonly reason: string };

/** A deal at the slave's broker. */
export interface FoundDeal {
  readonly deal: Ticket;
  readonly order: Ticket;
  readonly identifier: PositionId;
  readonly entry: 'IN' | ClosingEntry;
  readonly volume: Lots;
  readonly reason: string;
  readonly magic: Magic;
}

/** Everything that positions, orders, history and the EA's journal say about one copy. */
export interface Found {
  /** How far the EA got with the request: `absent` is "never arrived", under this journal only. */
  readonly journal: 'absent' | 'accepted' | 'sent' | 'result';
  readonly journalId: string;
  /** The journal's stored answer to the request. */
  readonly reply: TradeReply | null;
  /** Whether the terminal was connected and synchronised: only then does nothing found mean anything. */
  readonly isReliable: boolean;
  readonly positions: readonly Position[];
  /** Active orders that carry the copy's magic: they may still be executed. */
  readonly orders: readonly Ticket[];
  /** Orders in the history that carry it; one without a deal was not executed. */
  readonly historyOrders: readonly Ticket[];
  readonly deals: readonly FoundDeal[];
  /** When the answer arrived, epoch ms. */
  readonly atMs: number;
}
