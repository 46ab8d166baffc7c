/** What the node sends to the Expert Advisor (ea-protocol.ts has the other direction). */

/** What the node asks of the EA; `id` names the request for ever. */
export type EaRequest =
  | { readonly action: 'GET_POSITIONS'; readonly params: Record<string, never> }
  | { readonly action: 'GET_SYMBOL'; readonly params: { readonly symbol: string } }
  | { readonly action: 'SUBSCRIBE'; readonly params: { readonly symbols: readonly string[] } }
  | { readonly action: 'TRADE'; readonly params: TradeParams }
  | { readonly action: 'CLOSE'; readonly params: CloseParams }
  | { readonly action: 'MODIFY'; readonly params: ModifyParams }
  | { readonly action: 'FIND'; readonly params: FindParams };

/** An opening market order. */
export interface TradeParams {
  readonly type: 'BUY' | 'SELL';
  readonly symbol: string;
  readonly volume: string;
  /** `0` is none. */
  readonly sl: string;
  readonly tp: string;
  /** Points; used by the broker in instant and request execution only. */
  readonly deviation: number;
  readonly magic: string;
  readonly comment: string;
  readonly filling: 'IOC' | 'FOK';
  /** The EA's GetTickCount64 after which nothing is sent (`EXPIRED`). */
  readonly validUntil: number;
  /** Beyond this price nothing is sent (`PRICE_MOVED`): above it for a buy, below it for a sell. */
  readonly worstPrice: string;
  /** In absolute mode: a price better than this is refused too. */
  readonly bestPrice?: string;
  /** Server time (ms): history is searched for the magic from here (`MAGIC_EXISTS`). */
  readonly magicSince: number;
}

/** The closing of a position or a part of it. */
export interface CloseParams {
  readonly ticket: string;
  readonly identifier: string;
  readonly volume: string;
  /** The volume that the plan saw; when it is another one, nothing is sent (`VOLUME_CHANGED`). */
  readonly ifVolume: string;
  readonly magic: string;
}

/** The SL and TP that a position is to have. */
export interface ModifyParams {
  readonly ticket: string;
  readonly identifier: string;
  /** `0` is none. */
  readonly sl: string;
  readonly tp: string;
  readonly magic: string;
}

/** A look at what became of a request; executes nothing. */
export interface FindParams {
  /** The request id to look up in the journal. */
  readonly request: string;
  readonly magic: string;
  /** POSITION_IDENTIFIER, or `0`. */
  readonly position: string;
  /** Server time (ms). */
  readonly since: number;
}

/** Messages of the node that are no requests. */
export type NodeMessage =
  | { readonly type: 'CHALLENGE'; readonly nonceNode: string; readonly mac: string }
  | { readonly type: 'WELCOME'; readonly lease: number }
  | { readonly type: 'REFUSED'; readonly code: string; readonly message: string }
  | { readonly type: 'HEARTBEAT'; readonly seq: number }
  | { readonly type: 'GOODBYE' };
