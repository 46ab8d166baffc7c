/**
 * The order that opens a copy, for the first time or after a request that certainly was not executed.
 *
 * Invariants:
 * 1. No order is made from a stale or incomplete book, from a stale quote, for a position that is too
 *    old or may be closed, beyond the tolerance, of a master that is not followed, or while opens are
 *    blocked.
 * 2. What can no longer be opened is refused; what cannot be decided yet waits.
 * 3. A stored intent opens no more than its share of what the master has left by now (S2).
 */
import { blockedBy, heldBy } from './blocked.ts';
import { requestId } from './copy-identity.ts';
import type { Copy } from './copy.ts';
import { provesAbsence, type Stops } from './evidence.ts';
import { mayBeClosed } from './master-closed.ts';
import type { OpenOrder, PlanInput } from './plan-input.ts';
import type { Position } from './position.ts';
import type { Refusal } from './refusal.ts';
import { measureSlippage, type Quote } from './slippage.ts';
import {
  lotsToSteps,
  onTickGrid,
  shareToSteps,
  stepsToLots,
  type Lots,
  type SymbolSpec,
} from './symbol-spec.ts';

/** The order of a stored intent of which nothing was executed, why it is too late, or null to wait. */
export function orderAgain(copy: Copy, input: PlanInput): OpenOrder | Refusal | null {
  const { settings, nowMs, masterBook, account, slaveBook } = input;
  const { windows } = settings;
  if (!input.isFollowed) {
    return { code: 'NOT_FOLLOWED', detail: 'the slave follows this master no longer' };
  }
  const heldBack = heldBy(input.blocks);
  if (heldBack !== null) return heldBack;
  // A clock that was set back holds nothing up.
  if (Math.abs(nowMs - copy.intendedAtMs) > account.maxSignalAgeMs) {
    const detail = 'it could not be sent in time';
    return blockedBy(input.blocks) ?? { code: 'STALE', detail };
  }
  if (!provesAbsence(masterBook, nowMs, windows)) return null;
  const position = masterBook.positions.get(copy.masterPosition);
  if (position?.side !== copy.side) {
    return { code: 'MASTER_CLOSED', detail: 'closed before it was opened' };
  }
  const stale = staleness(position, input);
  if (stale !== null) return blockedBy(input.blocks) ?? stale;
  if (mayBeClosed(position, masterBook, windows) || input.blocks.size > 0) return null;
  if (slaveBook === null || !provesAbsence(slaveBook, nowMs, windows)) return null;
  const lookup = input.symbols.get(copy.symbol);
  const quote = freshQuote(copy.symbol, input);
  if (lookup?.type !== 'known' || quote === null || copy.intendedVolume === null) return null;
  const { spec } = lookup;
  const intended = lotsToSteps(copy.intendedVolume, spec);
  const share = shareToSteps(copy.intendedVolume, position.volume, copy.masterVolume, spec);
  const volume = stepsToLots(Math.min(intended, share), spec);
  if (share < spec.minSteps) {
    const minimum = stepsToLots(spec.minSteps, spec);
    const detail = `${position.volume} of ${copy.masterVolume} lots are left and give ${volume}, minimum ${minimum}`;
    return { code: 'BELOW_MIN_LOT', detail };
  }
  return openOrder(copy, volume, position, spec, quote, input);
}

/** The order of a copy of `volume` lots at this quote, or why there is none. */
export function openOrder(
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
  const { sl, tp } = stopsOnGrid({ sl: copy.masterSl, tp: copy.masterTp }, spec);
  return {
    request: requestId(copy.copyId, 'open', 1),
    symbol: copy.symbol,
    side: position.side,
    volume,
    magic: copy.magic,
    comment: `LS ${position.identifier}`,
    sl,
    tp,
    deviationPoints: Math.max(
      0,
      Math.floor(tolerancePoints - Math.max(0, slippage.distancePoints)),
    ),
    worstPrice: slippage.worstPrice,
    bestPrice: slippage.bestPrice,
    validForMs: Math.max(0, account.maxSignalAgeMs - Math.max(0, ageMs(position, input))),
    decidedAtMs: nowMs,
    magicSinceServerMs: Math.max(
      0,
      serverNowMs - account.maxSignalAgeMs - settings.windows.magicLookbackMs,
    ),
    filling: fillingOf(spec, account.filling),
    master: { price: position.priceOpen, slaveDigits: spec.digits },
  };
}

/** The symbol's quote; null when there is none, or none of the last minute: the next tick brings one. */
export function freshQuote(symbol: string, { quotes, nowMs, settings }: PlanInput): Quote | null {
  const quote = quotes.get(symbol);
  if (quote === undefined) return null;
  return Math.abs(nowMs - quote.receivedAtMs) > settings.windows.staleQuoteMs ? null : quote;
}

/** SL and TP as the slave's broker can hold them. */
export function stopsOnGrid({ sl, tp }: Stops, spec: SymbolSpec): Stops {
  return {
    sl: sl === null ? null : onTickGrid(sl, spec),
    tp: tp === null ? null : onTickGrid(tp, spec),
  };
}

/** Why a position is too old to be opened, or null. */
export function staleness(position: Position, input: PlanInput): Refusal | null {
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

/** The position's age now: its age at the read, on the master's server's clock, plus the read's age. */
export function ageMs(position: Position, { masterBook, nowMs }: PlanInput): number {
  return masterBook.serverNowMs - position.openedAtServerMs + (nowMs - masterBook.readAtMs);
}

/** IOC where the symbol has it (a partial fill beats a rejection), else FOK; the account may say otherwise. */
function fillingOf(spec: SymbolSpec, wanted: 'auto' | 'ioc' | 'fok'): 'IOC' | 'FOK' {
  if (wanted === 'auto') return spec.filling.ioc ? 'IOC' : 'FOK';
  return wanted === 'ioc' ? 'IOC' : 'FOK';
}
