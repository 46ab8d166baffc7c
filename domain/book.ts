/**
 * A book: everything open on one account at one instant, complete or not at all.
 *
 * Invariants:
 * 1. A book that is not complete never proves that a position is gone; its closing deals stay facts.
 * 2. Of two books of a master the one with the higher (epoch, seq) is the newer.
 */
import type { AccountId, AccountName, Magic, MasterId, PositionId, Ticket } from './ids.ts';
import type { ClosingDeal, Position } from './position.ts';

/** One read of an account by its EA. */
export interface Book {
  readonly accountId: AccountId;
  /** +1 per read by the EA. */
  readonly read: number;
  /** When the EA read it, on this computer's clock (epoch ms). */
  readonly readAtMs: number;
  /** The trade server's clock at the read (ms). */
  readonly serverNowMs: number;
  readonly connected: boolean;
  readonly synced: boolean;
  /** Whether the positions are known to be all there are; false proves nothing about absence. */
  readonly complete: boolean;
  readonly positions: ReadonlyMap<PositionId, Position>;
  /** Every OUT, OUT_BY and INOUT deal of the last 10 minutes, at most 256, newest kept. */
  readonly recentlyClosed: readonly ClosingDeal[];
  /** Tickets of pending and active orders. */
  readonly orders: readonly Ticket[];
}

/** A book as its master node published it. */
export interface MasterBook extends Book {
  readonly accountId: MasterId;
  readonly name: AccountName;
  /** The number of the publishing node's lease; only grows. */
  readonly epoch: number;
  /** +1 per message within an epoch. */
  readonly seq: number;
  /** When it was sent (epoch ms). */
  readonly sentAtMs: number;
}

/** Whether `candidate` supersedes `current` of the same master (invariant 2). */
export function isNewer(
  candidate: Pick<MasterBook, 'epoch' | 'seq'>,
  current: Pick<MasterBook, 'epoch' | 'seq'>,
): boolean {
  return (
    candidate.epoch > current.epoch ||
    (candidate.epoch === current.epoch && candidate.seq > current.seq)
  );
}

/** The book of a master that was not heard of since the start: nothing is known of it. */
export function unheardBook(accountId: MasterId, name: AccountName): MasterBook {
  return {
    accountId,
    name,
    epoch: 0,
    seq: 0,
    sentAtMs: 0,
    read: 0,
    readAtMs: Number.NEGATIVE_INFINITY,
    serverNowMs: 0,
    connected: false,
    synced: false,
    complete: false,
    positions: new Map(),
    recentlyClosed: [],
    orders: [],
  };
}

const indices = new WeakMap<Book, ReadonlyMap<Magic, Position>>();

/** The position with this magic; indexed once per book. */
export function positionWithMagic(book: Book, magic: Magic): Position | null {
  let index = indices.get(book);
  if (index === undefined) {
    index = new Map([...book.positions.values()].map((position) => [position.magic, position]));
    indices.set(book, index);
  }
  return index.get(magic) ?? null;
}

const closings = new WeakMap<
  readonly ClosingDeal[],
  ReadonlyMap<PositionId, readonly ClosingDeal[]>
>();

/** The deals that closed a position or parts of it, in the book's order; grouped once per list of deals. */
export function closingDealsOf(
  { recentlyClosed }: Pick<Book, 'recentlyClosed'>,
  identifier: PositionId,
): readonly ClosingDeal[] {
  let grouped = closings.get(recentlyClosed);
  if (grouped === undefined) {
    grouped = byPosition(recentlyClosed);
    closings.set(recentlyClosed, grouped);
  }
  return grouped.get(identifier) ?? [];
}

function byPosition(
  deals: readonly ClosingDeal[],
): ReadonlyMap<PositionId, readonly ClosingDeal[]> {
  const grouped = new Map<PositionId, ClosingDeal[]>();
  for (const deal of deals) {
    const known = grouped.get(deal.identifier);
    if (known === undefined) grouped.set(deal.identifier, [deal]);
    else known.push(deal);
  }
  return grouped;
}
