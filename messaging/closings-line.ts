/**
 * The third line of a book message, the closing deals: by far the longest of a busy master's, and the same
 * from one book to the next. What repeats is not written, hashed or parsed again.
 *
 * Invariants:
 * 1. Deals that were parsed and checked are taken again for the very same bytes only.
 * 2. They are the same frozen list each time, so that what was made of it can be kept by it.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { bookClosings, type BookMessage } from './book-message.ts';
import { oncePerList } from './once-per-list.ts';

type Deals = BookMessage['recentlyClosed'];

/** A line as it is sent. */
export interface ClosingsLine {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes. */
  readonly hash: string;
}

// Compiled, like the other lines' (book-codec.ts).
const CLOSINGS = z.compile(bookClosings, { strict: true });
/** As many lists are kept, the newest: one of each master, and some that come and go. */
const KNOWN_MAX = 8;

/** The line of a list; a frozen one is written once. */
export const closingsLine = oncePerList((deals: Deals): ClosingsLine => {
  const bytes = Buffer.from(JSON.stringify(deals));
  return { bytes, hash: hash('sha256', bytes, 'hex') };
});

/** What the lines said that were read last. */
export class KnownClosings {
  readonly #known = new Map<string, { readonly bytes: Uint8Array; readonly deals: Deals }>();

  /** The deals of a line; null when it does not fit its hash. @throws what `parse` throws. */
  read(
    bytes: Uint8Array,
    expected: string,
    parse: (schema: typeof CLOSINGS) => Deals,
  ): Deals | null {
    const known = this.#known.get(expected);
    if (known !== undefined) return Buffer.compare(known.bytes, bytes) === 0 ? known.deals : null;
    if (hash('sha256', bytes, 'hex') !== expected) return null;
    const deals = Object.freeze(parse(CLOSINGS)) as Deals;
    this.#known.set(expected, { bytes: Buffer.from(bytes), deals });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KNOWN_MAX) break;
      this.#known.delete(oldest);
    }
    return deals;
  }
}
