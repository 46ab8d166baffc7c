/**
 * What a search at the terminal proves about a copy in doubt.
 *
 * Invariants:
 * 1. Found at the broker: adopted as it is, never sent again.
 * 2. Not found: an open is refused only after enough searches over enough time; it is sent for the
 *    first time only if the journal under which the intent was stored says that it never arrived.
 * 3. A vanished position is `closed` only if a deal of our own request closed it, else `detached`.
 */
import { withState, type CloseCause, type Copy, type SlavePosition } from './copy.ts';
import { isProof } from './absence.ts';
import { positionWithMagic } from './book.ts';
import { requestId } from './copy-identity.ts';
import { provesAbsence, provesPresence, type OpenRetry } from './evidence.ts';
import type { PositionId, RequestId, Ticket } from './ids.ts';
import { orderAgain } from './open-order.ts';
import { isAnswered, partKnown } from './outcome-change.ts';
import { openOutcome } from './outcome.ts';
import type { Action, PlanInput } from './plan-input.ts';
import type { Position } from './position.ts';
import { compareLots, sumLots, type Lots } from './symbol-spec.ts';
import { isDue } from './tries.ts';
import type { Found, FoundDeal } from './trade-reply.ts';

/** The adoption of an open of unknown outcome that the slave's own book lists, or null. */
export function adoptListed(copy: Copy, { slaveBook, nowMs, settings }: PlanInput): Action | null {
  if (slaveBook === null || !provesPresence(slaveBook, nowMs, settings.windows)) return null;
  const listed = positionWithMagic(slaveBook, copy.magic);
  return listed === null ? null : adopt(copy, listed, nowMs);
}

/** What the search says about an open of unknown outcome; null asks for (another) search. */
export function resolveOpen(copy: Copy, request: RequestId, input: PlanInput): Action | null {
  const { nowMs, settings } = input;
  const found = input.found.get(copy.copyId);
  if (found === undefined) return null;
  const position = found.positions.find(({ magic }) => magic === copy.magic);
  if (position !== undefined) return adopt(copy, position, nowMs);
  const opening = found.deals.find(({ magic, entry }) => magic === copy.magic && entry === 'IN');
  if (opening !== undefined) return openedAndGone(copy, opening, found, input);
  if (found.orders.length > 0) return null;
  if (found.reply !== null && found.reply.type !== 'unknown') {
    const answered = openOutcome(copy, found.reply, null, nowMs);
    if (answered.retry !== null) return retryOpen(copy, answered.retry, input);
    // The journal's "executed" without a trace at the broker proves nothing either way.
    if (answered.copy.state.status === 'refused') return { type: 'record', copy: answered.copy };
  }
  if (isKeptRequote(copy, found)) {
    const detail = 'the broker keeps the requoted order in its history, so nothing is sent again';
    return record(copy, { status: 'refused', code: 'REJECTED', detail });
  }
  if (found.journal === 'absent' && found.journalId === copy.journalId) {
    return neverArrived(copy, request, input);
  }
  const searches = input.evidence.searches.get(copy.copyId);
  const { searchReads, searchMs } = settings.windows;
  if (!isProof(searches, searchReads, searchMs)) return null;
  const detail = `not found in ${String(searches.reads)} searches`;
  return record(copy, { status: 'refused', code: 'OUTCOME_UNKNOWN', detail });
}

/** Numbers another opening request after one that certainly was not executed. */
export function retryOpen(copy: Copy, retry: OpenRetry, input: PlanInput): Action | null {
  const order = orderAgain(copy, input);
  if (order === null) return null;
  if ('code' in order) return record(copy, { status: 'refused', ...order });
  if (!isDue(retry, input.nowMs)) return null;
  const requests = copy.requests + 1;
  const request = requestId(copy.copyId, 'open', requests);
  const intent = withState(copy, { status: 'opening', request }, { requests });
  return {
    type: 'retry',
    copy: { ...intent, journalId: input.journalId },
    order: { ...order, request, filling: retry.filling ?? order.filling },
  };
}

/**
 * Whether the EA sent no further request because it found the order of an earlier one, which the broker
 * answered with a definite "not executed": numbering another request proves that.
 */
function isKeptRequote(copy: Copy, found: Found): boolean {
  return (
    copy.requests > 1 &&
    found.isReliable &&
    found.reply?.type === 'rejected' &&
    found.reply.error === 'MAGIC_EXISTS' &&
    found.historyOrders.length > 0
  );
}

/**
 * What the search says about a partial close of unknown outcome whose position is still listed; the
 * rest is planned anew from its volume: when the answer is known, when the order certainly never left, or
 * when it is in no list and complete reads without a gap showed the volume unchanged for long enough. Null
 * asks for (another) search.
 */
export function resolvePart(copy: Copy, position: Position, input: PlanInput): Action | null {
  const found = input.found.get(copy.copyId);
  const { state } = copy;
  if (found === undefined || state.status !== 'unknown') return null;
  const isAbsent = found.journal === 'absent' && found.journalId === copy.journalId;
  const { absenceReads, partSettleMs } = input.settings.windows;
  const row = input.evidence.unchanged.get(copy.copyId);
  const isUnchanged = isProof(row, absenceReads, partSettleMs);
  const isSettled = found.isReliable && found.orders.length === 0 && isUnchanged;
  if (!isShown(position, found) && !isAbsent && !isSettled) return null;
  const { identifier, ticket } = position;
  return record(copy, partKnown(state, { identifier, ticket }));
}

/**
 * Whether the answer is known and the lists have come up with it: right after an execution they still show
 * the old volume, and what was closed would be closed once more.
 */
function isShown({ identifier, volume }: Position, { reply, deals }: Found): boolean {
  if (reply === null || !isAnswered(reply)) return false;
  if (reply.type !== 'taken') return true;
  const own = deals.filter((deal) => deal.identifier === identifier);
  const executed = own.filter(({ order }) => order === reply.order);
  if (executed.length === 0) return false;
  // One order may be filled by several deals, of which the first is listed alone for a moment.
  const listed = sumLots(executed.map((deal) => deal.volume));
  if (reply.volume !== null && compareLots(listed, reply.volume) < 0) return false;
  const volumesOf = (isIn: boolean): Lots =>
    sumLots(own.filter(({ entry }) => (entry === 'IN') === isIn).map((deal) => deal.volume));
  return compareLots(sumLots([volume, volumesOf(false)]), volumesOf(true)) <= 0;
}

/** What the search says about a position that is no longer in the slave's complete book. */
export function resolveGone(
  copy: Copy,
  held: SlavePosition,
  cause: CloseCause | null,
  input: PlanInput,
): Action | null {
  const found = input.found.get(copy.copyId);
  if (found === undefined) return null;
  const deals = closingDeals(held.identifier, found);
  if (deals.length > 0 && isClosedWhole(held.identifier, found)) {
    if (cause === null && mayBeOurs(copy, deals, found, input)) return null;
    return closedBy(copy, held, cause, deals, found, input);
  }
  const absence = input.evidence.slaveAbsences.get(copy.copyId);
  const { absenceReads, absenceMs } = input.settings.windows;
  if (!found.isReliable || !isProof(absence, absenceReads, absenceMs)) return null;
  return record(
    copy,
    { status: 'detached', position: held, reason: 'ABSENT' },
    { closedAtMs: input.nowMs },
  );
}

function adopt(copy: Copy, position: SlavePosition, nowMs: number): Action {
  const at = { identifier: position.identifier, ticket: position.ticket };
  return record(copy, { status: 'open', position: at }, { openedAtMs: nowMs });
}

/** It was opened, but no position has its magic: wait for the deal that closed it. */
function openedAndGone(
  copy: Copy,
  opening: FoundDeal,
  found: Found,
  input: PlanInput,
): Action | null {
  const deals = closingDeals(opening.identifier, found);
  if (deals.length === 0 || !isClosedWhole(opening.identifier, found)) {
    // A trade by hand on it may have left another magic.
    const listed = input.slaveBook?.positions.get(opening.identifier);
    return listed === undefined ? null : adopt(copy, listed, input.nowMs);
  }
  const at = { identifier: opening.identifier, ticket: opening.identifier as string as Ticket };
  return closedBy(copy, at, null, deals, found, input);
}

function closedBy(
  copy: Copy,
  held: SlavePosition,
  cause: CloseCause | null,
  deals: readonly FoundDeal[],
  found: Found,
  input: PlanInput,
): Action {
  const last = deals
    .toSorted((left, right) => (BigInt(left.deal) < BigInt(right.deal) ? -1 : 1))
    .at(-1);
  const at = { closedAtMs: input.nowMs };
  if (cause !== null && last !== undefined && isOurs(last, copy, found)) {
    return record(copy, { status: 'closed', position: held, cause }, at);
  }
  return record(copy, { status: 'detached', position: held, reason: last?.reason ?? 'ABSENT' }, at);
}

/**
 * Whether a close of ours that the ledger does not know of may be what took the position away: as long as
 * the master is not seen to hold his, and a master who is not heard may come back. If he holds it, or stays
 * away, it counts as the EA's fail-safe: an account that is never served again keeps no copy open.
 */
function mayBeOurs(
  copy: Copy,
  deals: readonly FoundDeal[],
  found: Found,
  { masterBook, evidence, nowMs, settings: { windows } }: PlanInput,
): boolean {
  if (!deals.every((deal) => isOurs(deal, copy, found))) return false;
  if (provesAbsence(masterBook, nowMs, windows)) {
    return masterBook.positions.get(copy.masterPosition)?.side !== copy.side;
  }
  const gone = evidence.slaveAbsences.get(copy.copyId);
  return !isProof(gone, windows.absenceReads, windows.inFlightAlarmMs);
}

/** Whether our request explains a deal: by its order, or by our journal together with our magic. */
function isOurs(deal: FoundDeal, copy: Copy, found: Found): boolean {
  if (found.reply?.type === 'taken' && found.reply.order === deal.order) return true;
  const wasSent = found.journal === 'sent' || found.journal === 'result';
  return wasSent && deal.magic === copy.magic && deal.reason === 'EXPERT';
}

function neverArrived(copy: Copy, request: RequestId, input: PlanInput): Action | null {
  const order = orderAgain(copy, input);
  if (order === null) return null;
  if ('code' in order) return record(copy, { status: 'refused', ...order });
  const { filling } = input.evidence.openRetries.get(copy.copyId) ?? {};
  // A further request is as the answer to the one before asked for.
  return { type: 'send', copy, order: { ...order, request, filling: filling ?? order.filling } };
}

function closingDeals(identifier: PositionId, found: Found): readonly FoundDeal[] {
  return found.deals.filter((deal) => deal.identifier === identifier && deal.entry !== 'IN');
}

function isClosedWhole(identifier: PositionId, found: Found): boolean {
  const opened = found.deals.filter(
    (deal) => deal.identifier === identifier && deal.entry === 'IN',
  );
  if (opened.length === 0) return true;
  const closed = sumLots(closingDeals(identifier, found).map(({ volume }) => volume));
  return compareLots(closed, sumLots(opened.map(({ volume }) => volume))) >= 0;
}

function record(
  copy: Copy,
  state: Copy['state'],
  changes: Parameters<typeof withState>[2] = {},
): Action {
  return { type: 'record', copy: withState(copy, state, changes) };
}
