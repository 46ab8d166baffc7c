/**
 * Flattening closes the positions with a copy magic that no entry of the ledger holds, too: after a restored
 * backup, or with a ledger that cannot be read, they are copies that no master's book explains yet.
 *
 * Invariants:
 * 1. Only positions with a copy magic are closed, and only as a sound book of now lists them.
 * 2. One close of a position at a time; one that did not get through is tried again after a pause.
 * 3. A position that the planner can still adopt is left to it for {@link GRACE_MS}.
 */
import { mayHavePosition } from '../domain/copy.ts';
import { isCopyMagic } from '../domain/copy-identity.ts';
import { provesAbsence, provesPresence } from '../domain/evidence.ts';
import type { PositionId } from '../domain/ids.ts';
import { unowned } from '../domain/plan-adopt.ts';
import type { Position } from '../domain/position.ts';
import { classifyRetcode } from '../domain/retcodes.ts';
import type { TradeReply } from '../domain/trade-reply.ts';
import { isDue } from '../domain/tries.ts';
import type { Windows } from '../domain/windows.ts';
import type { CopyTable } from './copy-table.ts';
import { strangerOrder, type OperatedSlave } from './operator-close.ts';

/** An adoption needs a sound book of the master and one durable write. */
const GRACE_MS = 2_000;
const RETRY_MIN_MS = 1_000;

/** One position on its way out. */
interface Stranger {
  tries: number;
  isUnderWay: boolean;
  /** When it was first seen, or last tried. */
  atMs: number;
  notBeforeMs: number;
}

/** What it works with. */
export interface FlattenStrangersParts {
  readonly windows: Windows;
  /** This computer's clock, epoch ms. */
  readonly nowMs: () => number;
  /** Called with what a close came to; a rejection of the terminal is a bug. */
  readonly tried: (position: Position, reply: TradeReply) => void;
  readonly failed: (error: unknown) => void;
}

/** See file header. */
export class FlattenStrangers {
  readonly #parts: FlattenStrangersParts;
  readonly #strangers = new Map<PositionId, Stranger>();

  constructor(parts: FlattenStrangersParts) {
    this.#parts = parts;
  }

  /** To be called several times a second while flattening. */
  tick(slave: OperatedSlave): void {
    const { book, table } = slave;
    const nowMs = this.#parts.nowMs();
    if (book === null || !provesPresence(book, nowMs, this.#parts.windows)) return;
    const listed = unowned(book, table.counted());
    const known = new Set(listed.map(({ identifier }) => identifier));
    for (const [identifier, { isUnderWay }] of this.#strangers) {
      if (!isUnderWay && !known.has(identifier)) this.#strangers.delete(identifier);
    }
    for (const position of listed) {
      const stranger = this.#strangers.get(position.identifier) ?? {
        tries: 0,
        isUnderWay: false,
        atMs: nowMs,
        notBeforeMs: nowMs + GRACE_MS,
      };
      this.#strangers.set(position.identifier, stranger);
      if (stranger.isUnderWay || !isDue(stranger, nowMs)) continue;
      void this.#close(position, stranger, slave);
    }
  }

  /** The operator's next flatten begins anew. */
  done(): void {
    this.#strangers.clear();
  }

  async #close(position: Position, stranger: Stranger, slave: OperatedSlave): Promise<void> {
    stranger.isUnderWay = true;
    stranger.tries += 1;
    try {
      const reply = await slave.close(strangerOrder(position));
      stranger.atMs = this.#parts.nowMs();
      stranger.notBeforeMs = stranger.atMs + this.#pauseMs(stranger.tries, reply);
      this.#parts.tried(position, reply);
    } catch (error) {
      this.#parts.failed(error);
    } finally {
      stranger.isUnderWay = false;
    }
  }

  #pauseMs(tries: number, reply: TradeReply): number {
    const { marketClosedRetryMs, closeBackoffMaxMs, lingerMs } = this.#parts.windows;
    const retcode = reply.type === 'rejected' ? reply.retcode : null;
    if (retcode !== null && classifyRetcode(retcode) === 'market-state') return marketClosedRetryMs;
    // What was closed may still be listed for a moment.
    const leastMs = reply.type === 'taken' ? lingerMs : 0;
    const pauseMs = Math.min(closeBackoffMaxMs, RETRY_MIN_MS * 2 ** Math.min(10, tries - 1));
    return Math.max(leastMs, pauseMs);
  }
}

/**
 * Whether a slave has no copy: none may have a position, none is on its way to one, and a complete, fresh book
 * of its terminal lists no position with a copy magic. Without such a book nobody knows.
 */
export function isFlat({ table, book }: OperatedSlave, nowMs: number, windows: Windows): boolean {
  if (table.intending.size > 0) return false;
  if ([...table.copies.live()].some(mayHavePosition)) return false;
  if (book === null || !provesAbsence(book, nowMs, windows)) return false;
  return [...book.positions.values()].every(
    (position) => !isCopyMagic(position.magic) || isTakenOver(position, table),
  );
}

/** Whether somebody else closed the copy: what is left of it is not ours to close. */
function isTakenOver({ magic, identifier }: Position, table: CopyTable): boolean {
  return table.copies
    .withMagic(magic)
    .some(
      ({ state }) =>
        state.status === 'detached' &&
        state.reason !== 'ABSENT' &&
        state.position.identifier === identifier,
    );
}
