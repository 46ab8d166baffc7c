/**
 * What a slave is to make of a master's volume, reckoned from the demo's own description of accounts
 * and brokers alone: none of Lockstep's rules are used, so that a mistake in them is found.
 */
import { Big } from 'big.js';

/** A symbol as its broker's description says it. */
export interface SymbolFacts {
  readonly tickSize: string;
  /** Lots. */
  readonly volumeMin: string;
  /** Lots. */
  readonly volumeStep: string;
}

/** What a slave is expected to make of a master's position. */
export interface Rules {
  /** The slave's name of the master's symbol; null: the account's map excludes it. */
  readonly translate: (symbol: string) => string | null;
  /** Null: the slave's broker does not have this symbol. */
  readonly facts: (symbol: string) => SymbolFacts | null;
  /** Of the volume. */
  readonly multiplier: string;
}

/** A copy, or the code of the refusal. */
export type Expected =
  | {
      readonly type: 'copy';
      readonly symbol: string;
      readonly volume: Big;
      readonly facts: SymbolFacts;
    }
  | { readonly type: 'refusal'; readonly code: DescribedRefusal };

/** The refusals that follow from the description: no price, no time and no fault has a say in them. */
export const DESCRIBED_REFUSALS = ['SYMBOL_UNMAPPED', 'SYMBOL_UNKNOWN', 'BELOW_MIN_LOT'] as const;

/** See {@link DESCRIBED_REFUSALS}. */
export type DescribedRefusal = (typeof DESCRIBED_REFUSALS)[number];

/** What becomes of a master position of so many lots when it is opened. */
export function expectedCopy(symbol: string, lots: Big, rules: Rules): Expected {
  const own = rules.translate(symbol);
  if (own === null) return { type: 'refusal', code: 'SYMBOL_UNMAPPED' };
  const facts = rules.facts(own);
  if (facts === null) return { type: 'refusal', code: 'SYMBOL_UNKNOWN' };
  const volume = onStep(lots.times(rules.multiplier), facts);
  if (volume.lt(facts.volumeMin)) return { type: 'refusal', code: 'BELOW_MIN_LOT' };
  return { type: 'copy', symbol: own, volume, facts };
}

/**
 * Lots that a copy of `intended` lots keeps when `left` of the master's `held` remain: its share, down
 * to the step; nothing when that is less than the smallest volume. (What is to be closed is never too
 * little: at the demo's brokers the smallest volume is the step.)
 */
export function expectedLeft(
  intended: Big,
  { held, left }: { readonly held: Big; readonly left: Big },
  facts: SymbolFacts,
): Big {
  const share = onStep(intended.times(left).div(held), facts);
  return share.lt(facts.volumeMin) ? new Big(0) : share;
}

function onStep(volume: Big, { volumeStep }: SymbolFacts): Big {
  return volume.div(volumeStep).round(0, Big.roundDown).times(volumeStep);
}
