/**
 * What to do with a master position that has no copy yet: open one, refuse it for good, or wait until
 * enough is known.
 *
 * Invariants:
 * 1. Nothing is opened from a stale or incomplete book, or while opens are blocked.
 * 2. A position older than the account allows is refused, whatever else is true of it, as soon as the
 *    slave's own book shows that it has no copy yet.
 * 3. A refusal is durable: it becomes an entry, and the position is never decided again.
 * 4. A position of the slave that carries the copy's magic is adopted, never opened again.
 * 5. A copy gets the size of the whole order that opened its master position: of an order that is filled by
 *    several deals the rest is waited for, for a moment.
 */
import { exceedsAccountLimits } from './account-limits.ts';
import { blockedBy, orderedBy } from './blocked.ts';
import { copyId, copyMagic, isCopyMagic, requestId } from './copy-identity.ts';
import type { Copy } from './copy.ts';
import { provesAbsence } from './evidence.ts';
import { ticket, type Magic } from './ids.ts';
import { mayBeClosed } from './master-closed.ts';
import { ageMs, freshQuote, openOrder, staleness } from './open-order.ts';
import type { Action, PlanInput } from './plan-input.ts';
import type { Position } from './position.ts';
import type { RefusalCode } from './refusal.ts';
import { sizeCopy } from './sizing.ts';
import type { Quote } from './slippage.ts';
import { lotsToSteps, type SymbolSpec } from './symbol-spec.ts';
import { translate } from './symbol-translation.ts';

/** The action for a position without an entry, or null to wait. */
export function planOpen(position: Position, input: PlanInput): Action | null {
  const { masterBook, nowMs, settings, slaveBook } = input;
  if (!provesAbsence(masterBook, nowMs, settings.windows)) return null;
  const draft = draftOf(position, input);
  if (isCopyMagic(position.magic)) return refuse(draft, 'LOOP', 'it is itself a copy');
  if (!input.isFollowed) return null;
  const heldBack = orderedBy(input.blocks);
  if (heldBack !== null) return refuse(draft, heldBack.code, heldBack.detail);
  // A copy that is there already is adopted, not refused.
  if (slaveBook === null || !provesAbsence(slaveBook, nowMs, settings.windows)) return null;
  const stale = staleness(position, input);
  if (stale !== null) {
    const block = blockedBy(input.blocks);
    if (block !== null) {
      return refuse(draft, stale.code, `${stale.detail}; opens were blocked: ${block.detail}`);
    }
    const quiet = quietSymbol(position, input);
    if (quiet === null) return refuse(draft, stale.code, stale.detail);
    return refuse(draft, 'STALE_QUOTE', `${stale.detail}; no quote of "${quiet}" for a minute`);
  }
  if (mayBeClosed(position, masterBook, settings.windows)) return null;
  const translation = translate(position.symbol, input.masterSymbols, input.account.symbols);
  if (translation.type === 'unmapped') return refuse(draft, 'SYMBOL_UNMAPPED', translation.detail);
  const { symbol } = translation;
  const lookup = input.symbols.get(symbol);
  if (lookup === undefined) return { type: 'learn', symbol };
  if (lookup.type === 'missing') return refuse(draft, lookup.code, `"${symbol}" on the slave`);
  const quote = freshQuote(symbol, input);
  if (quote === null || input.blocks.size > 0) return null;
  if (isBeingFilled(position, input)) return null;
  return decide({ ...draft, symbol }, position, lookup.spec, quote, input);
}

/** An entry whose state is still to be decided. */
type Draft = Omit<Copy, 'state'>;

/** A new entry for this master position. */
export function draftOf(position: Position, input: PlanInput): Draft {
  const { masterBook, slaveId, account, nowMs, journalId } = input;
  const id = copyId(masterBook.accountId, position.identifier, slaveId);
  return {
    copyId: id,
    masterId: masterBook.accountId,
    slaveId,
    slaveName: account.name,
    masterPosition: position.identifier,
    masterTicket: position.ticket,
    magic: copyMagic(id),
    symbol: position.symbol,
    side: position.side,
    intendedVolume: null,
    masterVolume: position.volume,
    masterSl: position.sl,
    masterTp: position.tp,
    requests: 0,
    intendedAtMs: nowMs,
    openedAtMs: null,
    closedAtMs: null,
    journalId,
    version: 1,
  };
}

function decide(
  draft: Draft,
  position: Position,
  spec: SymbolSpec,
  quote: Quote,
  input: PlanInput,
): Action | null {
  const size = sizeCopy({
    masterVolume: position.volume,
    sizing: input.account.sizing,
    spec,
    maxLots: input.account.maxLots,
    heldSteps: heldSteps(position, spec, input),
  });
  if (size.type === 'refused') return refuse(draft, size.refusal.code, size.refusal.detail);
  const limit = exceedsAccountLimits(size.volume, input);
  if (limit !== null) return refuse(draft, limit.code, limit.detail);
  const magic = freeMagic(draft, input);
  if (magic === null) return refuse(draft, 'MAGIC_CLASH', 'both magics of the copy are taken');
  const request = requestId(draft.copyId, 'open', 1);
  const copy: Copy = {
    ...draft,
    magic,
    intendedVolume: size.volume,
    requests: 1,
    state: { status: 'opening', request },
  };
  const order = openOrder(copy, size.volume, position, spec, quote, input);
  if ('code' in order) return refuse(draft, order.code, order.detail);
  return { type: 'open', copy, order };
}

/**
 * Whether more of the order that opened the position, whose ticket is the position's identifier, may be
 * filled: it is active still. The rest of a pending order may be long in coming, and is not waited for.
 */
function isBeingFilled(position: Position, input: PlanInput): boolean {
  const { account, masterBook, settings } = input;
  if (!masterBook.orders.includes(ticket(position.identifier))) return false;
  const waitMs = Math.min(settings.windows.lingerMs, account.maxSignalAgeMs) / 2;
  return ageMs(position, input) < waitMs;
}

/** The slave's symbol when it had no quote for as long as the position is open: what it has waited for. */
function quietSymbol(position: Position, input: PlanInput): string | null {
  const age = ageMs(position, input);
  if (age < 0 || age > input.settings.windows.staleQuoteMs) return null;
  const translation = translate(position.symbol, input.masterSymbols, input.account.symbols);
  if (translation.type === 'unmapped') return null;
  const { symbol } = translation;
  const isKnown = input.symbols.get(symbol)?.type === 'known';
  return isKnown && freshQuote(symbol, input) === null ? symbol : null;
}

function heldSteps(position: Position, spec: SymbolSpec, { slaveBook }: PlanInput): number {
  let steps = 0;
  for (const held of slaveBook?.positions.values() ?? []) {
    if (held.symbol === spec.symbol && held.side === position.side) {
      steps += lotsToSteps(held.volume, spec);
    }
  }
  return steps;
}

function freeMagic({ copyId: id, magic: first }: Draft, { copies }: PlanInput): Magic | null {
  if (copies.withMagic(first).length === 0) return first;
  const second = copyMagic(id, 2);
  return copies.withMagic(second).length === 0 ? second : null;
}

function refuse(draft: Draft, code: RefusalCode, detail: string): Action {
  return { type: 'refuse', copy: { ...draft, state: { status: 'refused', code, detail } } };
}
