/**
 * The account's own limits over all its copies, of all masters.
 *
 * Invariant: opening, open and unknown(open) copies count at their intended volume; positions that
 * are no copies do not count.
 */
import { mayHavePosition } from './copy.ts';
import type { PlanInput } from './plan-input.ts';
import type { Refusal } from './refusal.ts';
import { compareLots, sumLots, type Lots } from './symbol-spec.ts';

/** Why one more copy of `volume` lots would be too much, or null. */
export function exceedsAccountLimits(
  volume: Lots,
  { account, copies }: Pick<PlanInput, 'account' | 'copies'>,
): Refusal | null {
  const { maxOpenCopies, maxTotalLots } = account;
  if (maxOpenCopies === null && maxTotalLots === null) return null;
  const held = [...copies.live()].filter(mayHavePosition);
  if (maxOpenCopies !== null && held.length >= maxOpenCopies) {
    return {
      code: 'TOO_MANY_COPIES',
      detail: `${String(held.length)} open, max_open_copies is ${String(maxOpenCopies)}`,
    };
  }
  if (maxTotalLots === null) return null;
  const total = sumLots([...held.flatMap((copy) => copy.intendedVolume ?? []), volume]);
  if (compareLots(total, maxTotalLots) <= 0) return null;
  return { code: 'ABOVE_MAX_EXPOSURE', detail: `${total} lots, max_total_lots is ${maxTotalLots}` };
}
