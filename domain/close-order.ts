/** The actions that close a copy or a part of it, and searches for one. */
import { isProof } from './absence.ts';
import { requestId } from './copy-identity.ts';
import { withState, type CloseCause, type Copy, type SlavePosition } from './copy.ts';
import { provesAbsence } from './evidence.ts';
import type { RequestId } from './ids.ts';
import { mayTryNow } from './market-session.ts';
import type { Action, CloseOrder, PlanInput } from './plan-input.ts';
import type { Position } from './position.ts';
import { compareLots, stepsToLots, type Lots } from './symbol-spec.ts';

/** Closes what is there, in parts where the broker takes no more at once; null while a pause lasts. */
export function closeWhole(
  copy: Copy,
  position: Position,
  cause: CloseCause,
  input: PlanInput,
): Action | null {
  const tries = input.evidence.closeTries.get(copy.copyId);
  if (!mayTryNow(tries, copy.symbol, input)) return null;
  const number = copy.requests + 1;
  const request = requestId(copy.copyId, 'close', number);
  const at = { identifier: position.identifier, ticket: position.ticket };
  const { volume } = position;
  const part = largestPart(copy, position, input);
  if (part !== null) return closePart(copy, position, part, input, cause);
  return {
    type: 'close',
    copy: withState(
      copy,
      { status: 'closing', position: at, request, cause },
      { requests: number, closedAtMs: null },
    ),
    order: { request, ...at, volume, ifVolume: volume, magic: copy.magic, ...filling(input) },
  };
}

/**
 * Closes `volume` of it. The intent is an outcome in doubt, so that a restart between the order and
 * its answer resolves it before anything else of it is closed.
 * @param cause why the whole copy is to be closed, when this is a part of that: a restart goes on with the rest.
 */
export function closePart(
  copy: Copy,
  position: Position,
  volume: Lots,
  input: PlanInput,
  cause: CloseCause | null = null,
): Action | null {
  const { magic } = copy;
  if (!mayCloseAnotherPart(copy, input)) return null;
  const number = copy.requests + 1;
  const request = requestId(copy.copyId, 'close-part', number);
  const at = { identifier: position.identifier, ticket: position.ticket };
  const doubt = { status: 'unknown', operation: 'close-part', request } as const;
  const intent = withState(
    copy,
    { ...doubt, sinceMs: input.nowMs, position: at, cause },
    { requests: number, closedAtMs: null },
  );
  return {
    type: 'close-part',
    copy: { ...intent, journalId: input.journalId },
    order: { request, ...at, volume, ifVolume: position.volume, magic, ...filling(input) },
  };
}

/**
 * Whether the terminal's list has come up with the part before: one that lags still shows the old volume, and
 * what was closed would be closed once more. Where the list can prove it, a pause by the computer's clock does
 * not count alone: the clock may have been set meanwhile.
 */
function mayCloseAnotherPart({ copyId, symbol }: Copy, input: PlanInput): boolean {
  const { evidence, nowMs, settings, slaveBook } = input;
  const tries = evidence.partTries.get(copyId);
  if (tries === undefined) return true;
  if (!mayTryNow(tries, symbol, input)) return false;
  const { windows } = settings;
  if (slaveBook === null || !provesAbsence(slaveBook, nowMs, windows)) return true;
  return isProof(evidence.unchanged.get(copyId), windows.absenceReads, windows.lingerMs);
}

/**
 * What the broker takes in one order, when the position is larger: it may have lowered its limit. Null when
 * the position can be closed at once, or the limit is not known.
 */
export function largestPart(copy: Copy, position: Position, { symbols }: PlanInput): Lots | null {
  const lookup = symbols.get(copy.symbol);
  if (lookup?.type !== 'known') return null;
  const most = stepsToLots(lookup.spec.maxSteps, lookup.spec);
  return compareLots(position.volume, most) > 0 ? most : null;
}

/** What the account prescribes; after a refusal of it the EA takes another one by itself. */
function filling({ account }: PlanInput): Pick<CloseOrder, 'filling'> {
  if (account.filling === 'auto') return {};
  return { filling: account.filling === 'ioc' ? 'IOC' : 'FOK' };
}

/** Searches the terminal for a copy; null while a pause lasts or there is no terminal. */
export function look(
  copy: Copy,
  request: RequestId,
  held: SlavePosition | null,
  input: PlanInput,
): Action | null {
  const { slaveBook, evidence, settings, nowMs, journalId } = input;
  if (slaveBook === null || journalId === null) return null;
  const before = evidence.lookedAtMs.get(copy.copyId);
  const sinceLastMs = before === undefined ? Number.POSITIVE_INFINITY : Math.abs(nowMs - before);
  if (sinceLastMs < settings.windows.lookEveryMs) return null;
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
