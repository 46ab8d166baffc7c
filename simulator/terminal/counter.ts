/** Which of the events that fit a fault are hit: from the `nth` on, `count` of them (null: all). */
export class Counter {
  readonly #nth: number;
  readonly #count: number | null;
  #seen = 0;

  constructor({ nth, count = 1 }: { readonly nth: number; readonly count?: number | null }) {
    this.#nth = nth;
    this.#count = count;
  }

  /** Nothing that comes will be hit. */
  get isOver(): boolean {
    return this.#count !== null && this.#seen >= this.#nth + this.#count - 1;
  }

  /** One more event came; is it hit? */
  hits(): boolean {
    this.#seen += 1;
    return (
      this.#seen >= this.#nth && (this.#count === null || this.#seen < this.#nth + this.#count)
    );
  }
}
