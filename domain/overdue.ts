/**
 * Since when a copy has been waiting for what the plan wants of it: a close, a part, other SL and TP. A
 * pause after a try, an answer that says nothing and a market that is closed do not end the waiting; what is
 * carried out does.
 *
 * Invariants:
 * 1. Same input, same evidence; only copies of the planned master are looked at.
 * 2. A copy waits as long as the plan without its pauses would act on it, or its outcome is in doubt, and
 *    neither its volume nor the SL and TP that it follows change.
 * 3. One that the plan cannot act on, as its symbol is not known, waits too.
 */
import type { Copy } from './copy.ts';
import type { Evidence } from './evidence.ts';
import type { CopyId } from './ids.ts';
import { hasStopsOf } from './plan-change.ts';
import type { PlanInput } from './plan-input.ts';
import { plan } from './plan.ts';
import { compareLots } from './symbol-spec.ts';
import { refusedByBroker } from './tries.ts';

const NO_PAUSES = { closeTries: new Map(), partTries: new Map(), modifyTries: new Map() } as const;

/** Folds in what the copies of one master wait for; to be called about once a second. */
export function observeWaiting(input: PlanInput): Evidence {
  const { copies, evidence, masterBook, nowMs } = input;
  const ofOthers = [...evidence.waiting].filter(([id]) => {
    const masterId = copies.get(id)?.masterId;
    return masterId !== undefined && masterId !== masterBook.accountId;
  });
  const waiting = new Map(ofOthers);
  for (const id of wanting(input)) {
    const copy = copies.get(id);
    if (copy === undefined) continue;
    const shape = shapeOf(copy, input);
    const before = evidence.waiting.get(id);
    // A clock that was set back begins anew.
    const isSame = before?.shape === shape && before.sinceMs <= nowMs;
    waiting.set(id, isSame ? before : { sinceMs: nowMs, shape });
  }
  return { ...evidence, waiting };
}

function wanting(input: PlanInput): ReadonlySet<CopyId> {
  const { copies, evidence, masterBook } = input;
  const wanted = new Set<CopyId>();
  for (const copy of copies.live()) {
    const { copyId, masterId, state } = copy;
    const isInDoubt = state.status === 'unknown' && state.position !== null;
    if (masterId !== masterBook.accountId) continue;
    if (isInDoubt || state.status === 'closing' || isHeldUp(copy, input)) wanted.add(copyId);
  }
  const free = { ...input, inFlight: new Set<CopyId>(), evidence: { ...evidence, ...NO_PAUSES } };
  for (const action of plan(free)) {
    if (action.type === 'close' || action.type === 'close-part') wanted.add(action.copy.copyId);
    // Refused SL and TP have an alarm of their own.
    if (action.type !== 'modify') continue;
    const { copyId } = action.copy;
    if (refusedByBroker(copyId, evidence) === null) wanted.add(copyId);
  }
  return wanted;
}

/**
 * Whether an open copy does not follow its master as its symbol's specification is not known: it is not
 * there, cannot be computed with, or the terminal does not tell it.
 */
function isHeldUp(copy: Copy, input: PlanInput): boolean {
  const { masterBook, slaveBook, symbols, evidence } = input;
  if (copy.state.status !== 'open' || symbols.get(copy.symbol)?.type === 'known') return false;
  const held = slaveBook?.positions.get(copy.state.position.identifier);
  const master = masterBook.positions.get(copy.masterPosition);
  if (held === undefined || master?.side !== copy.side || copy.intendedVolume === null)
    return false;
  // What is left of it after a part may be what it should be: without the step nobody knows.
  const isWhole = compareLots(held.volume, copy.intendedVolume) === 0;
  const isTooLarge = isWhole && compareLots(master.volume, copy.masterVolume) < 0;
  return isTooLarge || !hasStopsOf(master, copy, held, evidence);
}

function shapeOf({ masterSl, masterTp, state }: Copy, { slaveBook }: PlanInput): string {
  const at = 'position' in state ? state.position : null;
  const listed = at === null ? undefined : slaveBook?.positions.get(at.identifier);
  return `${listed?.volume ?? 'not listed'} ${masterSl ?? 'none'} ${masterTp ?? 'none'}`;
}
