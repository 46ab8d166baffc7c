/**
 * The masters as a slave hears them: the newest book of each, and what cannot be used of one.
 *
 * Invariants:
 * 1. Of each master the newest book counts; one that cannot be used leaves the one before it.
 * 2. What cannot be used of one master holds up no other.
 * 3. A master who went on with another account is no longer heard by the one before: what is left of that
 *    are its copies, and for them the deals that it told last, under the account's own id.
 */
import type { SymbolRules } from '../domain/account.ts';
import type { Alarm } from '../domain/alarm.ts';
import { isNewer, unheardBook, type MasterBook } from '../domain/book.ts';
import { isStale } from '../domain/evidence.ts';
import { accountName, type AccountName, type MasterId } from '../domain/ids.ts';
import type { Windows } from '../domain/windows.ts';

const NO_RULES: SymbolRules = { map: new Map(), prefix: '', suffix: '' };

/** A master as the slave sees it. */
export interface HeardMaster {
  readonly book: MasterBook;
  readonly symbols: SymbolRules;
  /** When its newest message came, epoch ms; null before the first. */
  readonly heardAtMs: number | null;
  /** When a message last brought a book of now, or the first message ever; null before it. */
  readonly soundAtMs: number | null;
}

/** What went wrong with a master, and at which step. */
export interface MasterTrouble {
  readonly name: string;
  readonly error: unknown;
}

type Step = 'book' | 'plan' | 'act';

/** Whose work it is. */
interface Tried {
  readonly accountId: MasterId;
  readonly name: string;
}

/** When a book is taken, and by what. */
interface Taking {
  readonly nowMs: number;
  readonly windows: Windows;
  /** Whether a copy of the master may have a position. */
  readonly hasCopies: (id: MasterId) => boolean;
}

/** See file header. */
export class HeardMasters {
  readonly #heard = new Map<MasterId, HeardMaster>();
  readonly #troubles = new Map<string, MasterTrouble>();
  /** Since when each is followed without having been heard, epoch ms. */
  readonly #awaited = new Map<AccountName, number>();
  readonly #troubled: (trouble: MasterTrouble) => void;

  /** @param troubled called once when a step begins to fail for a master. */
  constructor(troubled: (trouble: MasterTrouble) => void) {
    this.#troubled = troubled;
  }

  /** The newest book of each master that was heard. */
  get books(): readonly MasterBook[] {
    return [...this.#heard.values()].map(({ book }) => book);
  }

  /**
   * Takes a book, unless it is no newer.
   * @param fold what has to succeed before the book counts.
   */
  take(book: MasterBook, symbols: SymbolRules, taking: Taking, fold: () => void): boolean {
    const { nowMs, windows } = taking;
    const { accountId } = book;
    const before = this.#heard.get(accountId);
    if (before !== undefined && !isNewer(book, before.book)) return false;
    return this.attempt('book', book, () => {
      fold();
      const isSound = !isStale(book, nowMs, windows);
      const soundAtMs = isSound ? nowMs : (before?.soundAtMs ?? nowMs);
      this.#heard.set(accountId, { book, symbols, heardAtMs: nowMs, soundAtMs });
      this.#forgetBefore(book, taking);
    });
  }

  /** Does one master's work; a failure becomes its trouble, until the same step succeeds again. */
  attempt(step: Step, { accountId, name }: Tried, work: () => void): boolean {
    try {
      work();
      this.#troubles.delete(`${step} ${accountId}`);
      return true;
    } catch (error) {
      this.#trouble(step, accountId, { name, error });
      return false;
    }
  }

  /** The masters that were heard, and those that only their copies tell of. */
  all(ofCopies: Iterable<MasterId>): Iterable<readonly [MasterId, HeardMaster]> {
    const all = new Map(this.#heard);
    for (const id of ofCopies) {
      if (all.has(id)) continue;
      const book = unheardBook(id, accountName(id));
      all.set(id, { book, symbols: NO_RULES, heardAtMs: null, soundAtMs: null });
    }
    return all;
  }

  /** One alarm per followed master that was not heard of for as long as a book may be old. */
  unheard(followed: readonly AccountName[], nowMs: number, windows: Windows): readonly Alarm[] {
    const heard = new Set(this.books.map(({ name }) => name));
    const awaited = followed.filter((name) => !heard.has(name));
    for (const name of this.#awaited.keys()) {
      if (!awaited.includes(name)) this.#awaited.delete(name);
    }
    const detail =
      'it is followed but was never heard of: look whether its node and terminal run, and whether its name is right';
    return awaited.flatMap((subject) => {
      const sinceMs = this.#awaited.get(subject) ?? nowMs;
      this.#awaited.set(subject, sinceMs);
      // A clock that was set back must not keep the alarm away.
      const isSilent = Math.abs(nowMs - sinceMs) > windows.staleBookMs;
      return isSilent ? [{ code: 'MASTER_SILENT' as const, subject, detail }] : [];
    });
  }

  /** One alarm per master of which something cannot be used. */
  alarms(): readonly Alarm[] {
    const bySubject = new Map<string, Alarm>();
    for (const { name, error } of this.#troubles.values()) {
      const why = error instanceof Error ? error.message : String(error);
      const detail =
        `${why}: nothing of it is opened, changed or closed until this is over, other masters go on; ` +
        'if it stays, look after its copies by hand and report the log';
      bySubject.set(name, { code: 'MASTER_UNUSABLE', subject: name, detail });
    }
    return [...bySubject.values()];
  }

  /** A message of before may still come late, so that the account of before is forgotten later. */
  #forgetBefore({ accountId, name }: MasterBook, { nowMs, windows, hasCopies }: Taking): void {
    for (const [id, before] of this.#heard) {
      const { book, heardAtMs } = before;
      const ownName = accountName(id);
      if (id === accountId || ![name, ownName].includes(book.name) || heardAtMs === null) continue;
      if (Math.abs(nowMs - heardAtMs) <= windows.staleBookMs) continue;
      this.#troubles.delete(`book ${id}`);
      if (!hasCopies(id)) {
        this.#heard.delete(id);
        for (const step of ['plan', 'act']) this.#troubles.delete(`${step} ${id}`);
      } else if (book.name !== ownName) {
        this.#heard.set(id, { ...before, book: { ...book, name: ownName } });
      }
    }
  }

  #trouble(step: Step, id: MasterId, trouble: MasterTrouble): void {
    const key = `${step} ${id}`;
    const isNews = !this.#troubles.has(key);
    this.#troubles.set(key, trouble);
    if (isNews) this.#troubled(trouble);
  }
}
