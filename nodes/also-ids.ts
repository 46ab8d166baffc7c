/**
 * The positions of copies that carry no copy magic: trades adopted from the Python copier. The EA cannot tell them by
 * themselves, and its fail-safe must treat them as copies.
 *
 * Invariants:
 * 1. Nothing is known of a connection before its first complete, fresh book: no list is made from less, since the
 *    EA forgets what a list leaves out. If none comes in time, all that the ledger holds is named.
 * 2. A position that was named stays so until a complete, fresh book shows that it is gone.
 */
import type { Book } from '../domain/book.ts';
import { isCopyMagic } from '../domain/copy-identity.ts';
import { provesAbsence, provesPresence } from '../domain/evidence.ts';
import type { PositionId } from '../domain/ids.ts';
import type { Windows } from '../domain/windows.ts';

/** The EA takes no more. */
export const MAX_ALSO_IDS = 1_000;
/** A connection is not left without a policy for longer. */
const PATIENCE_MS = 5_000;

/** What is known now. */
export interface Holdings {
  /** Counts connections of the EA. */
  readonly connection: number;
  /** Copies with the position that they have. */
  readonly held: Iterable<readonly [unknown, PositionId]>;
  /** The newest book of this connection. */
  readonly book: Book | null;
  /** This computer's clock, epoch ms. */
  readonly nowMs: number;
  /** On the monotonic clock. */
  readonly monotonicMs: number;
}

/** See file header. */
export class AlsoIds {
  readonly #windows: Windows;
  readonly #named = new Set<PositionId>();
  #connection: number | null = null;
  #connectedMs = 0;
  #isKnown = false;

  constructor(windows: Windows) {
    this.#windows = windows;
  }

  /** The identifiers to be told; null while too little is known. To be called several times a second. */
  of(holdings: Holdings): readonly PositionId[] | null {
    const { connection, held, book, nowMs, monotonicMs } = holdings;
    if (connection !== this.#connection) {
      this.#connection = connection;
      this.#connectedMs = monotonicMs;
      this.#isKnown = false;
    }
    const listed = book !== null && provesPresence(book, nowMs, this.#windows) ? book : null;
    const doubtful: PositionId[] = [];
    for (const [, identifier] of held) {
      const position = listed?.positions.get(identifier);
      if (position === undefined) doubtful.push(identifier);
      else if (!isCopyMagic(position.magic)) this.#named.add(identifier);
    }
    if (listed !== null && provesAbsence(listed, nowMs, this.#windows)) {
      this.#isKnown = true;
      for (const identifier of this.#named) {
        if (!listed.positions.has(identifier)) this.#named.delete(identifier);
      }
    }
    if (this.#isKnown) return inOrder(this.#named, []);
    if (monotonicMs - this.#connectedMs < PATIENCE_MS) return null;
    return inOrder(this.#named, doubtful);
  }
}

/** Those that are certainly adopted come first: they must not be the ones that do not fit. */
function inOrder(
  named: ReadonlySet<PositionId>,
  doubtful: readonly PositionId[],
): readonly PositionId[] {
  const others = doubtful.filter((identifier) => !named.has(identifier));
  return [...[...named].toSorted(), ...others.toSorted()].slice(0, MAX_ALSO_IDS);
}
