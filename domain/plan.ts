/**
 * The planner: from what is known to what is to be done, for one master's book.
 *
 * Invariants (S1–S6 of the contract):
 * 1. Same input, same actions.
 * 2. No plan contains two actions for one copy, so none opens twice.
 * 3. Closes come before opens.
 * 4. A copy with an action under way gets none.
 */
import { copyId } from './copy-identity.ts';
import type { Copy } from './copy.ts';
import type { CopyId } from './ids.ts';
import { planCopy } from './plan-copy.ts';
import type { Action, PlanInput } from './plan-input.ts';
import { planOpen } from './plan-open.ts';

/** Plans one master's book with all copies of the slave. */
export function plan(input: PlanInput): readonly Action[] {
  const { masterBook, copies, inFlight, slaveId } = input;
  const existing: Action[] = [];
  for (const copy of copies.values()) {
    if (copy.masterId !== masterBook.accountId || inFlight.has(copy.copyId)) continue;
    const action = planCopy(copy, input);
    if (action !== null) existing.push(action);
  }
  const opens: Action[] = [];
  const counted = new Map<CopyId, Copy>(copies);
  const learnt = new Set<string>();
  const byAge = [...masterBook.positions.values()].toSorted(
    (left, right) =>
      left.openedAtServerMs - right.openedAtServerMs ||
      (left.identifier < right.identifier ? -1 : 1),
  );
  for (const position of byAge) {
    const id = copyId(masterBook.accountId, position.identifier, slaveId);
    if (counted.has(id) || inFlight.has(id)) continue;
    const action = planOpen(position, { ...input, copies: counted });
    if (action === null) continue;
    if (action.type === 'learn') {
      if (learnt.has(action.symbol)) continue;
      learnt.add(action.symbol);
    } else counted.set(id, action.copy);
    opens.push(action);
  }
  return [...existing.toSorted((left, right) => rank(left) - rank(right)), ...opens];
}

function rank(action: Action): number {
  return action.type === 'close' ? 0 : 1;
}
