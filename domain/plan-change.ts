/**
 * How an open copy follows changes of its master position: a smaller volume, other SL and TP.
 *
 * Invariants:
 * 1. Target volume (S2) = min(current, floor(intended × master's remaining ÷ master's at the intent));
 *    only the difference is closed, and only what a complete fresh read of the master proves.
 * 2. A difference below the minimum lot waits. A target below it closes the copy, on the proof of the
 *    master's closing deal or of as many reads as an absence needs.
 * 3. SL and TP are compared on the slave's tick grid, and sent only after the master changed his: a
 *    change by hand on the slave stands until then.
 *    A request of ours that was executed after a later one is no change by hand: it is set right.
 * 4. Changes that come faster than the account allows are merged to the newest: the next request sets
 *    what the master has by then. At the account's daily limit of requests none leaves.
 * 5. A copy below its target is converged; nothing is ever added to it.
 */
import { isProof } from './absence.ts';
import { closePart, closeWhole } from './close-order.ts';
import { requestId } from './copy-identity.ts';
import { withState, type Copy } from './copy.ts';
import { absenceKey, provesAbsence, type Evidence, type Stops } from './evidence.ts';
import { closingDealsOf } from './book.ts';
import { stopsOnGrid } from './open-order.ts';
import type { Action, PlanInput } from './plan-input.ts';
import type { Position } from './position.ts';
import {
  compareLots,
  lotsToSteps,
  shareToSteps,
  stepsToLots,
  type SymbolSpec,
} from './symbol-spec.ts';
import { isDue, isSameStops } from './tries.ts';

/** The change that an open copy needs next, or null. `position` is the copy's, as listed now. */
export function planChange(copy: Copy, position: Position, input: PlanInput): Action | null {
  const { masterBook, nowMs, settings } = input;
  if (!provesAbsence(masterBook, nowMs, settings.windows)) return null;
  const master = masterBook.positions.get(copy.masterPosition);
  if (master?.side !== copy.side) return null;
  if (copy.intendedVolume === null) return withFacts(copy, position, master, nowMs);
  const isSmaller = compareLots(master.volume, copy.masterVolume) < 0;
  const isFollowing = hasStopsOf(master, copy, position, input.evidence);
  if (!isSmaller && isFollowing) return null;
  const lookup = input.symbols.get(copy.symbol);
  if (lookup === undefined) return { type: 'learn', symbol: copy.symbol };
  if (lookup.type === 'missing') return null;
  const part = isSmaller ? planPart(copy, position, master, lookup.spec, input) : null;
  if (part !== null || isFollowing) return part;
  return planStops(copy, position, master, lookup.spec, input);
}

/** A copy that was adopted while its master position was not listed: its facts are those of now. */
function withFacts(copy: Copy, position: Position, master: Position, nowMs: number): Action {
  const volumes = { intendedVolume: position.volume, masterVolume: master.volume };
  const facts = { ...copy, ...volumes, intendedAtMs: nowMs };
  const follows = { masterSl: master.sl, masterTp: master.tp };
  return { type: 'record', copy: withState(facts, copy.state, follows) };
}

/**
 * Whether nothing is to be sent for the master's SL and TP: they are those that the copy followed last, and
 * `position` does not have those of an older request of ours, whose outcome was not known.
 */
export function hasStopsOf(
  master: Stops,
  { copyId, masterSl, masterTp }: Copy,
  position: Stops,
  { modifyTries }: Evidence,
): boolean {
  const doubtful = modifyTries.get(copyId)?.doubtful ?? [];
  const isOvertaken = doubtful.some(
    (older) => isSameStops(older.target, position) && !isSameStops(older.follows, master),
  );
  return isSameStops(master, { sl: masterSl, tp: masterTp }) && !isOvertaken;
}

/** Steps that the copy should have at most (invariant 1). */
export function targetSteps(
  copy: Pick<Copy, 'intendedVolume' | 'masterVolume'>,
  position: Pick<Position, 'volume'>,
  master: Pick<Position, 'volume'>,
  spec: SymbolSpec,
): number {
  const current = lotsToSteps(position.volume, spec);
  if (copy.intendedVolume === null) return current;
  const { intendedVolume, masterVolume } = copy;
  return Math.min(current, shareToSteps(intendedVolume, master.volume, masterVolume, spec));
}

function planPart(
  copy: Copy,
  position: Position,
  master: Position,
  spec: SymbolSpec,
  input: PlanInput,
): Action | null {
  const target = targetSteps(copy, position, master, spec);
  if (target < spec.minSteps) {
    return isReductionProved(copy, input)
      ? closeWhole(copy, position, 'BELOW_MIN_LOT', input)
      : null;
  }
  const surplus = lotsToSteps(position.volume, spec) - target;
  if (surplus < spec.minSteps) return null;
  return closePart(copy, position, stepsToLots(surplus, spec), input);
}

function isReductionProved(copy: Copy, { masterBook, evidence, settings }: PlanInput): boolean {
  if (closingDealsOf(masterBook, copy.masterPosition).length > 0) return true;
  const reads = evidence.masterReductions.get(absenceKey(copy.masterId, copy.masterPosition));
  return reads?.epoch === masterBook.epoch && isProof(reads, settings.windows.absenceReads, 0);
}

/**
 * Whether the slave's list has certainly come up with our last modification. One that was read before, or
 * lags, still shows the SL and TP of before it: if those are what the master wants again, taking them for
 * set would leave what was sent meanwhile for ever.
 */
function isReadLater({ copyId }: Copy, { slaveBook, evidence, settings }: PlanInput): boolean {
  const tries = evidence.modifyTries.get(copyId);
  if (tries === undefined || slaveBook === null) return true;
  const { lingerMs, staleBookMs } = settings.windows;
  const sinceMs = slaveBook.readAtMs - tries.atMs;
  // A book that is older still was not read before it, but by a clock that has been set back since.
  return sinceMs > lingerMs || sinceMs < -staleBookMs - lingerMs;
}

function planStops(
  copy: Copy,
  position: Position,
  master: Position,
  spec: SymbolSpec,
  input: PlanInput,
): Action | null {
  const { nowMs, account, evidence } = input;
  const follows = { sl: master.sl, tp: master.tp };
  const target = stopsOnGrid(follows, spec);
  if (isSameStops(target, stopsOnGrid({ sl: position.sl, tp: position.tp }, spec))) {
    if (!isReadLater(copy, input)) return null;
    const changes = { masterSl: follows.sl, masterTp: follows.tp };
    return { type: 'record', copy: withState(copy, copy.state, changes) };
  }
  if (input.mayModify === false) return null;
  const tries = evidence.modifyTries.get(copy.copyId);
  // A clock that was set back holds nothing up.
  if (tries !== undefined && Math.abs(nowMs - tries.atMs) < account.minModifyIntervalMs)
    return null;
  const refused = tries?.refused ?? null;
  if (refused !== null && !isDue(refused, nowMs) && isSameStops(refused, target)) return null;
  const number = copy.requests + 1;
  const { identifier, ticket } = position;
  const request = requestId(copy.copyId, 'modify', number);
  const at = { identifier, ticket };
  const doubt = { status: 'unknown', operation: 'modify', position: at } as const;
  return {
    type: 'modify',
    // In doubt until it is answered, so that a restart compares instead of trusting what it followed.
    copy: withState(copy, { ...doubt, request, sinceMs: nowMs, cause: null }, { requests: number }),
    order: {
      request,
      ticket,
      identifier,
      ...target,
      magic: copy.magic,
    },
    follows,
  };
}
