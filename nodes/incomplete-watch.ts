/**
 * An alarm when a terminal's books are not complete for more than a minute: from then on nothing is
 * opened of it, and nothing is closed for being absent.
 *
 * Invariants:
 * 1. One complete book ends it; a terminal that is away is another alarm's matter (link-watch.ts).
 * 2. It names the positions that are missing without deals that explain it, as far as they are known.
 */
import { Big } from 'big.js';
import type { EaBook } from '../messaging/ea-protocol.ts';
import type { AlarmRelay } from './alarm-relay.ts';

const INCOMPLETE_MS = 60_000;
const SHOWN = 20;

type Part = Pick<EaBook, 'complete' | 'connected' | 'synced' | 'positions' | 'recentlyClosed'>;

/** See file header. */
export class IncompleteWatch {
  readonly #alarms: Pick<AlarmRelay, 'set'>;
  readonly #account: string;
  /** Volumes by identifier of the last complete book. */
  #whole: ReadonlyMap<string, string> | null = null;
  #sinceMs: number | null = null;

  /** @param account its name, for the way out. */
  constructor(alarms: Pick<AlarmRelay, 'set'>, account: string) {
    this.#alarms = alarms;
    this.#account = account;
  }

  /** A book of the terminal. @param nowMs a monotonic clock. */
  book(book: Part, nowMs: number): void {
    if (book.complete) {
      this.#whole = new Map(book.positions.map(({ identifier, volume }) => [identifier, volume]));
      this.#sinceMs = null;
      this.#set('', false);
      return;
    }
    this.#sinceMs ??= nowMs;
    if (nowMs - this.#sinceMs > INCOMPLETE_MS) this.#set(this.#detail(book), true);
  }

  /** The terminal answered with a book that does not parse: the same to whoever needs one. */
  unreadable(nowMs: number): void {
    this.#sinceMs ??= nowMs;
    if (nowMs - this.#sinceMs <= INCOMPLETE_MS) return;
    const detail =
      'the list of positions has not been understood for more than a minute: it holds a volume, a price or ' +
      'a name that MT5 does not have; report the EA’s and Lockstep’s version';
    this.#set(detail, true);
  }

  /** The terminal is gone: how long it was incomplete before counts no more. */
  disconnected(): void {
    this.#sinceMs = null;
    this.#set('', false);
  }

  #set(detail: string, isRaised: boolean): void {
    this.#alarms.set({ code: 'BOOK_INCOMPLETE', subject: 'terminal', detail }, isRaised);
  }

  #detail(book: Part): string {
    const what = 'the list of positions has not been complete for more than a minute';
    if (!book.connected) return `${what}: the terminal has no connection to its trade server`;
    if (!book.synced) return `${what}: the terminal is still loading from its trade server`;
    const missing = this.#missing(book);
    const why =
      missing.length > 0
        ? `${named(missing)} vanished without deals that close them`
        : this.#whole === null
          ? `its history does not explain what is listed (${named(listed(book))})`
          : 'margin or equity do not fit the positions that are listed';
    return `${what}: ${why}. If that is right (account reset, history trimmed): \`lockstep trust ${this.#account}\``;
  }

  #missing({ positions, recentlyClosed }: Part): readonly string[] {
    const present = new Set(positions.map(({ identifier }) => identifier));
    return [...(this.#whole ?? [])].flatMap(([identifier, volume]) => {
      if (present.has(identifier)) return [];
      const closed = recentlyClosed
        .filter((deal) => deal.identifier === identifier)
        .reduce((sum, deal) => sum.plus(deal.volume), new Big(0));
      return closed.gte(volume) ? [] : [identifier];
    });
  }
}

function listed({ positions }: Part): readonly string[] {
  return positions.map(({ identifier }) => identifier);
}

function named(identifiers: readonly string[]): string {
  if (identifiers.length === 0) return 'no position';
  const more = identifiers.length > SHOWN ? ` and ${String(identifiers.length - SHOWN)} more` : '';
  return `position ${identifiers.slice(0, SHOWN).join(', ')}${more}`;
}
