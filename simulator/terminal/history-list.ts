/**
 * The deals or the orders of an account's history, in the order in which they came, and windows of them.
 *
 * Invariants: 1. a window does not change any more: not by what comes, is replaced or forgotten later;
 * 2. a window of what is ordered in time costs no copy: histories are long, and are selected with every
 * book.
 */

/** How the records of a list are told apart, and when each happened, ms. */
export interface HistoryRules<T> {
  readonly keyOf: (record: T) => string;
  /** The newest of its times. */
  readonly timeOf: (record: T) => number;
  /** Does it belong to a selection of the times from `firstMs` to `lastMs`? */
  readonly isWithin: (record: T, firstMs: number, lastMs: number) => boolean;
}

/** A part of a list as it was when it was selected. */
export interface HistoryWindow<T> {
  readonly length: number;
  readonly at: (index: number) => T | undefined;
  readonly get: (key: string) => T | undefined;
}

/** See the file's head. */
export class HistoryList<T> {
  readonly #rules: HistoryRules<T>;
  #records: T[] = [];
  #places = new Map<string, number>();
  #isOrdered = true;

  constructor(rules: HistoryRules<T>) {
    this.#rules = rules;
  }

  clear(): void {
    this.#records = [];
    this.#places = new Map();
    this.#isOrdered = true;
  }

  /** Adds a record, or puts it in the place of the one with its key. */
  set(record: T): void {
    const { keyOf, timeOf } = this.#rules;
    const key = keyOf(record);
    const place = this.#places.get(key);
    if (place !== undefined) {
      const before = this.#records[place];
      if (before !== undefined && timeOf(before) !== timeOf(record)) this.#isOrdered = false;
      this.#records = this.#records.with(place, record);
      return;
    }
    const last = this.#records.at(-1);
    if (last !== undefined && timeOf(last) > timeOf(record)) this.#isOrdered = false;
    this.#places.set(key, this.#records.length);
    this.#records.push(record);
  }

  get(key: string): T | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#records[place];
  }

  /** What happened from `firstMs` to `lastMs`, both included. */
  within(firstMs: number, lastMs: number): HistoryWindow<T> {
    const { timeOf, isWithin } = this.#rules;
    const newest = this.#records.at(-1);
    if (this.#isOrdered && (newest === undefined || timeOf(newest) <= lastMs))
      return this.#since(firstMs);
    return this.where((record) => isWithin(record, firstMs, lastMs));
  }

  where(belongs: (record: T) => boolean): HistoryWindow<T> {
    return windowOf(this.#records.filter(belongs), this.#rules.keyOf);
  }

  #since(firstMs: number): HistoryWindow<T> {
    const records = this.#records;
    const places = this.#places;
    const end = records.length;
    let from = 0;
    for (let after = end; from < after;) {
      const middle = (from + after) >> 1;
      if (this.#rules.timeOf(records[middle] as T) < firstMs) from = middle + 1;
      else after = middle;
    }
    const at = (index: number): T | undefined =>
      index >= 0 && from + index < end ? records[from + index] : undefined;
    return {
      length: end - from,
      at,
      get: (key) => {
        const place = places.get(key);
        return place === undefined ? undefined : at(place - from);
      },
    };
  }
}

/** A window of these, which must not change any more. */
export function windowOf<T>(records: readonly T[], keyOf: (record: T) => string): HistoryWindow<T> {
  // Made when needed: most windows are walked through by their indices.
  let byKey: ReadonlyMap<string, T> | null = null;
  return {
    length: records.length,
    at: (index) => records[index],
    get: (key) => {
      byKey ??= new Map(records.map((record) => [keyOf(record), record]));
      return byKey.get(key);
    },
  };
}
