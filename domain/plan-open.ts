/**
 * What to do with a master position that has no copy yet: open one, refuse it for good, or wait until
 * enough is known.
 *
 * Invariants:
 * 1. Nothing is opened from a stale or incomplete book, or while opens are blocked.
 * 2. A position older than the account allows is refused, whatever else is true of it.
 * 3. A refusal is durable: it becomes an entry, and the position is never decided again.
 */
import { copyId, copyMagic, isCopyMagic, requestId } from './copy-identity.ts';
import type { Copy } from './copy.ts';
import { isStale, provesAbsence } from './evidence.ts';
import type { CopyId, Magic } from './ids.ts';
import { masterClosed } from './master-closed.ts';
import type { Action, OpenOrder, PlanInput } from './plan-input.ts';
import type { Position } from './position.ts';
import type { Refusal, RefusalCode } from './refusal.ts';
import { sizeCopy } from './sizing.ts';
import { measureSlippage, type Quote } from './slippage.ts';
import { lotsToSteps, type Lots, type SymbolSpec } from './symbol-spec.ts';
import { translate } from './symbol-translation.ts';
import { exceedsAccountLimits } from './account-limits.ts';

/** The action for a position without an entry, or null to wait. */
export function planOpen(position: Position, input: PlanInput): Action | null {
  const { masterBook, nowMs, settings, slaveBook } = input;
  if (isStale(masterBook, nowMs, settings.windows) || !masterBook.complete) return null;
  if (isClosedAlready(position, input)) return null;
  const draft = draftOf(position, input);
  if (isCopyMagic(position.magic)) return refuse(draft, 'LOOP', 'it is itself a copy');
  if (!input.isFollowed) return null;
  if (input.blocks.has('paused')) return refuse(draft, 'PAUSED', 'the slave is paused');
  const stale = staleness(position, input);
  if (stale !== null) return refuse(draft, stale.code, stale.detail);
  const translation = translate(position.symbol, input.masterSymbols, input.account.symbols);
  if (translation.type === 'unmapped') return refuse(draft, 'SYMBOL_UNMAPPED', translation.detail);
  const { symbol } = translation;
  const lookup = input.symbols.get(symbol);
  if (lookup === undefined) return { type: 'learn', symbol };
  if (lookup.type === 'missing') return refuse(draft, lookup.code, `"${symbol}" on the slave`);
  if (slaveBook === null || !provesAbsence(slaveBook, nowMs, settings.windows)) return null;
  const quote = input.quotes.get(symbol);
  if (quote === undefined || input.blocks.size > 0) return null;
  return decide({ ...draft, symbol }, position, lookup.spec, quote, input);
}

/** The order of a stored intent that never reached the EA, or why it is too late for it. */
export function planFirstSend(copy: Copy, input: PlanInput): OpenOrder | Refusal | null {
  const position = input.masterBook.positions.get(copy.masterPosition);
  const { settings, nowMs, masterBook } = input;
  if (copy.state.status !== 'opening' && copy.state.status !== 'unknown') return null;
  if (isStale(masterBook, nowMs, settings.windows)) return null;
  if (position === undefined) return { code: 'MASTER_CLOSED', detail: 'closed before it was sent' };
  const stale = staleness(position, input);
  if (stale !== null) return stale;
  const lookup = input.symbols.get(copy.symbol);
  const quote = input.quotes.get(copy.symbol);
  if (input.blocks.size > 0 || quote === undefined || copy.intendedVolume === null) return null;
  if (lookup?.type !== 'known' || input.slaveBook === null) return null;
  return openOrder(copy, copy.intendedVolume, position, lookup.spec, quote, input);
}

function decide(
  draft: Copy,
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
  if (input.nowMs - quote.receivedAtMs > input.settings.windows.staleQuoteMs) {
    return refuse(draft, 'STALE_QUOTE', `no quote of "${spec.symbol}" for a minute`);
  }
  const magic = freeMagic(draft.copyId, input);
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

function openOrder(
  copy: Copy,
  volume: Lots,
  position: Position,
  spec: SymbolSpec,
  quote: Quote,
  input: PlanInput,
): OpenOrder | Refusal {
  const { account, settings, nowMs, slaveBook } = input;
  const tolerancePoints = account.slippageTolerance ?? settings.defaultSlippagePoints;
  const slippage = measureSlippage({
    side: position.side,
    masterPrice: position.priceOpen,
    quote,
    spec,
    tolerancePoints,
    mode: account.slippageMode,
  });
  if (!slippage.within) {
    return {
      code: 'SLIPPAGE',
      detail: `master ${position.priceOpen}, now ${slippage.current}: ${slippage.movedPoints.toFixed(1)} points, tolerance ${String(tolerancePoints)}`,
    };
  }
  const serverNowMs = slaveBook?.serverNowMs ?? 0;
  return {
    request: requestId(copy.copyId, 'open', 1),
    symbol: copy.symbol,
    side: position.side,
    volume,
    magic: copy.magic,
    comment: `LS ${position.identifier}`,
    deviationPoints: Math.max(0, Math.floor(tolerancePoints - Math.abs(slippage.movedPoints))),
    worstPrice: slippage.worstPrice,
    bestPrice: slippage.bestPrice,
    validForMs: Math.max(0, account.maxSignalAgeMs - ageMs(position, input)),
    decidedAtMs: nowMs,
    magicSinceServerMs: Math.max(
      0,
      serverNowMs - account.maxSignalAgeMs - settings.windows.magicLookbackMs,
    ),
    filling: fillingOf(spec, account.filling),
  };
}

/** IOC where the symbol has it (a partial fill beats a rejection), else FOK; the account may say otherwise. */
function fillingOf(spec: SymbolSpec, wanted: 'auto' | 'ioc' | 'fok'): 'IOC' | 'FOK' {
  if (wanted === 'auto') return spec.filling.ioc ? 'IOC' : 'FOK';
  return wanted === 'ioc' ? 'IOC' : 'FOK';
}

/** The position's age now: its age at the read, on the master's server's clock, plus the read's age. */
function ageMs(position: Position, { masterBook, nowMs }: PlanInput): number {
  return masterBook.serverNowMs - position.openedAtServerMs + (nowMs - masterBook.readAtMs);
}

function staleness(position: Position, input: PlanInput): Refusal | null {
  const age = ageMs(position, input);
  const { maxSignalAgeMs } = input.account;
  if (age > maxSignalAgeMs) {
    return {
      code: 'STALE',
      detail: `opened ${(age / 1_000).toFixed(1)} s ago, max_signal_age ${String(maxSignalAgeMs / 1_000)} s`,
    };
  }
  if (age < -input.settings.windows.futureMs) {
    return {
      code: 'STALE',
      detail: `opened ${(-age / 1_000).toFixed(1)} s in the future: the clocks disagree`,
    };
  }
  return null;
}

/** A position may be listed for a moment after the deal that closed it. */
function isClosedAlready(position: Position, input: PlanInput): boolean {
  const { masterBook: book, evidence, settings, nowMs } = input;
  const { identifier, volume } = position;
  const cause = masterClosed({
    book,
    identifier,
    volume,
    evidence,
    windows: settings.windows,
    nowMs,
  });
  return cause !== null;
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

function freeMagic(id: CopyId, { copies }: PlanInput): Magic | null {
  for (const attempt of [1, 2] as const) {
    const magic = copyMagic(id, attempt);
    if (![...copies.values()].some((copy) => copy.magic === magic)) return magic;
  }
  return null;
}

function draftOf(position: Position, input: PlanInput): Copy {
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
    state: { status: 'refused', code: 'REJECTED', detail: '' },
  };
}

function refuse(draft: Copy, code: RefusalCode, detail: string): Action {
  return { type: 'refuse', copy: { ...draft, state: { status: 'refused', code, detail } } };
}
