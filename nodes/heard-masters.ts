/**
 * The masters as a slave hears them: the newest book of each, and what cannot be used of one.
 *
 * Invariants:
 * 1. Of each master the newest book counts; one that cannot be used leaves the one before it.
 * 2. What cannot be used of one master holds up no other.
 * 3. A master who went on with another account is no longer heard by the one before: what is left of that
 *    are its copies, and for them the deals that it told last, under the account's own id.
 * 4. A clock that is set back makes no old book new: beside it a clock counts that nobody sets.
 */
import type { SymbolRules } from '../domain/account.ts';
import type { Alarm } from '../domain/alarm.ts';
import { isNewer, unheardBook, type MasterBook } from '../domain/book.ts';
import { isStale } from '../domain/evidence.ts';
import { accountName, type AccountName, type MasterId } from '../domain/ids.ts';
import type { Windows } from '../domain/windows.ts';
import type { Clock } from './clock.ts';

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

interface Heard extends HeardMaster {
  /** When its newest message came, monotonic clock, ms. */
  readonly cameMs: number;
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

/** What times are measured by. */
interface HearingTimes {
  readonly clock: Clock;
  /** A clock that nobody sets, ms; the process's own when absent. */
  readonly monotonicMs?: (() => number) | undefined;
  readonly windows: Windows;
}

/** See file header. */
export class HeardMasters {
  readonly #heard = new Map<MasterId, Heard>();
  readonly #troubles = new Map<string, MasterTrouble>();
  /** Since when each is followed without having been heard, epoch ms. */
  readonly #awaited = new Map<AccountName, number>();
  readonly #troubled: (trouble: MasterTrouble) => void;
  readonly #times: HearingTimes;
  readonly #monotonicMs: () => number;

  /** @param troubled called once when a step begins to fail for a master. */
  constructor(troubled: (trouble: MasterTrouble) => void, times: HearingTimes) {
    this.#troubled = troubled;
    this.#times = times;
    this.#monotonicMs = times.monotonicMs ?? (() => performance.now());
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
      const cameMs = this.#monotonicMs();
      this.#heard.set(accountId, { book, symbols, heardAtMs: nowMs, soundAtMs, cameMs });
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
  all(ofCopies: Iterable<MasterId>): readonly HeardMaster[] {
    const all = [...this.#heard.values()].map((heard) => this.#aged(heard));
    for (const id of ofCopies) {
      if (this.#heard.has(id)) continue;
      const book = unheardBook(id, accountName(id));
      all.push({ book, symbols: NO_RULES, heardAtMs: null, soundAtMs: null });
    }
    return all;
  }

  /** With a book that is as old as it is (invariant 4). */
  #aged(heard: Heard): HeardMaster {
    const { clock, windows } = this.#times;
    const { book, cameMs } = heard;
    const [nowMs, passedMs] = [clock.nowMs(), this.#monotonicMs() - cameMs];
    if (passedMs <= windows.staleBookMs || isStale(book, nowMs, windows)) return heard;
    return { ...heard, book: { ...book, readAtMs: nowMs - passedMs } };
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
