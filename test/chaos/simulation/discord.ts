/** Why slave and master do not agree (yet), by the brokers' own states: clauses L1, L3 and S4. */
import { isCopyMagic } from '../../../domain/copy-identity.ts';
import type { Copy } from '../../../domain/copy.ts';
import { magic as toMagic, type MasterId } from '../../../domain/ids.ts';
import { isSamePrice, price as toPrice } from '../../../domain/symbol-spec.ts';
import type { CopyTable } from '../../../nodes/copy-table.ts';
import type { AccountState } from '../../../simulator/broker/messages.ts';
import type { PositionRecord } from '../../../simulator/broker/records.ts';
import type { Oracle } from './oracle.ts';
import { steps } from './tracked-positions.ts';

/** A master whose positions should have copies. */
export interface AgreeingMaster {
  readonly id: MasterId;
  readonly positions: readonly PositionRecord[];
  /** False: it is in no document any more, so that nothing new is opened. */
  readonly isFollowed: boolean;
  /** It is never heard again: nobody can ask of its copies that they follow. */
  readonly isLost: boolean;
  /** Its node runs: else nothing more is done, and what stands is not over. */
  readonly isServed: boolean;
}

/** What is compared. */
export interface Agreement {
  readonly masters: readonly AgreeingMaster[];
  readonly slave: AccountState;
  readonly stored: Iterable<Copy>;
  /** Null while the slave's node is not started. */
  readonly table: CopyTable | null;
  readonly oracle: Oracle;
  readonly minLot: number;
}

/** The first thing that does not agree, or null. */
export function discord(agreement: Agreement): string | null {
  const { masters, slave, stored, table } = agreement;
  if (table === null) return 'the slave has not started';
  const down = masters.find(({ isLost, isServed }) => !isLost && !isServed);
  if (down !== undefined) return `${down.id} has no node`;
  if (table.inFlight.size > 0) return `${[...table.inFlight].join()} is in flight`;
  if (slave.orders.length > 0) return 'an order is being executed';
  const copies = [...stored];
  for (const copy of copies) {
    const why = copyDiscord(copy, agreement);
    if (why !== null) return `${why}: copy of #${copy.masterPosition} of ${copy.masterId}`;
  }
  const known = new Set(copies.map((copy) => `${copy.masterId}/${copy.masterPosition}`));
  for (const { id, positions, isFollowed, isLost } of masters) {
    const without = positions.find(({ identifier }) => !known.has(`${id}/${identifier}`));
    if (without === undefined || !isFollowed || isLost) continue;
    return `#${without.identifier} of ${id} has no entry`;
  }
  const magics = new Set(copies.map(({ magic }) => String(magic)));
  for (const { magic, identifier } of slave.positions) {
    if (isCopyMagic(toMagic(magic)) && !magics.has(magic)) return `S4: ${identifier} has no entry`;
  }
  return null;
}

function copyDiscord(
  copy: Copy,
  { masters, slave, table, oracle, minLot }: Agreement,
): string | null {
  const { status } = copy.state;
  if (status === 'opening' || status === 'closing' || status === 'unknown') return status;
  const known = table?.copies.get(copy.copyId);
  // A refusal that a dead process stored after its successor had read the ledger asks for nothing.
  const isLateRefusal = known === undefined && status === 'refused';
  if (!isLateRefusal && known?.version !== copy.version) {
    return `${status}, known otherwise than stored`;
  }
  const held = slave.positions.find(({ magic }) => magic === copy.magic);
  if ((held !== undefined) !== (status === 'open')) return `${status}, ${held ? '' : 'not '}listed`;
  const master = masters.find(({ id }) => id === copy.masterId);
  if (held === undefined || master?.isLost === true) return null;
  const target = oracle.target(copy);
  if (target === null) return 'open, but closed on the master';
  if (steps(held.volume) - target >= minLot || target < minLot) return 'larger than its target';
  const followed = master?.positions.find(({ identifier }) => identifier === copy.masterPosition);
  if (followed === undefined || oracle.freeStops.has(copy.magic)) return null;
  return isSameStop(followed, held, 'sl') && isSameStop(followed, held, 'tp')
    ? null
    : 'other stops';
}

function isSameStop(left: PositionRecord, right: PositionRecord, which: 'sl' | 'tp'): boolean {
  return isSamePrice(stop(left[which]), stop(right[which]));
}

function stop(text: string) {
  return Number(text) === 0 ? null : toPrice(text);
}
