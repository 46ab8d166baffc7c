/**
 * What an open copy becomes when a change of its SL and TP or a partial close is answered.
 *
 * Invariants:
 * 1. A copy follows the master's SL and TP only when the slave's broker has them.
 * 2. A partial close without a definite answer stays unknown: it is not repeated before it is resolved.
 * 3. A close of the whole that the broker takes in parts stays wanted from one part to the next.
 */
import { withState, type Copy, type CopyState, type SlavePosition } from './copy.ts';
import type { Stops } from './evidence.ts';
import { isDefinite } from './outcome.ts';
import { classifyRetcode } from './retcodes.ts';
import type { TradeReply } from './trade-reply.ts';

/** 10025: SL and TP are as wanted already. */
const NO_CHANGES = 10025;

type UnknownState = Extract<CopyState, { readonly status: 'unknown' }>;

/** What the answer to a modification means. */
export interface ModifyOutcome {
  readonly copy: Copy;
  /** The broker does not take this target now. */
  readonly isRefused: boolean;
}

/**
 * The copy after the answer to a modification; its intent was stored as `unknown(modify)`.
 * @param follows the master's SL and TP behind the request.
 */
export function afterModify(copy: Copy, follows: Stops, reply: TradeReply): ModifyOutcome {
  const { state } = copy;
  if (state.status !== 'unknown' || state.operation !== 'modify' || state.position === null) {
    return { copy, isRefused: false };
  }
  const open = { status: 'open', position: state.position } as const;
  const retcode = reply.type === 'unknown' ? null : reply.retcode;
  const isDone = reply.type === 'taken' && classifyRetcode(reply.retcode) === 'done';
  if (isDone || retcode === NO_CHANGES) {
    const changes = { masterSl: follows.sl, masterTp: follows.tp };
    return { copy: withState(copy, open, changes), isRefused: false };
  }
  // 10036: the position is gone; the next book says so.
  if (retcode !== null && classifyRetcode(retcode) === 'nothing-to-do') {
    return { copy: withState(copy, open), isRefused: false };
  }
  if (reply.type === 'rejected' && isDefinite(reply.retcode)) {
    return { copy: withState(copy, open), isRefused: true };
  }
  return { copy, isRefused: false };
}

/** The copy after the answer to a partial close; its intent was stored as `unknown(close-part)`. */
export function afterPart(copy: Copy, reply: TradeReply): Copy {
  const { state } = copy;
  if (state.status !== 'unknown' || state.operation !== 'close-part' || state.position === null) {
    return copy;
  }
  return isAnswered(reply) ? withState(copy, partKnown(state, state.position)) : copy;
}

/** What a copy is once it is known what became of a part: still to be closed, if the part was one of its whole. */
export function partKnown(
  { request, cause }: Pick<UnknownState, 'request' | 'cause'>,
  position: SlavePosition,
): CopyState {
  return cause === null
    ? { status: 'open', position }
    : { status: 'closing', position, request, cause };
}

/** Whether an answer says for certain what became of a partial close. */
export function isAnswered(reply: TradeReply): boolean {
  switch (reply.type) {
    case 'unknown':
      return false;
    case 'rejected':
      return isDefinite(reply.retcode) || reply.retcode === 10036;
    case 'taken': {
      const kind = classifyRetcode(reply.retcode);
      return kind === 'done' || kind === 'partly-done';
    }
  }
}
