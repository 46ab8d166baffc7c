/**
 * Port: the bus that carries masters' books to slaves. Losing, repeating or delaying a message costs
 * nothing: the next one says it all. Adapters: zmq-bus.ts, in-memory-bus.ts; one contract suite.
 */
import type { MasterId } from '../domain/ids.ts';
import type { BookMessage } from './book-message.ts';

/** Publishes one master's books. */
export interface BookPublisher {
  /** The endpoint it is bound to, with the real port. */
  readonly endpoint: string;
  /** Queues the newest book; one that is still waiting to be sent is replaced, never queued behind. */
  publish(message: BookMessage): void;
  close(): Promise<void>;
}

/** Why a message was not delivered. */
export type DropReason = 'malformed' | 'foreign' | 'old' | 'too-long';

/** Receives books of the masters that it follows. */
export interface BookSubscriber {
  /** Follows one master at an endpoint; following it again at another endpoint moves it there. */
  follow(master: MasterEndpoint): void;
  /** Stops following. */
  unfollow(master: string): void;
  /**
   * Accepted books, newest first in time: a book that waits is replaced by a newer one of the same
   * master. Ends when `close` is called.
   */
  readonly books: AsyncIterable<BookMessage>;
  /** How many messages were dropped, by reason. */
  readonly drops: Readonly<Record<DropReason, number>>;
  close(): Promise<void>;
}

/** Where a master's books are to be had. */
export interface MasterEndpoint {
  /** The master's name, or its id once known: what `unfollow` takes. */
  readonly key: string;
  readonly endpoint: string;
  /** The topic; null follows whatever master publishes at the endpoint (its id is not known yet). */
  readonly masterId: MasterId | null;
  /** The publisher's CURVE public key (Z85), or null for a bus without authentication. */
  readonly publicKey: string | null;
}
