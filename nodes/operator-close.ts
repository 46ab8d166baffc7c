/**
 * An operator's close of one position, named by its copy magic.
 *
 * Invariants:
 * 1. Only positions with a copy magic are ever closed.
 * 2. A copy that the ledger holds is closed by the planner, so that the ledger says who and why; a
 *    position that shares its magic but is not the copy's goes first.
 * 3. The order outlives a restart once the copy's entry says `closing`: by the planner's close, or, while that
 *    cannot be planned (no book of now), by {@link keepWishes}.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { positionWithMagic, type Book, type MasterBook } from '../domain/book.ts';
import { isCopyMagic, requestId } from '../domain/copy-identity.ts';
import { mayHavePosition, withState, type Copy } from '../domain/copy.ts';
import type { Magic, RequestId } from '../domain/ids.ts';
import { unowned } from '../domain/plan-adopt.ts';
import type { CloseOrder } from '../domain/plan-input.ts';
import type { Position } from '../domain/position.ts';
import type { TradeReply } from '../domain/trade-reply.ts';
import type { NodeAnswer } from '../messaging/ipc/node-command.ts';
import type { CopyTable } from './copy-table.ts';

/** A close that was ordered is waited for so long; it goes on afterwards. */
const CLOSE_MS = 10_000;

/** The part of a started slave that an operator needs. */
export interface OperatedSlave {
  readonly table: CopyTable;
  readonly book: Book | null;
  readonly masters: readonly MasterBook[];
  /** From the master's deal to the order here, the newest opens, ms. */
  readonly recentOpensMs?: readonly number[] | undefined;
  /** Plans soon. */
  wake(): void;
  /** Stores the next version of a copy: in the database, else in the spool. */
  record(copy: Copy): void;
  /** Sends the order of no copy; on record like every other. */
  close(order: CloseOrder): Promise<TradeReply>;
}

/** @param slave null before the terminal's first connection. */
export async function closeByMagic(
  wanted: Magic,
  slave: OperatedSlave | null,
): Promise<NodeAnswer> {
  if (!isCopyMagic(wanted)) return { type: 'not-here' };
  if (slave === null) {
    const message = 'its terminal has not been connected since this node started';
    return { type: 'refused', code: 'TERMINAL_UNAVAILABLE', message };
  }
  const orphan = orphanOf(wanted, slave);
  if (orphan !== null) return await closeStranger(orphan, slave);
  const copy = slave.table.copies.withMagic(wanted).find(mayHavePosition);
  if (copy !== undefined) return await closeCopy(copy, slave);
  const position = slave.book === null ? null : positionWithMagic(slave.book, wanted);
  return position === null ? { type: 'not-here' } : await closeStranger(position, slave);
}

/** What has the magic but belongs to no copy, even if a copy has the same magic. */
function orphanOf(wanted: Magic, { book, table }: OperatedSlave): Position | null {
  if (book === null) return null;
  return unowned(book, table.counted()).find(({ magic }) => magic === wanted) ?? null;
}

async function closeCopy(copy: Copy, slave: OperatedSlave): Promise<NodeAnswer> {
  const { table } = slave;
  table.wantedClosed.add(copy.copyId);
  slave.wake();
  const what = `${copy.symbol} of master ticket ${copy.masterTicket}`;
  const deadlineMs = performance.now() + CLOSE_MS;
  while (performance.now() < deadlineMs) {
    const now = table.copies.get(copy.copyId);
    if (now !== undefined && !mayHavePosition(now)) {
      return { type: 'done', detail: `${what} is ${now.state.status}` };
    }
    await delay(50);
  }
  const tries = table.evidence.closeTries.get(copy.copyId)?.count ?? 0;
  const isKept = isClosing(table.copies.get(copy.copyId));
  const until = isKept
    ? 'it is tried on, also after a restart'
    : 'it is closed as soon as the outcome of its last order is known, but a restart of the node before that forgets this command';
  const message = `${what} is not closed yet (${String(tries)} tries did not get through): ${until}; \`lockstep status\` shows it`;
  return { type: 'refused', code: 'STILL_OPEN', message };
}

/** Whether its entry says that it is to be closed. */
function isClosing(copy: Copy | undefined): boolean {
  if (copy === undefined) return false;
  const { state } = copy;
  return state.status === 'closing' || (state.status === 'unknown' && state.cause !== null);
}

/** To be called several times a second: makes the operator's closes durable and forgets those that are done. */
export function keepWishes({ table, record }: Pick<OperatedSlave, 'table' | 'record'>): void {
  for (const id of table.wantedClosed) {
    const copy = table.copies.get(id);
    if (copy === undefined || !mayHavePosition(copy)) table.wantedClosed.delete(id);
    else if (copy.state.status === 'open' && !table.inFlight.has(id)) {
      const requests = copy.requests + 1;
      const request = requestId(id, 'close', requests);
      const { position } = copy.state;
      const state = { status: 'closing', position, request, cause: 'OPERATOR' } as const;
      record(withState(copy, state, { requests }));
    }
  }
}

/** A position that the ledger does not know, or no longer: closed as it stands. */
async function closeStranger(position: Position, slave: OperatedSlave): Promise<NodeAnswer> {
  const { ticket, symbol } = position;
  const reply = await slave.close(strangerOrder(position));
  const where = `${symbol} position ${ticket}`;
  if (reply.type === 'taken') {
    return { type: 'done', detail: `${where} is closed (retcode ${String(reply.retcode)})` };
  }
  const message = `${where} was not closed: ${whyNot(reply)}; look at it in the terminal, then try again`;
  return { type: 'refused', code: 'STILL_OPEN', message };
}

/** The order that closes a position of no entry as it stands, under an id of its own. */
export function strangerOrder(position: Position): CloseOrder {
  const { ticket, identifier, volume, magic: wanted } = position;
  const request = `operator/${wanted}/${randomBytes(6).toString('hex')}` as RequestId;
  const because = { by: 'operator', decision: 'close', cause: 'OPERATOR', facts: null } as const;
  return { request, ticket, identifier, volume, ifVolume: volume, magic: wanted, because };
}

/** Why an order was not carried out, or may not have been. */
export function whyNot(reply: Exclude<TradeReply, { readonly type: 'taken' }>): string {
  return reply.type === 'rejected' ? `${reply.error} ${reply.message}` : reply.reason;
}
