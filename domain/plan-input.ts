/** Everything a plan is made from, and the actions it may consist of. */
import type { SlaveAccount, SymbolRules } from './account.ts';
import type { Book, MasterBook } from './book.ts';
import type { Copy } from './copy.ts';
import type { Copies } from './copy-set.ts';
import type { Evidence, Stops } from './evidence.ts';
import type { CopyId, Magic, PositionId, RequestId, SlaveId, Ticket } from './ids.ts';
import type { Side } from './position.ts';
import type { Quote } from './slippage.ts';
import type { Lots, Price, SymbolSpec } from './symbol-spec.ts';
import type { Found } from './trade-reply.ts';
import type { Windows } from './windows.ts';

/** Why no opens leave a node; closes are never blocked. */
export type Block =
  | 'paused'
  | 'flatten'
  | 'safe'
  | 'database'
  | 'ledger'
  | 'permissions'
  | 'kill'
  | 'journal'
  | 'link';

/** What is known of a symbol of the slave's broker. */
export type SymbolLookup =
  | { readonly type: 'known'; readonly spec: SymbolSpec }
  | { readonly type: 'missing'; readonly code: 'SYMBOL_UNKNOWN' | 'SYMBOL_NOT_SELECTED' };

/** See file header. */
export interface PlanInput {
  /** The master whose book is planned; only its copies are acted on. */
  readonly masterBook: MasterBook;
  readonly masterSymbols: SymbolRules;
  /** The newest book of the slave's own terminal; null before the first. */
  readonly slaveBook: Book | null;
  readonly slaveId: SlaveId;
  /** All copies of this slave, of every master. */
  readonly copies: Copies;
  /** Copies with an action under way: they are left alone until it ends. */
  readonly inFlight: ReadonlySet<CopyId>;
  readonly evidence: Evidence;
  /** Answers to `look` actions that no plan has used yet. */
  readonly found: ReadonlyMap<CopyId, Found>;
  /** By the slave's symbol. */
  readonly quotes: ReadonlyMap<string, Quote>;
  /** By the slave's symbol; one that is not there has not been asked for yet. */
  readonly symbols: ReadonlyMap<string, SymbolLookup>;
  readonly account: SlaveAccount;
  /** Whether the slave still follows this master; if not, its copies are only closed. */
  readonly isFollowed: boolean;
  readonly settings: { readonly defaultSlippagePoints: number; readonly windows: Windows };
  readonly blocks: ReadonlySet<Block>;
  /** False: the account's requests of today are used up, so that SL and TP are left as they are. */
  readonly mayModify?: boolean | undefined;
  /** Copies that an operator wants closed, one by one; none when absent. */
  readonly wantedClosed?: ReadonlySet<CopyId> | undefined;
  /**
   * When the master's newest message came, and when one last brought a book of now (or the first came);
   * null or absent when it was not heard.
   */
  readonly heard?: { readonly heardAtMs: number; readonly soundAtMs: number } | null | undefined;
  /** Identifies the EA's journal; null while it is not connected. */
  readonly journalId: string | null;
  /** This computer's clock, epoch ms. */
  readonly nowMs: number;
}

/** What stands on record beside an order. Times are epoch ms of this computer. */
export type OrderCause = {
  readonly by: 'plan' | 'operator';
  /** The action of the plan, or what the operator asked for. */
  readonly decision: string;
  /** Of a close: why. */
  readonly cause: string | null;
  /** Null for a position that no plan was made for. */
  readonly facts: { readonly [name: string]: Fact } | null;
};

/** A value of an {@link OrderCause}. */
export type Fact =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | { readonly [name: string]: Fact };

/** An order that opens a copy. */
export interface OpenOrder {
  readonly request: RequestId;
  readonly symbol: string;
  readonly side: Side;
  readonly volume: Lots;
  readonly magic: Magic;
  readonly comment: string;
  /** Rounded to the slave's tick size. */
  readonly sl: Price | null;
  readonly tp: Price | null;
  readonly deviationPoints: number;
  readonly worstPrice: Price;
  readonly bestPrice: Price | null;
  /** From `decidedAtMs` on; later nothing may be sent. */
  readonly validForMs: number;
  readonly decidedAtMs: number;
  /** Since then, by a clock that nobody sets, when it is sent: `decidedAtMs` is of one that may be. Absent: not known. */
  readonly waitedMs?: number;
  readonly magicSinceServerMs: number;
  readonly filling: 'IOC' | 'FOK';
  /** What the fill is measured against, for the record: the terminal is not told. Absent: not known. */
  readonly master?: { readonly price: Price; readonly slaveDigits: number };
  /** For the record: the terminal is not told. */
  readonly because?: OrderCause;
}

/** An order that closes a copy or a part of it. */
export interface CloseOrder {
  readonly request: RequestId;
  readonly ticket: Ticket;
  readonly identifier: PositionId;
  readonly volume: Lots;
  /** The volume that the plan saw; when it is another one, nothing is sent. */
  readonly ifVolume: Lots;
  readonly magic: Magic;
  /** The account's own choice; absent: the EA chooses as it does for opens. */
  readonly filling?: 'IOC' | 'FOK';
  /** For the record: the terminal is not told. */
  readonly because?: OrderCause;
}

/** An order that sets a copy's SL and TP. */
export interface ModifyOrder {
  readonly request: RequestId;
  readonly ticket: Ticket;
  readonly identifier: PositionId;
  /** Rounded to the slave's tick size; null is none. */
  readonly sl: Price | null;
  readonly tp: Price | null;
  readonly magic: Magic;
  /** For the record: the terminal is not told. */
  readonly because?: OrderCause;
}

/** Store a new entry for a position of ours that the ledger does not know. */
export type AdoptAction = { readonly type: 'adopt'; readonly copy: Copy };

/** One thing to do. `copy` is the entry as it has to be stored. */
export type Action =
  /** Store the intent (a new entry), then send the order. */
  | { readonly type: 'open'; readonly copy: Copy; readonly order: OpenOrder }
  /** Send the order of a stored intent, which certainly never arrived, for the first time. */
  | { readonly type: 'send'; readonly copy: Copy; readonly order: OpenOrder }
  /**
   * The copy's last opening request certainly was not executed: store the next version, which numbers
   * another one, and send that only when it is durable.
   */
  | { readonly type: 'retry'; readonly copy: Copy; readonly order: OpenOrder }
  | AdoptAction
  /** Store a new entry that says why there is no copy. */
  | { readonly type: 'refuse'; readonly copy: Copy }
  /** Store the next version, then send the order. */
  | { readonly type: 'close'; readonly copy: Copy; readonly order: CloseOrder }
  /** Store the next version, then send the order; the outcome says what is left. */
  | { readonly type: 'close-part'; readonly copy: Copy; readonly order: CloseOrder }
  /** Store the next version, then send the order. `follows` are the master's SL and TP behind it. */
  | {
      readonly type: 'modify';
      readonly copy: Copy;
      readonly order: ModifyOrder;
      readonly follows: Stops;
    }
  /** Store the next version: something became known. */
  | { readonly type: 'record'; readonly copy: Copy }
  /** Search the terminal for a copy; the answer comes back as `found`. */
  | {
      readonly type: 'look';
      readonly copy: Copy;
      readonly request: RequestId;
      readonly position: PositionId | null;
      readonly sinceServerMs: number;
    }
  /** Fetch a symbol's specification and subscribe its quotes. */
  | { readonly type: 'learn'; readonly symbol: string };
