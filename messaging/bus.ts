/**
 * Port: the bus that carries masters' books to slaves. Losing, repeating or delaying a message costs
 * nothing: the next one says it all. Adapters: zmq-bus-publisher.ts with zmq-bus-subscriber.ts, and
 * in-memory-bus.ts; one contract suite.
 */
import type { MasterId } from '../domain/ids.ts';
import type { BookMessage, ReceivedBook } from './book-message.ts';

/** Publishes books; nearly always those of one master. */
export interface BookPublisher {
  /** The endpoint it is bound to, with the real port. */
  readonly endpoint: string;
  /**
   * Sends the book as soon as the wire takes it; one that still waits is replaced, never queued
   * behind. Whoever publishes repeats it as a heartbeat: a book may be lost at any time.
   */
  publish(message: BookMessage): void;
  /** Resolves when the endpoint may be bound again. */
  close(): Promise<void>;
}

/**
 * Why a message was not delivered: it does not parse; it was made by another version of the protocol;
 * it belongs to another master than its topic says, or to one that is not followed; an equal or newer
 * one was seen; it is larger than the limit; two publishers of the master are alive.
 */
export type DropReason =
  | 'malformed'
  | 'version'
  | 'foreign'
  | 'old'
  | 'too-long'
  | 'two-publishers';

/** Receives books of the masters that it follows. */
export interface BookSubscriber {
  /** Follows a master; following it again at another endpoint moves it there. */
  follow(master: MasterEndpoint): void;
  /** Stops following. */
  unfollow(master: MasterId): void;
  /**
   * Accepted books: a book that waits is replaced by a newer one of the same master, and no master
   * waits for another one's. Of a book read more than 3 s ago only `recentlyClosed` is left. One
   * consumer at a time; ends when `close` is called.
   */
  readonly books: AsyncIterable<ReceivedBook>;
  /** How many messages were dropped, by reason. */
  readonly drops: Readonly<Record<DropReason, number>>;
  /** How many messages were passed over unread because newer ones were there already. */
  readonly skipped: number;
  close(): Promise<void>;
}

/** Where a master's books are to be had. */
export interface MasterEndpoint {
  readonly masterId: MasterId;
  /** `tcp://HOST:PORT`; whose key is expected there follows from the host (config/bus-keys.ts). */
  readonly endpoint: string;
}

/** Something about a master's books that a person should know. */
export type BusNotice =
  /** Nothing usable was heard for 3 s: nothing is closed for it, nothing opened. */
  | { readonly type: 'stale'; readonly masterId: MasterId }
  /** The first usable book after `stale`; `silentMs` since the last one. */
  | { readonly type: 'back'; readonly masterId: MasterId; readonly silentMs: number }
  /** Nothing but old reads for 3 s. `ageMs`: of the read; `skewMs`: our clock less the sender's. */
  | {
      readonly type: 'old-reads';
      readonly masterId: MasterId;
      readonly ageMs: number;
      readonly skewMs: number;
    }
  /** Two nodes publish this master; both are refused until one was alone for 3 s. */
  | {
      readonly type: 'two-publishers';
      readonly masterId: MasterId;
      readonly epochs: readonly [number, number];
    }
  | { readonly type: 'one-publisher'; readonly masterId: MasterId; readonly epoch: number }
  /** It is published in another version of the protocol: nothing of that is understood. */
  | { readonly type: 'other-version'; readonly masterId: MasterId; readonly detail: string }
  /** The first time that nothing of another version came for 3 s. */
  | { readonly type: 'own-version'; readonly masterId: MasterId }
  /** At most once per master, reason and minute; `count` since the last such notice. */
  | {
      readonly type: 'dropped';
      readonly masterId: MasterId;
      readonly reason: DropReason;
      readonly count: number;
      readonly detail: string;
    }
  /** A book could not be sent; slaves will call the master stale. */
  | { readonly type: 'unsent'; readonly masterId: string; readonly detail: string }
  /** No connection was possible: wrong key, not admitted, unknown host, something else on the port. */
  | { readonly type: 'refused'; readonly endpoint: string; readonly detail: string };

/** Takes notices; must not throw. */
export type BusListener = (notice: BusNotice) => void;
