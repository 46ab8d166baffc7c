/**
 * How large a copy is: the master's volume by the account's rule, within what the slave's symbol and
 * the account allow.
 *
 * Invariants:
 * 1. The volume is rounded down to the slave's step, never up; below the minimum is a refusal.
 * 2. What the slave may not hold is refused, not cut: a copy is of the size that was asked, or none.
 */
import type { Sizing } from './account.ts';
import { unreachable } from './errors.ts';
import type { Refusal } from './refusal.ts';
import {
  compareLots,
  lotsToSteps,
  scaledLotsToSteps,
  stepsToLots,
  type Lots,
  type SymbolSpec,
} from './symbol-spec.ts';

/** What decides a copy's volume. */
export interface SizingQuestion {
  readonly masterVolume: Lots;
  readonly sizing: Sizing;
  readonly spec: SymbolSpec;
  /** The account's `max_lots` per copy; null is no limit. */
  readonly maxLots: Lots | null;
  /** Steps already open on the slave in this symbol and direction, copies or not. */
  readonly heldSteps: number;
}

/** A volume or the reason why there is none. */
export type Size =
  | { readonly type: 'sized'; readonly steps: number; readonly volume: Lots }
  | { readonly type: 'refused'; readonly refusal: Refusal };

/** Decides a copy's volume. */
export function sizeCopy(question: SizingQuestion): Size {
  const { masterVolume, spec, maxLots, heldSteps } = question;
  const steps = wantedSteps(question);
  const volume = stepsToLots(steps, spec);
  if (steps < spec.minSteps) {
    const minimum = stepsToLots(spec.minSteps, spec);
    return refused('BELOW_MIN_LOT', `${masterVolume} lots give ${volume}, minimum ${minimum}`);
  }
  if (steps > spec.maxSteps) {
    const maximum = stepsToLots(spec.maxSteps, spec);
    return refused('ABOVE_SYMBOL_MAX', `${volume} lots, the symbol allows ${maximum}`);
  }
  if (spec.limitSteps > 0 && heldSteps + steps > spec.limitSteps) {
    const limit = stepsToLots(spec.limitSteps, spec);
    return refused(
      'ABOVE_SYMBOL_LIMIT',
      `${volume} lots on top of ${stepsToLots(heldSteps, spec)}, the symbol allows ${limit}`,
    );
  }
  if (maxLots !== null && compareLots(volume, maxLots) > 0) {
    return refused('ABOVE_MAX_LOTS', `${volume} lots, max_lots is ${maxLots}`);
  }
  return { type: 'sized', steps, volume };
}

function wantedSteps({ masterVolume, sizing, spec }: SizingQuestion): number {
  switch (sizing.mode) {
    case 'same':
      return lotsToSteps(masterVolume, spec);
    case 'multiplier':
      return scaledLotsToSteps(masterVolume, sizing.value, spec);
    case 'fixed':
      return lotsToSteps(sizing.value, spec);
    default:
      return unreachable(sizing);
  }
}

function refused(code: Refusal['code'], detail: string): Size {
  return { type: 'refused', refusal: { code, detail } };
}
