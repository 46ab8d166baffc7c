/**
 * The entries of one slave's ledger with the look-ups that the rules need. A ledger keeps what was closed
 * years ago; a plan is made many times a second and may cost only what is open now.
 *
 * Invariants:
 * 1. Every look-up says what a walk over all entries would say.
 * 2. `live` and `listed` together are all entries that a plan or an alarm can be about.
 */
import type { Book } from './book.ts';
import { mayHavePosition, type Copy } from './copy.ts';
import type { CopyId, Magic, PositionId } from './ids.ts';

/** What the rules ask of a ledger's entries. */
export interface Copies {
  get(id: CopyId): Copy | undefined;
  has(id: CopyId): boolean;
  /** All of them, the settled ones of years included: nothing that is asked many times a second. */
  values(): Iterable<Copy>;
  /** Those that may have a position at the broker, and those that were given up in doubt. */
  live(): Iterable<Copy>;
  /** Those with this magic: one, unless a clash was refused. */
  withMagic(magic: Magic): readonly Copy[];
  /** Those whose position at the slave's broker has, or had, this identifier. */
  holding(identifier: PositionId): readonly Copy[];
}

/** See file header. */
export class CopySet implements Copies {
  readonly #own = new Map<CopyId, Copy>();
  readonly #live = new Map<CopyId, Copy>();
  readonly #byMagic = new Map<Magic, readonly CopyId[]>();
  readonly #byPosition = new Map<PositionId, readonly CopyId[]>();
  readonly #beneath: Copies | null;

  /** @param beneath what is there already; entries of this set come before its own. */
  constructor(copies: Iterable<Copy> = [], beneath: Copies | null = null) {
    this.#beneath = beneath;
    for (const copy of copies) this.set(copy);
  }

  /** Adds an entry, or replaces the one of the same copy. */
  set(copy: Copy): void {
    const { copyId } = copy;
    const before = this.#own.get(copyId);
    if (before !== undefined) {
      without(this.#byMagic, before.magic, copyId);
      const left = positionOf(before);
      if (left !== null) without(this.#byPosition, left, copyId);
    }
    this.#own.set(copyId, copy);
    if (isLive(copy)) this.#live.set(copyId, copy);
    else this.#live.delete(copyId);
    withMore(this.#byMagic, copy.magic, copyId);
    const at = positionOf(copy);
    if (at !== null) withMore(this.#byPosition, at, copyId);
  }

  get(id: CopyId): Copy | undefined {
    return this.#own.get(id) ?? this.#beneath?.get(id);
  }

  has(id: CopyId): boolean {
    return this.#own.has(id) || this.#beneath?.has(id) === true;
  }

  *values(): Iterable<Copy> {
    yield* this.#own.values();
    yield* this.#notOwn(this.#beneath?.values());
  }

  *live(): Iterable<Copy> {
    yield* this.#live.values();
    yield* this.#notOwn(this.#beneath?.live());
  }

  withMagic(magic: Magic): readonly Copy[] {
    return this.#found(this.#byMagic.get(magic), this.#beneath?.withMagic(magic));
  }

  holding(identifier: PositionId): readonly Copy[] {
    return this.#found(this.#byPosition.get(identifier), this.#beneath?.holding(identifier));
  }

  #found(
    own: readonly CopyId[] | undefined,
    beneath: readonly Copy[] | undefined,
  ): readonly Copy[] {
    const copies = (own ?? []).flatMap((id) => this.#own.get(id) ?? []);
    return beneath === undefined ? copies : [...copies, ...this.#notOwn(beneath)];
  }

  *#notOwn(copies: Iterable<Copy> | undefined): Iterable<Copy> {
    for (const copy of copies ?? []) if (!this.#own.has(copy.copyId)) yield copy;
  }
}

/**
 * The settled copies whose position, or a position with whose magic, the slave's book lists: nothing else
 * can happen to a settled copy.
 */
export function listed(copies: Copies, slaveBook: Book | null): Iterable<Copy> {
  const found = new Map<CopyId, Copy>();
  for (const { identifier, magic } of slaveBook?.positions.values() ?? []) {
    for (const copy of [...copies.withMagic(magic), ...copies.holding(identifier)]) {
      if (!isLive(copy)) found.set(copy.copyId, copy);
    }
  }
  return found.values();
}

/** Also what was given up in doubt: it is watched for a late fill, under an alarm. */
export function isLive(copy: Copy): boolean {
  const { state } = copy;
  return mayHavePosition(copy) || (state.status === 'refused' && state.code === 'OUTCOME_UNKNOWN');
}

function positionOf({ state }: Copy): PositionId | null {
  return 'position' in state ? (state.position?.identifier ?? null) : null;
}

function withMore<Key>(index: Map<Key, readonly CopyId[]>, key: Key, id: CopyId): void {
  index.set(key, [...(index.get(key) ?? []), id]);
}

function without<Key>(index: Map<Key, readonly CopyId[]>, key: Key, id: CopyId): void {
  const rest = (index.get(key) ?? []).filter((each) => each !== id);
  if (rest.length === 0) index.delete(key);
  else index.set(key, rest);
}
