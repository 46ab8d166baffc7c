/**
 * What a copy becomes when its request is answered.
 *
 * Invariants:
 * 1. Only a definite "nothing was executed" turns an open into a refusal; everything else that is no
 *    success leaves it unknown, to be looked up and never sent again.
 * 2. A close that did not get through stays `closing`: it is tried again until the position is gone.
 */
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
  ['BLOCKED', 'REJECTED'],
]);

/** The copy after the answer to its open. */
export function afterOpen(copy: Copy, reply: TradeReply, nowMs: number): Copy {
  if (reply.type === 'taken' && reply.position !== null && isExecuted(reply.retcode)) {
    return withState(copy, { status: 'open', position: reply.position }, { openedAtMs: nowMs });
  }
  const refusal = reply.type === 'rejected' ? openRefusal(reply) : null;
  if (refusal !== null) return withState(copy, { status: 'refused', ...refusal });
  return asUnknownOpen(copy, nowMs);
}

/** The copy after the answer to its close; `closing` again when it is still to be done. */
export function afterClose(copy: Copy, reply: TradeReply, nowMs: number): Copy {
  if (copy.state.status !== 'closing') return copy;
  const { position, cause, request } = copy.state;
  if (reply.type === 'taken' && classifyRetcode(reply.retcode) === 'done') {
    return withState(copy, { status: 'closed', position, cause }, { closedAtMs: nowMs });
  }
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
    const code = EA_REFUSALS.get(reply.error);
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

/** Whether a rejected close certainly changed nothing and only has to be tried again. */
function isDefinite(retcode: number | null): boolean {
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
