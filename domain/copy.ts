/**
 * The life of a copy: one master position on one slave, the unit of the ledger.
 *
 * absent → opening → open → closing → closed, and the durable exceptions refused, unknown, detached.
 *
 * Invariants:
 * 1. At most one opening request of a copy is ever executed: another one is numbered only after a
 *    definite "nothing was executed".
 * 2. What decides the copy's size is fixed in its intent; later edits of the account do not reach it.
 * 3. `version` grows by one with every stored change.
 */
import type { Operation } from './copy-identity.ts';
import type {
  AccountName,
  CopyId,
  Magic,
  MasterId,
  PositionId,
  RequestId,
  SlaveId,
  Ticket,
} from './ids.ts';
import type { Side } from './position.ts';
import type { RefusalCode } from './refusal.ts';
import type { Lots, Price } from './symbol-spec.ts';

/** Why a copy was closed. */
export const CLOSE_CAUSES = [
  'MASTER_CLOSED',
  'MASTER_GONE',
  'BELOW_MIN_LOT',
  'REVERSED',
  'OPERATOR',
  'RISK',
  'LATE_FILL',
] as const;
/** See {@link CLOSE_CAUSES}. */
export type CloseCause = (typeof CLOSE_CAUSES)[number];

/** Where a copy's position stands at the slave's broker. */
export type SlavePosition = {
  readonly identifier: PositionId;
  readonly ticket: Ticket;
};

/** The states of a copy; each holds only what is valid in it. */
export type CopyState =
  | { readonly status: 'opening'; readonly request: RequestId }
  | { readonly status: 'open'; readonly position: SlavePosition }
  | {
      readonly status: 'closing';
      readonly position: SlavePosition;
      readonly request: RequestId;
      readonly cause: CloseCause;
    }
  | {
      readonly status: 'closed';
      readonly position: SlavePosition | null;
      readonly cause: CloseCause;
    }
  | { readonly status: 'refused'; readonly code: RefusalCode; readonly detail: string }
  | {
      readonly status: 'unknown';
      readonly operation: Operation;
      readonly request: RequestId;
      readonly sinceMs: number;
      /** Null for an open: whether there is a position is what is unknown. */
      readonly position: SlavePosition | null;
      /** For a close, and for a part of a close of the whole: why it was asked for. */
      readonly cause: CloseCause | null;
    }
  | {
      readonly status: 'detached';
      readonly position: SlavePosition;
      /** What took the copy away: a `DEAL_REASON_…` without its prefix, or `ABSENT`. */
      readonly reason: string;
    };

/** One entry of the ledger. */
export interface Copy {
  readonly copyId: CopyId;
  readonly masterId: MasterId;
  readonly slaveId: SlaveId;
  /** The slave's display name at the intent (the Python copier's `slave_name`). */
  readonly slaveName: AccountName;
  readonly masterPosition: PositionId;
  /** The master position's ticket at the intent (the Python copier's `master_ticket`). */
  readonly masterTicket: Ticket;
  readonly magic: Magic;
  /** The slave's symbol. Of a refused copy without translation: the master's. */
  readonly symbol: string;
  readonly side: Side;
  /**
   * The slave's volume as decided at the intent; null for a copy refused before it was sized, or adopted
   * after its master position had gone.
   */
  readonly intendedVolume: Lots | null;
  /** The master position's volume at the intent; of an adopted copy without intended volume: not known. */
  readonly masterVolume: Lots;
  /** The master position's SL and TP that the copy last followed. */
  readonly masterSl: Price | null;
  readonly masterTp: Price | null;
  /** Requests numbered so far; the next request's number is this plus one. */
  readonly requests: number;
  /** When the intent (or the refusal) was decided, epoch ms. */
  readonly intendedAtMs: number;
  /** When the copy was seen to be open, epoch ms. */
  readonly openedAtMs: number | null;
  /** When the copy was seen to be gone, epoch ms. */
  readonly closedAtMs: number | null;
  /** The EA's journal at the intent: "never arrived" is proved only under the same journal. */
  readonly journalId: string | null;
  readonly version: number;
  readonly state: CopyState;
}

/** Whether a position of this copy may exist at the slave's broker. */
export function mayHavePosition(copy: Copy): boolean {
  switch (copy.state.status) {
    case 'opening':
    case 'open':
    case 'closing':
    case 'unknown':
      return true;
    case 'closed':
    case 'refused':
    case 'detached':
      return false;
  }
}

/** The next version of a copy, in another state (invariant 3). */
export function withState(
  copy: Copy,
  state: CopyState,
  changes: Partial<
    Pick<Copy, 'openedAtMs' | 'closedAtMs' | 'requests' | 'masterSl' | 'masterTp'>
  > = {},
): Copy {
  return { ...copy, ...changes, state, version: copy.version + 1 };
}
