/**
 * The half of a subscriber that both adapters share: bytes in, accepted books and notices out.
 *
 * Invariants:
 * 1. Whatever the bytes are, `receive` does not throw; what is not delivered is counted.
 * 2. Masters are independent: what one sends changes nothing for another.
 * 3. A notice of dropped messages comes at most once per master, reason and minute.
 */
import { ProtocolError } from '../domain/errors.ts';
import type { MasterId } from '../domain/ids.ts';
import {
  EMPTY_INTAKE,
  hasRival,
  takeIn,
  type BusNow,
  type BusWindows,
  type Intake,
} from './book-intake.ts';
import { BookTooLongError, BookVersionError, decodeBookMessage } from './book-codec.ts';
import type { ReceivedBook } from './book-message.ts';
import type { BusListener, DropReason } from './bus.ts';
import { DropLog } from './drop-log.ts';
import { LatestBooks } from './latest-books.ts';

interface Followed {
  intake: Intake;
  /** Monotonic times: of the last usable book, and since when there have been only old reads. */
  heardMs: number;
  freshMs: number;
  isStale: boolean;
  isOld: boolean;
  isContested: boolean;
  /** When a message of another version of the protocol came last (monotonic); null: none is about. */
  foreignMs: number | null;
}

/** See file header. */
export class BookReceiver {
  readonly books = new LatestBooks();
  readonly #followed = new Map<MasterId, Followed>();
  readonly #listener: BusListener;
  readonly #windows: BusWindows;
  readonly #drops: DropLog;

  constructor(listener: BusListener, windows: BusWindows) {
    this.#listener = listener;
    this.#windows = windows;
    this.#drops = new DropLog(listener);
  }

  get drops(): Readonly<Record<DropReason, number>> {
    return this.#drops.counts;
  }

  /** Following a master again keeps what is known of it: old books stay old. */
  follow(masterId: MasterId, now: BusNow): void {
    if (this.#followed.has(masterId)) return;
    this.#followed.set(masterId, {
      intake: EMPTY_INTAKE,
      heardMs: now.monotonicMs,
      freshMs: now.monotonicMs,
      isStale: false,
      isOld: false,
      isContested: false,
      foreignMs: null,
    });
  }

  unfollow(masterId: MasterId): void {
    this.#followed.delete(masterId);
    this.#drops.forget(masterId);
    this.books.discard(masterId);
  }

  /** One message that came under the master's topic. */
  receive(masterId: MasterId, bytes: Uint8Array, now: BusNow): void {
    const master = this.#followed.get(masterId);
    if (master === undefined) {
      this.#drops.add(masterId, 'foreign', 'the master is not followed', now);
      return;
    }
    const book = this.#decoded(masterId, master, bytes, now);
    if (book === null) return;
    if (book.masterId !== masterId) {
      this.#drops.add(masterId, 'foreign', `the book is of "${book.masterId}"`, now);
      return;
    }
    const { intake, verdict } = takeIn(master.intake, book, now, this.#windows);
    master.intake = intake;
    if (verdict.type === 'drop') {
      const which = `epoch ${String(book.epoch)}, seq ${String(book.seq)}`;
      this.#drops.add(masterId, verdict.reason, which, now);
      this.#contested(masterId, master, now);
      return;
    }
    this.#contested(masterId, master, now);
    this.#heard(masterId, master, book, verdict.isStale, now);
    this.books.put(verdict.book);
  }

  /** A message that could not even be assigned to a book. */
  drop(masterId: MasterId, reason: DropReason, detail: string, now: BusNow): void {
    this.#drops.add(masterId, reason, detail, now);
  }

  /** To be called several times a second: notices silence. */
  tick(now: BusNow): void {
    for (const [masterId, master] of this.#followed) {
      this.#contested(masterId, master, now);
      this.#versions(masterId, master, now);
      if (!master.isStale && now.monotonicMs - master.heardMs >= this.#windows.silenceMs) {
        master.isStale = true;
        this.#listener({ type: 'stale', masterId });
      }
    }
  }

  #decoded(
    masterId: MasterId,
    master: Followed,
    bytes: Uint8Array,
    now: BusNow,
  ): ReceivedBook | null {
    try {
      return decodeBookMessage(bytes);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#drops.add(masterId, reasonOf(error), error.message, now);
      if (!(error instanceof BookVersionError)) return null;
      const isNews = master.foreignMs === null;
      master.foreignMs = now.monotonicMs;
      if (isNews) this.#listener({ type: 'other-version', masterId, detail: error.message });
      return null;
    }
  }

  #versions(masterId: MasterId, master: Followed, now: BusNow): void {
    const { foreignMs } = master;
    if (foreignMs === null || now.monotonicMs - foreignMs < this.#windows.aloneMs) return;
    master.foreignMs = null;
    this.#listener({ type: 'own-version', masterId });
  }

  #heard(
    masterId: MasterId,
    master: Followed,
    book: ReceivedBook,
    isStaleRead: boolean,
    now: BusNow,
  ): void {
    const silentMs = now.monotonicMs - master.heardMs;
    master.heardMs = now.monotonicMs;
    if (master.isStale) {
      master.isStale = false;
      this.#listener({ type: 'back', masterId, silentMs });
      // What was silent before has not been sending old reads meanwhile.
      master.freshMs = now.monotonicMs;
    }
    if (!isStaleRead) {
      master.freshMs = now.monotonicMs;
      master.isOld = false;
    } else if (!master.isOld && now.monotonicMs - master.freshMs >= this.#windows.staleReadMs) {
      master.isOld = true;
      const [ageMs, skewMs] = [now.epochMs - book.readAt, now.epochMs - book.sentAt];
      this.#listener({ type: 'old-reads', masterId, ageMs, skewMs });
    }
  }

  #contested(masterId: MasterId, master: Followed, now: BusNow): void {
    const { newest, rival } = master.intake;
    const isContested = hasRival(master.intake, now, this.#windows);
    if (isContested === master.isContested || newest === null || rival === null) return;
    master.isContested = isContested;
    this.#listener(
      isContested
        ? { type: 'two-publishers', masterId, epochs: [rival.epoch, newest.epoch] }
        : { type: 'one-publisher', masterId, epoch: newest.epoch },
    );
  }
}

function reasonOf(error: ProtocolError): DropReason {
  if (error instanceof BookVersionError) return 'version';
  return error instanceof BookTooLongError ? 'too-long' : 'malformed';
}
