/**
 * Which of a master's books first showed a position, and which one first no longer did: with what the
 * book says of its own way, where the times of a copy's open and close begin.
 *
 * Invariants:
 * 1. Only complete books count: of others nothing can be said to be gone.
 * 2. What is kept is limited: open positions to the newest book's, closed ones to the newest thousand.
 */
import type { Stamps, TimedOperation } from '../domain/copy-latency.ts';
import type { MasterId, PositionId } from '../domain/ids.ts';
import type { ReceivedBook } from '../messaging/book-message.ts';

const CLOSED_MAX = 1_000;

/** What is read of a book. */
export type TimedBook = Pick<
  ReceivedBook,
  'masterId' | 'complete' | 'hash' | 'sawUs' | 'gotUs' | 'sentUs'
> & { readonly positions: readonly { readonly identifier: string }[] };

interface Arrivals {
  hash: string;
  readonly open: Map<string, Stamps>;
  readonly closed: Map<string, Stamps>;
}

/** See file header. */
export class BookArrivals {
  readonly #masters = new Map<string, Arrivals>();

  /** @param atMs when the slave's node had it, epoch ms. */
  heard(book: TimedBook, atMs: number): void {
    const known = this.#masters.get(book.masterId);
    // A heartbeat that says nothing new: four a second, of any size.
    if (!book.complete || known?.hash === book.hash) return;
    const { open, closed } = known ?? { open: new Map(), closed: new Map() };
    this.#masters.set(book.masterId, { hash: book.hash, open, closed });
    const stamps: Stamps = {
      eaSaw: toMs(book.sawUs),
      nodeGot: toMs(book.gotUs),
      published: toMs(book.sentUs),
      slaveGot: atMs,
    };
    const listed = new Set(book.positions.map(({ identifier }) => identifier));
    for (const identifier of listed) if (!open.has(identifier)) open.set(identifier, stamps);
    for (const identifier of open.keys()) {
      if (listed.has(identifier)) continue;
      open.delete(identifier);
      closed.set(identifier, stamps);
    }
    for (const oldest of closed.keys()) {
      if (closed.size <= CLOSED_MAX) break;
      closed.delete(oldest);
    }
  }

  /** How the news of an open or a close came here; empty when it was not heard. */
  of(master: MasterId, position: PositionId, operation: TimedOperation): Stamps {
    const arrivals = this.#masters.get(master);
    return arrivals?.[operation === 'open' ? 'open' : 'closed'].get(position) ?? {};
  }
}

function toMs(us: number | undefined): number | undefined {
  return us === undefined ? undefined : us / 1_000;
}
