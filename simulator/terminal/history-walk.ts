/**
 * A program's way through what it has selected of a history: it asks for the ticket at an index, then
 * reads what belongs to that ticket.
 */
import { windowOf, type HistoryWindow } from './history-list.ts';

/** See the file's head. */
export class Walk<T> {
  readonly #keyOf: (record: T) => string;
  #window: HistoryWindow<T>;
  /** The record that was asked for last, most likely the one that is read next. */
  #ticket = 0n;
  #record: T | undefined = undefined;

  /** @param keyOf a record's ticket. */
  constructor(keyOf: (record: T) => string) {
    this.#keyOf = keyOf;
    this.#window = windowOf([], keyOf);
  }

  select(window: HistoryWindow<T>): void {
    this.#window = window;
    this.#ticket = 0n;
    this.#record = undefined;
  }

  selectOne(record: T): true {
    this.select(windowOf([record], this.#keyOf));
    return true;
  }

  get total(): number {
    return this.#window.length;
  }

  /** 0 when there is none. */
  ticket(index: number): bigint {
    this.#record = this.#window.at(index);
    this.#ticket = this.#record === undefined ? 0n : BigInt(this.#keyOf(this.#record));
    return this.#ticket;
  }

  get(ticket: bigint): T | undefined {
    if (ticket === this.#ticket) return this.#record;
    this.#record = this.#window.get(String(ticket));
    this.#ticket = ticket;
    return this.#record;
  }
}
