/**
 * Open trades of the Python copier that become copies: managed from then on like all others, by the
 * identifier of their position.
 *
 * Invariants:
 * 1. A trade is adopted only if the current book of exactly one followed master has its ticket, and the
 *    slave's own book its position, of the same side.
 * 2. A master position that has a copy gets no second one.
 * 3. Nothing is sent: volume, SL and TP are those at the adoption, and so is the master's volume.
 */
import { copyId } from './copy-identity.ts';
import { withState, type Copy } from './copy.ts';
import { provesPresence } from './evidence.ts';
import type { CopyId, Ticket } from './ids.ts';
import { draftOf } from './plan-open.ts';
import type { Action, PlanInput } from './plan-input.ts';
import type { Position } from './position.ts';

/** An open trade as the Python copier wrote it down. */
export interface PythonTrade {
  readonly masterTicket: Ticket;
  readonly slaveTicket: Ticket | null;
}

/** What becomes of a trade. */
export type PythonDecision =
  | {
      readonly type: 'adopt';
      readonly copyId: CopyId;
      readonly master: string;
      readonly action: Extract<Action, { type: 'adopt' | 'record' }>;
    }
  /** It stays as it is; `why` says what an operator can do. */
  | { readonly type: 'skip'; readonly why: string };

/** @param inputs what would be planned now, one of each master. */
export function decidePythonTrade(
  trade: PythonTrade,
  inputs: readonly PlanInput[],
): PythonDecision {
  const { masterTicket, slaveTicket } = trade;
  const candidates = inputs.flatMap((input) => {
    const position = masterPositionOf(masterTicket, input);
    return position === null ? [] : [{ input, position }];
  });
  const [only, other] = candidates;
  if (only === undefined) {
    return skip(
      `no followed master's current book has ticket ${masterTicket}: if the master has closed it, close the slave's position by hand`,
    );
  }
  if (other !== undefined) {
    const names = candidates.map(({ input }) => input.masterBook.name).join(', ');
    return skip(
      `several masters have ticket ${masterTicket} (${names}): let the slave follow only its own one, then adopt again`,
    );
  }
  const { input, position } = only;
  const held = slavePositionOf(slaveTicket, input);
  if (held === null) {
    return skip(`the slave has no position of ticket ${slaveTicket ?? 'none'} now`);
  }
  if (held.side !== position.side) {
    return skip(`the slave's position is a ${held.side}, the master's a ${position.side}`);
  }
  return adoption(position, held, input);
}

function adoption(position: Position, held: Position, input: PlanInput): PythonDecision {
  const id = copyId(input.masterBook.accountId, position.identifier, input.slaveId);
  const holders = input.copies.holding(held.identifier);
  if (holders.some(({ state }) => state.status === 'open')) return skip('it is managed already');
  const known = input.copies.get(id);
  if (input.inFlight.has(id)) return skip('something of it is under way: adopt again');
  const { name: master } = input.masterBook;
  const facts = {
    symbol: held.symbol,
    side: held.side,
    intendedVolume: held.volume,
    openedAtMs: input.nowMs,
  };
  const state = {
    status: 'open',
    position: { identifier: held.identifier, ticket: held.ticket },
  } as const;
  if (known === undefined) {
    const copy: Copy = { ...draftOf(position, input), ...facts, state };
    return { type: 'adopt', copyId: id, master, action: { type: 'adopt', copy } };
  }
  // An old position is refused as soon as it is seen; nothing else of ours may be in its place.
  if (known.state.status !== 'refused') {
    return skip(`its master position has a copy already, which is ${known.state.status}`);
  }
  const { volume: masterVolume, sl: masterSl, tp: masterTp } = position;
  // The volume is that of now: what was closed before is no part of it.
  const intendedAtMs = input.nowMs;
  const followed = withState(known, state, { masterSl, masterTp });
  const copy = { ...followed, ...facts, masterVolume, intendedAtMs };
  return { type: 'adopt', copyId: id, master, action: { type: 'record', copy } };
}

function masterPositionOf(wanted: Ticket, input: PlanInput): Position | null {
  const { masterBook, isFollowed, nowMs, settings } = input;
  if (!isFollowed || !provesPresence(masterBook, nowMs, settings.windows)) return null;
  return [...masterBook.positions.values()].find(({ ticket }) => ticket === wanted) ?? null;
}

function slavePositionOf(wanted: Ticket | null, input: PlanInput): Position | null {
  const { slaveBook, nowMs, settings } = input;
  if (slaveBook === null || !provesPresence(slaveBook, nowMs, settings.windows)) return null;
  return [...slaveBook.positions.values()].find(({ ticket }) => ticket === wanted) ?? null;
}

function skip(why: string): PythonDecision {
  return { type: 'skip', why };
}
