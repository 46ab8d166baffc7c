/**
 * Hands books to one consumer: the newest of each master, masters in turn.
 *
 * Invariants:
 * 1. At most one book per master waits.
 * 2. A master that waits is not overtaken for ever by one that publishes more.
 */
import type { ReceivedBook } from './book-message.ts';

/** See file header. */
export class LatestBooks implements AsyncIterable<ReceivedBook> {
  readonly #waiting = new Map<string, ReceivedBook>();
  #wake: (() => void) | null = null;
  #isClosed = false;

  /** Takes a book; one of the same master that still waits is replaced but keeps its turn. */
  put(book: ReceivedBook): void {
    if (this.#isClosed) return;
    this.#waiting.set(book.masterId, book);
    this.#wake?.();
  }

  /** Forgets what waits of a master. */
  discard(masterId: string): void {
    this.#waiting.delete(masterId);
  }

  /** Ends the iteration; what waits is not delivered any more. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.clear();
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ReceivedBook, void, undefined> {
    while (!this.#isClosed) {
      const [next] = this.#waiting;
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = null;
        continue;
      }
      this.#waiting.delete(next[0]);
      yield next[1];
    }
  }
}
