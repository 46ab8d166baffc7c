/**
 * What to do with a copy that exists: close it when its master position is proved closed or an
 * operator orders it, follow the master's changes, look for it when its whereabouts are in doubt, record what was found.
 *
 * Invariants:
 * 1. A close is planned only on proof (master-closed.ts) or an operator's order, and only while the slave's own fresh book
 *    shows the position.
 * 2. An open whose outcome is unknown is sent again only if the EA's journal proves that it never
 *    arrived, or the trade server that nothing was executed.
 * 3. A closing deal that no request of ours explains makes the copy detached, for ever.
 */
import { closeWhole, largestPart, look } from './close-order.ts';
import { requestId } from './copy-identity.ts';
import { withState, type CloseCause, type Copy, type SlavePosition } from './copy.ts';
import { provesAbsence, provesPresence } from './evidence.ts';
import type { RequestId } from './ids.ts';
import { masterClosed } from './master-closed.ts';
import { planChange } from './plan-change.ts';
import type { Action, PlanInput } from './plan-input.ts';
import { planSettled } from './plan-settled.ts';
import type { Position } from './position.ts';
import { adoptListed, resolveGone, resolveOpen, resolvePart, retryOpen } from './resolution.ts';

/** The action for a copy, or null when there is nothing to do or too little is known. */
export function planCopy(copy: Copy, input: PlanInput): Action | null {
  const { state } = copy;
  switch (state.status) {
    case 'refused':
    case 'closed':
    case 'detached':
      return planSettled(copy, input);
    case 'opening':
      return planOpening(copy, state.request, input);
    case 'unknown':
      if (state.position === null) return planOpening(copy, state.request, input);
      return planHeld(copy, state.position, state.request, state.cause, input);
    case 'open':
      return planHeld(copy, state.position, firstRequest(copy), null, input);
    case 'closing':
      return planHeld(copy, state.position, state.request, state.cause, input);
  }
}

function planOpening(copy: Copy, request: RequestId, input: PlanInput): Action | null {
  const listed = adoptListed(copy, input);
  if (listed !== null) return listed;
  const retry = input.evidence.openRetries.get(copy.copyId);
  const mayFollow = retry?.request === request;
  // What is too late is said without the symbol.
  const again = mayFollow ? retryOpen(copy, retry, input) : null;
  if (again !== null) return again;
  // Should it turn out that nothing was sent, the order needs the symbol.
  if (!input.symbols.has(copy.symbol)) return { type: 'learn', symbol: copy.symbol };
  if (mayFollow) return null;
  return resolveOpen(copy, request, input) ?? look(copy, request, null, input);
}

/** A copy that had a position when last seen. `cause` is set when its close was asked for already. */
function planHeld(
  copy: Copy,
  held: SlavePosition,
  request: RequestId,
  cause: CloseCause | null,
  input: PlanInput,
): Action | null {
  const { slaveBook, nowMs, settings } = input;
  if (slaveBook === null || !provesPresence(slaveBook, nowMs, settings.windows)) return null;
  const position = slaveBook.positions.get(held.identifier);
  const reason = cause ?? closeReason(copy, input) ?? orderedClose(copy, input);
  if (position === undefined) {
    if (!provesAbsence(slaveBook, nowMs, settings.windows)) return null;
    return resolveGone(copy, held, reason, input) ?? look(copy, request, held, input);
  }
  // A whole close may be repeated, a part may not before it is known what became of the last one.
  const isPartInDoubt = copy.state.status === 'unknown' && copy.state.operation === 'close-part';
  const mustWait = isPartInDoubt && largestPart(copy, position, input) !== null;
  if (reason !== null && !mustWait) return closeWhole(copy, position, reason, input);
  return planListed(copy, held, position, request, input);
}

/** A copy that is listed and is not to be closed: it is open, or in doubt of a change. */
function planListed(
  copy: Copy,
  held: SlavePosition,
  position: Position,
  request: RequestId,
  input: PlanInput,
): Action | null {
  const { state } = copy;
  if (state.status === 'unknown') {
    if (state.operation === 'close-part') {
      return resolvePart(copy, position, input) ?? look(copy, request, held, input);
    }
    // A modification is compared with what the broker has now, and repeated by what follows from `open`:
    // the master may be back where the copy followed him last, the broker may not.
    const follows = { masterSl: position.sl, masterTp: position.tp };
    return { type: 'record', copy: withState(copy, { status: 'open', position: held }, follows) };
  }
  if (position.ticket === held.ticket) return planChange(copy, position, input);
  const moved = { identifier: held.identifier, ticket: position.ticket };
  return { type: 'record', copy: withState(copy, { status: 'open', position: moved }) };
}

/** An operator's command is a reason as good as a proof. */
function orderedClose(copy: Copy, { blocks, wantedClosed }: PlanInput): CloseCause | null {
  const isWanted = blocks.has('flatten') || wantedClosed?.has(copy.copyId) === true;
  return isWanted ? 'OPERATOR' : null;
}

function closeReason(copy: Copy, input: PlanInput): CloseCause | null {
  return masterClosed({
    book: input.masterBook,
    identifier: copy.masterPosition,
    side: copy.side,
    volume: copy.intendedVolume === null ? null : copy.masterVolume,
    sinceMs: copy.intendedAtMs,
    evidence: input.evidence,
    windows: input.settings.windows,
    nowMs: input.nowMs,
  });
}

/** The request that the journal is asked about when none is outstanding: the copy's first one. */
function firstRequest(copy: Copy): RequestId {
  return requestId(copy.copyId, 'open', 1);
}
