/**
 * The plans that were made of several masters' books at one moment, each as if it were alone: what the
 * account's limits leave goes to the older master positions, whoever is theirs.
 *
 * Invariants:
 * 1. Ties go by the time at which the master's position was opened, then by copy id.
 * 2. No plan waits for another one: what is not opened now takes no place.
 */
import { exceedsAccountLimits } from './account-limits.ts';
import { copyMagic } from './copy-identity.ts';
import type { Copy } from './copy.ts';
import { CopySet } from './copy-set.ts';
import type { CopyId } from './ids.ts';
import type { Action, PlanInput } from './plan-input.ts';
import { plan } from './plan.ts';
import type { Refusal } from './refusal.ts';

/** A master's plan, and what it was made from. */
export interface MasterPlan {
  readonly input: PlanInput;
  readonly actions: readonly Action[];
}

/** A master's plan, made as if it were alone. */
export function planned(input: PlanInput): MasterPlan {
  return { input, actions: plan(input) };
}

/** The plans with opens that are too many turned into refusals. */
export function withinLimits(plans: readonly MasterPlan[]): readonly MasterPlan[] {
  const opens = plans.flatMap(({ input, actions }) => opensOf(actions, input));
  const adopted = plans.flatMap(({ actions }) =>
    actions.flatMap((action) => (action.type === 'adopt' ? [action.copy] : [])),
  );
  const [first] = plans;
  const counting = [...adopted, ...opens.map(({ copy }) => copy)];
  if (first === undefined || new Set(counting.map(({ masterId }) => masterId)).size < 2) {
    return plans;
  }
  const { account, copies } = first.input;
  const counted = new CopySet(adopted, copies);
  const refused = new Map<CopyId, Refusal>();
  for (const { copy } of opens.toSorted(byAge)) {
    if (copy.intendedVolume === null) continue;
    const limit = exceedsAccountLimits(copy.intendedVolume, { account, copies: counted });
    if (limit === null) counted.set(copy);
    else refused.set(copy.copyId, limit);
  }
  if (refused.size === 0) return plans;
  return plans.map(({ input, actions }) => ({
    input,
    actions: actions.map((action) => refusedAction(action, refused)),
  }));
}

interface PlannedOpen {
  readonly copy: Copy;
  /** On this computer's clock, as those of the trade servers differ. */
  readonly openedAtMs: number;
}

function opensOf(actions: readonly Action[], { masterBook }: PlanInput): readonly PlannedOpen[] {
  const { positions, readAtMs, serverNowMs } = masterBook;
  return actions.flatMap((action) => {
    if (action.type !== 'open') return [];
    const { copy } = action;
    const openedAtServerMs = positions.get(copy.masterPosition)?.openedAtServerMs ?? serverNowMs;
    return [{ copy, openedAtMs: readAtMs - (serverNowMs - openedAtServerMs) }];
  });
}

function byAge(left: PlannedOpen, right: PlannedOpen): number {
  return left.openedAtMs - right.openedAtMs || (left.copy.copyId < right.copy.copyId ? -1 : 1);
}

function refusedAction(action: Action, refused: ReadonlyMap<CopyId, Refusal>): Action {
  const refusal = action.type === 'open' ? refused.get(action.copy.copyId) : undefined;
  if (action.type !== 'open' || refusal === undefined) return action;
  const { copy } = action;
  const magic = copyMagic(copy.copyId);
  const state = { status: 'refused', ...refusal } as const;
  return { type: 'refuse', copy: { ...copy, magic, intendedVolume: null, requests: 0, state } };
}
