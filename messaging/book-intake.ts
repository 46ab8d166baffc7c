/**
 * Which books of one master are believed: a pure fold over its messages and the time.
 *
 * Invariants:
 * 1. What is delivered grows strictly in (epoch, seq).
 * 2. Of a book read longer than 3 s ago, or as far in the future, only `recentlyClosed` is delivered, without
 *    the deals of positions that it lists: those closed a part, which alone says nothing of now.
 * 3. While two publishers of the master are alive, and until one was alone for 3 s, nothing is
 *    delivered. A late book of a dead epoch is merely old. A lower epoch never comes back: the node
 *    that holds it has lost its lease and must restart.
 */
import { isNewer } from '../domain/book.ts';
import type { ReceivedBook } from './book-message.ts';

/** The windows of the bus; settings, so that tests can shorten them. */
export interface BusWindows {
  /** A book read longer ago than this is stale. */
  readonly staleReadMs: number;
  /** A master that says nothing usable for this long is reported. */
  readonly silenceMs: number;
  /** A lower epoch sent this long after the higher one's first book is alive. */
  readonly overlapMs: number;
  /** One publisher must have been alone for this long. */
  readonly aloneMs: number;
}

/** The contract's values. */
export const BUS_WINDOWS: BusWindows = {
  staleReadMs: 3_000,
  silenceMs: 3_000,
  overlapMs: 1_000,
  aloneMs: 3_000,
};

/** Two clocks: one that is compared with other computers' times, one that never jumps. */
export interface BusNow {
  readonly epochMs: number;
  readonly monotonicMs: number;
}

interface Seen {
  readonly epoch: number;
  readonly seq: number;
}

/** What is remembered of a master's messages. */
export interface Intake {
  /** The newest message seen, delivered or not; null before the first. */
  readonly newest: (Seen & { readonly epochSince: number }) | null;
  /** The newest message of a lower epoch that is alive, and when it came (monotonic). */
  readonly rival: (Seen & { readonly heardMs: number }) | null;
}

/** Nothing heard yet. */
export const EMPTY_INTAKE: Intake = { newest: null, rival: null };

/** What becomes of a message. */
export type Verdict =
  | { readonly type: 'deliver'; readonly book: ReceivedBook; readonly isStale: boolean }
  | { readonly type: 'drop'; readonly reason: 'old' | 'two-publishers' };

/** Judges one parsed message of the master. */
export function takeIn(
  { newest, rival }: Intake,
  book: ReceivedBook,
  now: BusNow,
  windows: BusWindows,
): { readonly intake: Intake; readonly verdict: Verdict } {
  if (newest !== null && book.epoch < newest.epoch) {
    const isNews = rival === null || isNewer(book, rival);
    if (!isNews || book.sentAt <= newest.epochSince + windows.overlapMs) {
      return { intake: { newest, rival }, verdict: { type: 'drop', reason: 'old' } };
    }
    const { epoch, seq } = book;
    return {
      intake: { newest, rival: { epoch, seq, heardMs: now.monotonicMs } },
      verdict: { type: 'drop', reason: 'two-publishers' },
    };
  }
  if (newest !== null && !isNewer(book, newest)) {
    return { intake: { newest, rival }, verdict: { type: 'drop', reason: 'old' } };
  }
  const epochSince = book.epoch === newest?.epoch ? newest.epochSince : book.sentAt;
  const intake: Intake = { newest: { epoch: book.epoch, seq: book.seq, epochSince }, rival };
  if (hasRival(intake, now, windows)) {
    return { intake, verdict: { type: 'drop', reason: 'two-publishers' } };
  }
  const isStale = Math.abs(now.epochMs - book.readAt) > windows.staleReadMs;
  return { intake, verdict: { type: 'deliver', book: isStale ? factsOf(book) : book, isStale } };
}

/** Whether a second publisher was heard within the window (invariant 3). */
export function hasRival({ rival }: Intake, now: BusNow, { aloneMs }: BusWindows): boolean {
  return rival !== null && now.monotonicMs - rival.heardMs < aloneMs;
}

/**
 * What stays true however old the read is: deals (invariant 2). The hash names the book they are of. A netting
 * master may have added as much as he closed: without the list the deals would be taken for those of it all.
 */
function factsOf(book: ReceivedBook): ReceivedBook {
  const listed = new Set(book.positions.map(({ identifier }) => identifier));
  const isOfPart = ({ entry, identifier }: ReceivedBook['recentlyClosed'][number]): boolean =>
    entry !== 'INOUT' && listed.has(identifier);
  // Mostly it is the very same list, by which what was made of it is kept.
  const recentlyClosed = book.recentlyClosed.some(isOfPart)
    ? book.recentlyClosed.filter((deal) => !isOfPart(deal))
    : book.recentlyClosed;
  return { ...book, complete: false, positions: [], orders: [], recentlyClosed };
}
