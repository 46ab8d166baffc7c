/**
 * Positions of the slave that carry a copy magic but that no entry of the ledger holds: after a restored backup they are
 * matched again by recomputing the magic from the identifier in their comment and from the master's book.
 *
 * Invariants:
 * 1. Only a position whose magic is the recomputed one enters the ledger; it is adopted as it is.
 * 2. Nothing is adopted from a book of the slave that may be of another moment, or for a copy that has
 *    an entry.
 * 3. Nothing is adopted before a sound book of the master lists its position or shows that it is gone:
 *    the slave's volume, SL and TP are never taken for those of a master position that may be open.
 * 4. A copy has one position: another one with its magic is nobody's, whatever becomes of the copy.
 */
import type { Book } from './book.ts';
import { copyId, copyMagic, isCopyMagic } from './copy-identity.ts';
import type { Copy } from './copy.ts';
import type { Copies } from './copy-set.ts';
import { provesAbsence, provesPresence } from './evidence.ts';
import { isTicket, positionId, ticket, type PositionId } from './ids.ts';
import type { AdoptAction, PlanInput } from './plan-input.ts';
import { draftOf } from './plan-open.ts';
import type { Position } from './position.ts';

/** The slave's positions with a copy magic that no entry holds: copies without a ledger. */
export function strangers({
  slaveBook,
  copies,
  nowMs,
  settings,
}: Pick<PlanInput, 'slaveBook' | 'copies' | 'nowMs' | 'settings'>): readonly Position[] {
  if (slaveBook === null || !provesPresence(slaveBook, nowMs, settings.windows)) return [];
  return unowned(slaveBook, copies);
}

/** The positions of a book of the slave with a copy magic that none of `copies` holds or may yet hold. */
export function unowned(slaveBook: Book, copies: Copies): readonly Position[] {
  return [...slaveBook.positions.values()].filter(({ magic, identifier }) => {
    if (!isCopyMagic(magic)) return false;
    return copies.withMagic(magic).every(({ state }) => {
      // Which position a copy in doubt or a late fill has is known only once it is adopted.
      if (!('position' in state) || state.position === null) return false;
      return state.position.identifier !== identifier;
    });
  });
}

/** The entries of positions that turn out to be copies of this master. */
export function planAdoptions(input: PlanInput): readonly AdoptAction[] {
  const unknown = strangers(input);
  if (unknown.length === 0) return [];
  const { masterBook, slaveId, copies, inFlight, nowMs, settings } = input;
  if (!provesAbsence(masterBook, nowMs, settings.windows)) return [];
  const candidates = new Set<PositionId>(masterBook.positions.keys());
  for (const deal of masterBook.recentlyClosed) candidates.add(deal.identifier);
  for (const { comment } of unknown) {
    const text = /^LS (\d{1,20})/.exec(comment)?.[1];
    if (text !== undefined && isTicket(text)) candidates.add(positionId(text));
  }
  const actions: AdoptAction[] = [];
  for (const identifier of candidates) {
    const id = copyId(masterBook.accountId, identifier, slaveId);
    if (copies.has(id) || inFlight.has(id)) continue;
    const magics = new Set([copyMagic(id), copyMagic(id, 2)]);
    const held = unknown.find(({ magic }) => magics.has(magic));
    if (held !== undefined) actions.push({ type: 'adopt', copy: adopted(identifier, held, input) });
  }
  return actions;
}

/**
 * Its volume, the master's volume, SL and TP are those at the adoption. Of a master position that is gone
 * nothing is known any more: its copy has no intended volume and only waits for the proof (S3). Should the
 * master list it again after all, the copy takes its facts then (plan-change.ts).
 */
function adopted(identifier: PositionId, held: Position, input: PlanInput): Copy {
  const listed = input.masterBook.positions.get(identifier);
  const gone = { ...held, identifier, ticket: ticket(identifier), sl: null, tp: null };
  const master = listed ?? gone;
  return {
    ...draftOf(master, input),
    magic: held.magic,
    symbol: held.symbol,
    side: held.side,
    intendedVolume: listed === undefined ? null : held.volume,
    openedAtMs: input.nowMs,
    state: {
      status: 'open',
      position: { identifier: held.identifier, ticket: held.ticket },
    },
  };
}
