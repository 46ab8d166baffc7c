/**
 * What a master's books show, one after the other, of the positions that have copies.
 *
 * Invariants:
 * 1. Only complete, fresh and distinct reads of one epoch count as reads in which a position is absent
 *    or smaller.
 * 2. One sight of the position ends its absence; one sight of its whole volume ends its reduction.
 * 3. A position listed with the other side is absent: it was reversed.
 * 4. A position stays listed for a moment after the deals that closed it: of such a sight the one before is
 *    kept too.
 */
import { longer, type Absence } from './absence.ts';
import { closingDealsOf, type MasterBook } from './book.ts';
import { absenceKey, provesAbsence, type Evidence, type Sight } from './evidence.ts';
import type { PositionId } from './ids.ts';
import { isAtLeast, mayBeClosed } from './master-closed.ts';
import type { Action, PlanInput } from './plan-input.ts';
import type { Position, Side } from './position.ts';
import { compareLots, type Lots } from './symbol-spec.ts';
import type { Windows } from './windows.ts';

/** A master position that has a copy, as it was at the copy's intent. */
export interface Watched {
  readonly identifier: PositionId;
  readonly side: Side;
  /** Null when it is not known. */
  readonly volume: Lots | null;
}

/**
 * Folds a master's book in.
 * @param watched the master positions that have a copy; what is known of others is forgotten.
 */
export function observeMaster(
  evidence: Evidence,
  book: MasterBook,
  watched: Iterable<Watched>,
  nowMs: number,
  windows: Windows,
): Evidence {
  if (!provesAbsence(book, nowMs, windows)) return evidence;
  const isOther = ([key]: readonly [string, unknown]): boolean =>
    !key.startsWith(absenceKey(book.accountId, ''));
  const masterAbsences = new Map<string, Absence>([...evidence.masterAbsences].filter(isOther));
  const masterReductions = new Map<string, Absence>([...evidence.masterReductions].filter(isOther));
  const masterSights = new Map<string, Sight>([...evidence.masterSights].filter(isOther));
  for (const { identifier, side, volume } of watched) {
    const key = absenceKey(book.accountId, identifier);
    const position = book.positions.get(identifier);
    if (position?.side !== side) {
      const sight = evidence.masterSights.get(key);
      if (sight !== undefined) masterSights.set(key, sight);
      masterAbsences.set(
        key,
        longer(evidence.masterAbsences.get(key), book, book.epoch, windows.staleBookMs),
      );
      continue;
    }
    masterSights.set(key, sightOf(position, evidence.masterSights.get(key), book, windows));
    if (volume !== null && compareLots(position.volume, volume) < 0) {
      masterReductions.set(
        key,
        longer(evidence.masterReductions.get(key), book, book.epoch, windows.staleBookMs),
      );
    }
  }
  return { ...evidence, masterAbsences, masterReductions, masterSights };
}

/**
 * The book that an open was planned from is a sight of its position: the master may close it before the
 * intent is stored.
 */
export function sightedAt(
  evidence: Evidence,
  actions: readonly Action[],
  { masterBook, nowMs, settings }: PlanInput,
): Evidence {
  const isOpened = actions.some(({ type }) => type === 'open');
  if (!isOpened || !provesAbsence(masterBook, nowMs, settings.windows)) return evidence;
  const masterSights = new Map(evidence.masterSights);
  for (const action of actions) {
    if (action.type !== 'open') continue;
    const { masterId, masterPosition, masterVolume: volume } = action.copy;
    const lastDeal = lastDealOf(masterBook, masterPosition);
    masterSights.set(absenceKey(masterId, masterPosition), { volume, lastDeal });
  }
  return { ...evidence, masterSights };
}

function sightOf(
  position: Position,
  before: Sight | undefined,
  book: MasterBook,
  windows: Windows,
): Sight {
  const sight = { volume: position.volume, lastDeal: lastDealOf(book, position.identifier) };
  if (before === undefined || !mayBeClosed(position, book, windows)) return sight;
  const { volume, lastDeal } = before.earlier ?? before;
  const since = closingDealsOf(book, position.identifier).filter(
    ({ deal }) => BigInt(deal) > lastDeal,
  );
  const isLingering =
    compareLots(position.volume, volume) <= 0 && isAtLeast(since, position.volume);
  return isLingering ? { ...sight, earlier: { volume, lastDeal } } : sight;
}

/** Deal tickets of a trade server grow: everything above this one is newer than the book. */
function lastDealOf(book: MasterBook, identifier: PositionId): bigint {
  let last = 0n;
  for (const deal of closingDealsOf(book, identifier)) {
    const number = BigInt(deal.deal);
    if (number > last) last = number;
  }
  return last;
}
