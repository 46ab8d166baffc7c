/**
 * The planner: from what is known to what is to be done, for one master's book.
 *
 * Invariants (S1–S6 of the contract):
 * 1. Same input, same actions.
 * 2. No plan contains two actions for one copy, so none opens twice.
 * 3. Closes come before opens.
 * 4. A copy with an action under way gets none.
 * 5. The symbols of copies that may be open are learnt, also when there is nothing to do but to close.
 */
import { copyId } from './copy-identity.ts';
import { mayHavePosition, type Copy } from './copy.ts';
import { CopySet, listed } from './copy-set.ts';
import { planAdoptions } from './plan-adopt.ts';
import { planCopy } from './plan-copy.ts';
import type { Action, PlanInput } from './plan-input.ts';
import { planOpen } from './plan-open.ts';

/** Plans one master's book with all copies of the slave. */
export function plan(input: PlanInput): readonly Action[] {
  const { masterBook, copies, inFlight, slaveId } = input;
  const existing: Action[] = [];
  const learnt = new Set<string>();
  const symbols: Action[] = [];
  for (const copy of [...copies.live(), ...listed(copies, input.slaveBook)]) {
    if (copy.masterId !== masterBook.accountId || inFlight.has(copy.copyId)) continue;
    if (isUnlearnt(copy, input, learnt)) {
      learnt.add(copy.symbol);
      symbols.push({ type: 'learn', symbol: copy.symbol });
    }
    const action = planCopy(copy, input);
    if (action === null || isLearntAlready(action, learnt)) continue;
    existing.push(action);
  }
  const opens: Action[] = [];
  const counted = new CopySet([], copies);
  for (const action of planAdoptions(input)) {
    counted.set(action.copy);
    existing.push(action);
  }
  const byAge = [...masterBook.positions.values()].toSorted(
    (left, right) =>
      left.openedAtServerMs - right.openedAtServerMs ||
      (left.identifier < right.identifier ? -1 : 1),
  );
  for (const position of byAge) {
    const id = copyId(masterBook.accountId, position.identifier, slaveId);
    if (counted.has(id) || inFlight.has(id)) continue;
    const action = planOpen(position, { ...input, copies: counted });
    if (action === null || isLearntAlready(action, learnt)) continue;
    if (action.type !== 'learn') counted.set(action.copy);
    opens.push(action);
  }
  return [...existing.toSorted((left, right) => rank(left) - rank(right)), ...symbols, ...opens];
}

/** A close needs no specification to leave, but to know when its market opens. */
function isUnlearnt(copy: Copy, input: PlanInput, learnt: ReadonlySet<string>): boolean {
  const { slaveBook, symbols } = input;
  if (slaveBook === null || learnt.has(copy.symbol) || symbols.has(copy.symbol)) return false;
  return mayHavePosition(copy);
}

/** Remembers what is to be learnt, so that each symbol is asked for once. */
function isLearntAlready(action: Action, learnt: Set<string>): boolean {
  if (action.type !== 'learn') return false;
  if (learnt.has(action.symbol)) return true;
  learnt.add(action.symbol);
  return false;
}

function rank(action: Action): number {
  return action.type === 'close' || action.type === 'close-part' ? 0 : 1;
}
