/**
 * What a copy becomes when its open or its close is answered (outcome-change.ts has the rest).
 *
 * Invariants:
 * 1. Only a definite "nothing was executed" turns an open into a refusal or lets another request
 *    follow; everything else that is no success leaves it unknown, to be looked up and never sent again.
 * 2. A close that did not get through stays `closing`: it is tried again until the position is gone.
 * 3. An open is followed by at most {@link MAX_OPEN_RETRIES} further requests, and by at most one with
 *    another filling mode; after a back-off, or when the EA could not look, by others with a pause until
 *    it is stale.
 */
import type { OpenRetry } from './evidence.ts';
import type { Block } from './plan-input.ts';
import { withState, type Copy } from './copy.ts';
import type { Refusal, RefusalCode } from './refusal.ts';
import { classifyRetcode } from './retcodes.ts';
import type { TradeReply } from './trade-reply.ts';

/** The EA's own refusals of an open: definite, nothing was sent to the trade server. */
const EA_REFUSALS: ReadonlyMap<string, RefusalCode> = new Map<string, RefusalCode>([
  ['EXPIRED', 'STALE'],
  ['PRICE_MOVED', 'SLIPPAGE'],
  ['ABOVE_EA_MAX_LOTS', 'ABOVE_EA_MAX_LOTS'],
  ['SYMBOL_UNKNOWN', 'SYMBOL_UNKNOWN'],
  ['SYMBOL_NOT_SELECTED', 'SYMBOL_NOT_SELECTED'],
  ['BUSY', 'REJECTED'],
  ['HISTORY_UNAVAILABLE', 'REJECTED'],
  ['BAD_PARAMS', 'REJECTED'],
  ['MASTER_ROLE', 'REJECTED'],
]);

/** What passes by itself, as a lost connection does: a history that is being loaded, a queue that is full. */
const PASSING: ReadonlySet<string> = new Set(['BUSY', 'HISTORY_UNAVAILABLE']);

/** Requests that may follow a requoted open. */
export const MAX_OPEN_RETRIES = 3;

const TOO_MANY_REQUESTS = 10024;
const TOO_MANY_REQUESTS_MS = 5_000;
/** The account or the position is frozen for a moment. */
const BACK_OFF_MS = 1_000;
const PASSING_MS = 250;

/** What the answer to an open means. */
export interface OpenOutcome {
  /** The copy as it has to be stored; the same object when nothing has changed. */
  readonly copy: Copy;
  /** Another request may follow, while the signal is fresh. */
  readonly retry: OpenRetry | null;
  /** To be raised by the node. */
  readonly block: Block | null;
}

/** The copy after the answer to its open. */
export function afterOpen(copy: Copy, reply: TradeReply, nowMs: number): Copy {
  return openOutcome(copy, reply, null, nowMs).copy;
}

/** @param filling the filling mode of the request, when it is known. */
export function openOutcome(
  copy: Copy,
  reply: TradeReply,
  filling: 'IOC' | 'FOK' | null,
  nowMs: number,
): OpenOutcome {
  if (reply.type === 'taken' && reply.position !== null && isExecuted(reply.retcode)) {
    const state = { status: 'open', position: reply.position } as const;
    return { copy: withState(copy, state, { openedAtMs: nowMs }), retry: null, block: null };
  }
  const refusal = reply.type === 'rejected' ? openRefusal(reply) : null;
  if (reply.type !== 'rejected' || refusal === null) {
    return { copy: asUnknownOpen(copy, nowMs), retry: null, block: null };
  }
  const retry = retryOf(copy, reply, filling, nowMs);
  if (retry !== null) return { copy, retry, block: null };
  const isBlocking =
    reply.retcode !== null && classifyRetcode(reply.retcode) === 'refuse-and-block';
  return {
    copy: withState(copy, { status: 'refused', ...refusal }),
    retry: null,
    block: isBlocking ? 'permissions' : null,
  };
}

/** The requests of a copy that is not open yet are its opens: their number counts the tries. */
function retryOf(
  { state, requests }: Copy,
  { retcode, error, message }: Extract<TradeReply, { type: 'rejected' }>,
  filling: 'IOC' | 'FOK' | null,
  nowMs: number,
): OpenRetry | null {
  if (state.status !== 'opening' && state.status !== 'unknown') return null;
  const { request } = state;
  if (retcode === null) {
    const isPassing = PASSING.has(error) || (error === 'BLOCKED' && blockOfEa(message) === 'LINK');
    return isPassing ? { request, filling, notBeforeMs: nowMs + PASSING_MS } : null;
  }
  if (classifyRetcode(retcode) === 'requote' && requests <= MAX_OPEN_RETRIES) {
    return { request, filling };
  }
  // Until it is stale, which the next order is measured by.
  if (classifyRetcode(retcode) === 'back-off') {
    const pauseMs = retcode === TOO_MANY_REQUESTS ? TOO_MANY_REQUESTS_MS : BACK_OFF_MS;
    return { request, filling, notBeforeMs: nowMs + pauseMs };
  }
  if (retcode !== 10030 || requests > 1 || filling === null) return null;
  return { request, filling: filling === 'IOC' ? 'FOK' : 'IOC' };
}

/** The copy after the answer to its close; `closing` again when it is still to be done. */
export function afterClose(copy: Copy, reply: TradeReply, nowMs: number): Copy {
  if (copy.state.status !== 'closing') return copy;
  const { position, cause, request } = copy.state;
  if (reply.type === 'taken' && classifyRetcode(reply.retcode) === 'done') {
    return withState(copy, { status: 'closed', position, cause }, { closedAtMs: nowMs });
  }
  // A part was closed: the rest is planned anew.
  if (reply.type === 'taken' && classifyRetcode(reply.retcode) === 'partly-done') return copy;
  if (reply.type === 'rejected' && isDefinite(reply.retcode)) return copy;
  return withState(copy, {
    status: 'unknown',
    operation: 'close',
    request,
    sinceMs: nowMs,
    position,
    cause,
  });
}

/** An open whose outcome nobody knows. */
export function asUnknownOpen(copy: Copy, nowMs: number): Copy {
  if (copy.state.status !== 'opening') return copy;
  return withState(copy, {
    status: 'unknown',
    operation: 'open',
    request: copy.state.request,
    sinceMs: nowMs,
    position: null,
    cause: null,
  });
}

function isExecuted(retcode: number): boolean {
  const kind = classifyRetcode(retcode);
  return kind === 'done' || kind === 'partly-done';
}

function openRefusal(reply: Extract<TradeReply, { type: 'rejected' }>): Refusal | null {
  if (reply.retcode === null) {
    const code =
      reply.error === 'BLOCKED' ? blockOfEa(reply.message) : EA_REFUSALS.get(reply.error);
    return code === undefined ? null : { code, detail: reply.message };
  }
  const detail = `retcode ${String(reply.retcode)} ${reply.message}`.trim();
  if (reply.retcode === 10016) return { code: 'INVALID_STOPS', detail };
  switch (classifyRetcode(reply.retcode)) {
    case 'market-state':
      return { code: 'MARKET_CLOSED', detail };
    case 'requote':
    case 'back-off':
    case 'mend':
    case 'refuse':
    case 'refuse-and-block':
    case 'nothing-to-do':
      return { code: 'REJECTED', detail };
    case 'done':
    case 'partly-done':
    case 'accepted':
    case 'ambiguous':
    case 'in-flight':
      return null;
  }
}

/** The EA's message lists the reasons of its block, as its books do. */
function blockOfEa(reasons: string): RefusalCode {
  if (reasons.includes('kill')) return 'KILL';
  if (/journal|state/.test(reasons)) return 'JOURNAL';
  return reasons.includes('not connected') ? 'LINK' : 'PERMISSIONS';
}

/** Whether a rejected change certainly changed nothing and only has to be tried again. */
export function isDefinite(retcode: number | null): boolean {
  if (retcode === null) return true;
  switch (classifyRetcode(retcode)) {
    case 'ambiguous':
    case 'accepted':
    case 'nothing-to-do':
    case 'in-flight':
      return false;
    case 'done':
    case 'partly-done':
    case 'requote':
    case 'back-off':
    case 'market-state':
    case 'mend':
    case 'refuse':
    case 'refuse-and-block':
      return true;
  }
}
