/**
 * What to do when a copy that was settled shows up at the broker after all.
 *
 * Invariants:
 * 1. A position with the magic of a refused copy is adopted: it was filled late. S3 closes it when the
 *    master position is gone.
 * 2. A copy recorded as closed whose position is still listed later is closed again.
 * 3. A copy detached for its absence is adopted again when it is listed; one that a deal closed is not.
 */
import { positionWithMagic } from './book.ts';
import { closeWhole } from './close-order.ts';
import { withState, type Copy } from './copy.ts';
import { provesPresence } from './evidence.ts';
import type { Action, PlanInput } from './plan-input.ts';
import type { Position } from './position.ts';

/** The position of a settled copy that is listed although it should not be, or null. */
export function resurfaced(copy: Copy, input: PlanInput): Position | null {
  const { slaveBook, nowMs, settings } = input;
  const { state, magic } = copy;
  if (slaveBook === null || !provesPresence(slaveBook, nowMs, settings.windows)) return null;
  switch (state.status) {
    case 'refused':
      return positionWithMagic(slaveBook, magic);
    case 'closed':
    case 'detached': {
      const atMs = copy.closedAtMs ?? Number.NEGATIVE_INFINITY;
      if (state.position === null) return null;
      if (slaveBook.readAtMs - atMs <= settings.windows.lingerMs) return null;
      return slaveBook.positions.get(state.position.identifier) ?? null;
    }
    case 'opening':
    case 'open':
    case 'closing':
    case 'unknown':
      return null;
  }
}

/** The action for a settled copy, or null: almost always. */
export function planSettled(copy: Copy, input: PlanInput): Action | null {
  const position = resurfaced(copy, input);
  if (position === null) return null;
  if (copy.state.status === 'closed') return closeWhole(copy, position, copy.state.cause, input);
  if (copy.state.status === 'detached' && copy.state.reason !== 'ABSENT') return null;
  const at = { identifier: position.identifier, ticket: position.ticket };
  const changes = { openedAtMs: copy.openedAtMs ?? input.nowMs, closedAtMs: null };
  return { type: 'record', copy: withState(copy, { status: 'open', position: at }, changes) };
}
