/**
 * What to do with a copy that exists: close it when its master position is proved closed, look for it
 * when its whereabouts are in doubt, record what was found.
 *
 * Invariants:
 * 1. A close is planned only on proof (master-closed.ts) and only while the slave's own complete book
 *    shows the position.
 * 2. An open whose outcome is unknown is sent only if the EA's journal proves that it never arrived.
 * 3. A closing deal that no request of ours explains makes the copy detached, for ever.
 */
import { requestId } from './copy-identity.ts';
import { withState, type CloseCause, type Copy, type SlavePosition } from './copy.ts';
import { provesAbsence } from './evidence.ts';
import { masterClosed } from './master-closed.ts';
import type { Action, PlanInput } from './plan-input.ts';
import type { Position } from './position.ts';
import { resolveGone, resolveOpen } from './resolution.ts';
import type { RequestId } from './ids.ts';

/** The action for a copy, or null when there is nothing to do or too little is known. */
export function planCopy(copy: Copy, input: PlanInput): Action | null {
  const { state } = copy;
  switch (state.status) {
    case 'refused':
    case 'closed':
    case 'detached':
      return null;
    case 'opening':
      return resolveOpen(copy, state.request, input) ?? look(copy, state.request, null, input);
    case 'unknown':
      if (state.position === null) {
        return resolveOpen(copy, state.request, input) ?? look(copy, state.request, null, input);
      }
      return planHeld(copy, state.position, state.request, state.cause, input);
    case 'open':
      return planHeld(copy, state.position, lastRequest(copy), null, input);
    case 'closing':
      return planHeld(copy, state.position, state.request, state.cause, input);
  }
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
  if (slaveBook === null || !provesAbsence(slaveBook, nowMs, settings.windows)) return null;
  const position = slaveBook.positions.get(held.identifier);
  if (position === undefined) {
    const gone = resolveGone(copy, held, cause, input);
    return gone ?? look(copy, request, held, input);
  }
  const reason = cause ?? closeReason(copy, input);
  if (reason !== null) return close(copy, position, reason, input);
  if (position.ticket === held.ticket || copy.state.status !== 'open') return null;
  const moved = { identifier: held.identifier, ticket: position.ticket };
  return { type: 'record', copy: withState(copy, { ...copy.state, position: moved }) };
}

function closeReason(copy: Copy, input: PlanInput): CloseCause | null {
  return masterClosed({
    book: input.masterBook,
    identifier: copy.masterPosition,
    volume: copy.masterVolume,
    evidence: input.evidence,
    windows: input.settings.windows,
    nowMs: input.nowMs,
  });
}

function close(copy: Copy, position: Position, cause: CloseCause, input: PlanInput): Action | null {
  const tries = input.evidence.closeTries.get(copy.copyId);
  if (tries !== undefined && input.nowMs < tries.notBeforeMs) return null;
  const number = copy.requests + 1;
  const request = requestId(copy.copyId, 'close', number);
  const at = { identifier: position.identifier, ticket: position.ticket };
  return {
    type: 'close',
    copy: withState(
      copy,
      { status: 'closing', position: at, request, cause },
      { requests: number },
    ),
    order: { request, ...at, volume: position.volume, magic: copy.magic },
  };
}

function look(
  copy: Copy,
  request: RequestId,
  held: SlavePosition | null,
  input: PlanInput,
): Action | null {
  const { slaveBook, evidence, settings, nowMs, journalId } = input;
  if (slaveBook === null || journalId === null) return null;
  const before = evidence.lookedAtMs.get(copy.copyId);
  if (before !== undefined && nowMs - before < settings.windows.lookEveryMs) return null;
  const sinceIntentMs = Math.max(0, nowMs - copy.intendedAtMs);
  const sinceServerMs = slaveBook.serverNowMs - sinceIntentMs - settings.windows.magicLookbackMs;
  return {
    type: 'look',
    copy,
    request,
    position: held?.identifier ?? null,
    sinceServerMs: Math.max(0, sinceServerMs),
  };
}

/** The request that the journal is asked about when none is outstanding: the copy's opening one. */
function lastRequest(copy: Copy): RequestId {
  return requestId(copy.copyId, 'open', 1);
}
