/**
 * What to do when a copy that was settled shows up at the broker after all.
 *
 * Invariants:
 * 1. A position with the magic of a refused copy is adopted: it was filled late. S3 closes it when the
 *    master position is gone.
 *    One that was refused before it was sized has no facts of its own yet: it takes them from its
 *    position and from a sound book of its master, as every adoption does, and waits for that book.
 *    One that was refused for a clash of magics never takes the other copy's position.
 * 2. A copy recorded as closed whose position is still listed later is closed again.
 * 3. A copy detached for its absence is adopted again when it is listed; one that a deal closed is not.
 */
import { positionWithMagic } from './book.ts';
import { closeWhole } from './close-order.ts';
import { mayHavePosition, withState, type Copy } from './copy.ts';
import { provesAbsence, provesPresence } from './evidence.ts';
import type { Action, PlanInput } from './plan-input.ts';
import type { Position } from './position.ts';
import type { Windows } from './windows.ts';

/** The position of a settled copy that is listed although it should not be, or null. */
export function resurfaced(copy: Copy, input: PlanInput): Position | null {
  const { slaveBook, nowMs, settings } = input;
  const { state, magic } = copy;
  if (slaveBook === null || !provesPresence(slaveBook, nowMs, settings.windows)) return null;
  switch (state.status) {
    case 'refused': {
      const position = positionWithMagic(slaveBook, magic);
      return position === null || isOfAnother(copy, position, input) ? null : position;
    }
    case 'closed':
    case 'detached': {
      const atMs = copy.closedAtMs ?? Number.NEGATIVE_INFINITY;
      if (state.position === null) return null;
      if (!isLater(slaveBook.readAtMs - atMs, settings.windows)) return null;
      return slaveBook.positions.get(state.position.identifier) ?? null;
    }
    case 'opening':
    case 'open':
    case 'closing':
    case 'unknown':
      return null;
  }
}

/** Whether a read was taken so long after, or by a clock that has been set back since. */
function isLater(sinceMs: number, { lingerMs, staleBookMs }: Windows): boolean {
  return sinceMs > lingerMs || sinceMs < -staleBookMs - lingerMs;
}

/** Whether another copy, with which it shares its magic, has the position or may turn out to. */
function isOfAnother({ copyId, magic }: Copy, held: Position, { copies }: PlanInput): boolean {
  return copies.withMagic(magic).some((other) => {
    if (other.copyId === copyId || !mayHavePosition(other)) return false;
    const at = 'position' in other.state ? other.state.position : null;
    return at === null || at.identifier === held.identifier;
  });
}

/** The action for a settled copy, or null: almost always. */
export function planSettled(copy: Copy, input: PlanInput): Action | null {
  const position = resurfaced(copy, input);
  if (position === null) return null;
  if (copy.state.status === 'closed') return closeWhole(copy, position, copy.state.cause, input);
  if (copy.state.status === 'detached' && copy.state.reason !== 'ABSENT') return null;
  const at = { identifier: position.identifier, ticket: position.ticket };
  const changes = { openedAtMs: copy.openedAtMs ?? input.nowMs, closedAtMs: null };
  const known = withFacts(copy, position, input);
  if (known === null) return null;
  return { type: 'record', copy: withState(known, { status: 'open', position: at }, changes) };
}

/** The copy with what it needs to follow its master (invariant 1), or null while that is not known. */
function withFacts(
  copy: Copy,
  held: Position,
  { masterBook, nowMs, settings }: PlanInput,
): Copy | null {
  if (copy.intendedVolume !== null) return copy;
  if (!provesAbsence(masterBook, nowMs, settings.windows)) return null;
  const { symbol, side, volume: intendedVolume } = held;
  const master = masterBook.positions.get(copy.masterPosition);
  if (master === undefined) return { ...copy, symbol, side };
  // The volume is that of now: what was closed before is no part of it.
  const facts = { ...copy, symbol, side, intendedVolume, intendedAtMs: nowMs };
  return { ...facts, masterVolume: master.volume, masterSl: master.sl, masterTp: master.tp };
}
