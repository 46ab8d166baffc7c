/**
 * A master: turns its EA's books into published ones.
 *
 * Invariants:
 * 1. A book goes out as soon as it says something new, and again every 250 ms as a heartbeat that
 *    repeats its `read` and `readAt`.
 * 2. What was read longer ago than a second, or while no EA is connected, goes out as not complete.
 * 3. `seq` grows by one with every message.
 * 4. A clock that is set back makes no old read new: it is moved back as far.
 */
import { accountId } from '../domain/ids.ts';
import type { BookMessage } from '../messaging/book-message.ts';
import { BUS_PROTOCOL_VERSION } from '../messaging/book-message.ts';
import type { EaBook } from '../messaging/ea-protocol.ts';
import { oncePerList } from '../messaging/once-per-list.ts';
import { wallClock } from '../messaging/wall-clock.ts';
import type { Clock } from './clock.ts';

const OLD_READ_MS = 1_000;

/** Who publishes. */
export interface MasterIdentity {
  readonly name: string;
  readonly login: string;
  readonly server: string;
  /** The number of this node's lease on the account. */
  readonly epoch: number;
}

interface LastRead {
  readonly book: EaBook;
  readonly readAtMs: number;
  readonly content: string;
  readonly sawUs: number;
  readonly gotUs: number;
  /** When it came, monotonic clock, ms. */
  readonly cameMs: number;
}

/** See file header. */
export class MasterNode {
  readonly #publish: (message: BookMessage) => void;
  readonly #clock: Clock;
  readonly #mayAct: () => boolean;
  readonly #monotonicMs: () => number;
  #identity: MasterIdentity | null = null;
  #last: LastRead | null = null;
  /** The earliest deal that no book has followed yet. */
  #toldAtMs: number | null = null;
  #isConnected = false;
  #seq = 0;
  /** Grows with every heartbeat: the launcher's proof that the loop goes round. */
  progress = 0;

  /** @param mayAct whether the leases are certainly this process's: nothing is published before. */
  constructor(
    publish: (message: BookMessage) => void,
    clock: Clock,
    mayAct: () => boolean = () => true,
    monotonicMs: () => number = () => performance.now(),
  ) {
    this.#monotonicMs = monotonicMs;
    this.#publish = publish;
    this.#clock = clock;
    this.#mayAct = mayAct;
  }

  /** The newest read of the terminal, also an old one; null before the first. */
  get last(): { readonly book: EaBook; readonly readAtMs: number } | null {
    return this.#last;
  }

  /** An EA was admitted under this identity. */
  connected(identity: MasterIdentity): void {
    const isOther = this.#identity?.epoch !== identity.epoch;
    this.#identity = identity;
    this.#isConnected = true;
    // Reads of another connection are numbered anew: nothing of before may be repeated.
    this.#last = null;
    this.#toldAtMs = null;
    if (isOther) this.#seq = 0;
  }

  disconnected(): void {
    this.#isConnected = false;
  }

  /** The EA was told of a deal: the next book says what it means. */
  dealTold(toldAtMs: number): void {
    this.#toldAtMs ??= toldAtMs;
  }

  /** A book of the EA, pushed or asked for. */
  book(book: EaBook, readAtMs: number): void {
    if (this.#last !== null && book.read <= this.#last.book.read) return;
    const gotUs = micros(wallClock.nowMs());
    const sawUs = Math.min(gotUs, micros(this.#toldAtMs ?? readAtMs));
    this.#toldAtMs = null;
    const content = contentOf(book);
    const isNews = this.#last?.content !== content || !hasSameClosings(this.#last.book, book);
    this.#last = { book, readAtMs, content, sawUs, gotUs, cameMs: this.#monotonicMs() };
    if (isNews) this.#send();
  }

  /** To be called every 250 ms. */
  heartbeat(): void {
    this.progress += 1;
    this.#send();
  }

  /** On the clock as it is set now (invariant 4). */
  #readAtMs({ readAtMs, cameMs }: LastRead, nowMs: number): number {
    const passedMs = this.#monotonicMs() - cameMs;
    return passedMs > OLD_READ_MS ? Math.min(readAtMs, nowMs - passedMs) : readAtMs;
  }

  #send(): void {
    if (this.#identity === null || this.#last === null || !this.#mayAct()) return;
    const { name, login, server, epoch } = this.#identity;
    const { book, sawUs, gotUs } = this.#last;
    const sentAt = this.#clock.nowMs();
    const readAtMs = this.#readAtMs(this.#last, sentAt);
    const isFresh = this.#isConnected && Math.abs(sentAt - readAtMs) <= OLD_READ_MS;
    this.#seq += 1;
    this.#publish({
      version: BUS_PROTOCOL_VERSION,
      masterId: accountId(login, server),
      name,
      login,
      server,
      epoch,
      seq: this.#seq,
      read: book.read,
      readAt: Math.round(readAtMs),
      sentAt,
      sentUs: micros(wallClock.nowMs()),
      serverNow: book.serverNow,
      sawUs,
      gotUs,
      connected: book.connected,
      synced: book.synced,
      complete: book.complete && isFresh,
      positions: book.positions.map(({ type, timeMsc, sl, tp, ...position }) => ({
        ...position,
        side: type,
        openedAtServerMs: timeMsc,
        sl: noneIfZero(sl),
        tp: noneIfZero(tp),
      })),
      orders: book.orders.map(({ ticket }) => ticket),
      recentlyClosed: closingsOf(book.recentlyClosed),
      account: {
        balance: book.account.balance,
        equity: book.account.equity,
        currency: book.account.currency,
      },
    });
  }
}

/** What slaves act on; prices of open positions and the account's equity move all the time. */
function contentOf({ connected, synced, complete, positions, orders }: EaBook): string {
  return JSON.stringify([connected, synced, complete, positions, orders]);
}

/** Mostly they are the very same list (messaging/kept-closings.ts). */
function hasSameClosings({ recentlyClosed: before }: EaBook, { recentlyClosed }: EaBook): boolean {
  return before === recentlyClosed || JSON.stringify(before) === JSON.stringify(recentlyClosed);
}

/** As slaves get them: a frozen list too, whose bytes are kept (closings-line.ts). */
const closingsOf = oncePerList(
  (list: EaBook['recentlyClosed']): BookMessage['recentlyClosed'] =>
    Object.freeze(
      list.map(({ timeMsc, symbol: _symbol, ...deal }) => ({ ...deal, timeServerMs: timeMsc })),
    ) as BookMessage['recentlyClosed'],
);

/** Never negative, as the wire wants it, even where clocks were mapped to before 1970. */
function micros(ms: number): number {
  return Math.max(0, Math.round(ms * 1_000));
}

/** MT5 says 0 where there is no SL or TP. */
function noneIfZero(price: string): string | null {
  return /[1-9]/.test(price) ? price : null;
}
