/**
 * A row of an array of several dimensions, passed as an array of its own: a copy that is written back
 * behind the call.
 */
import { Arr } from './arr.ts';

export class Row extends Arr {
  readonly #source: Arr;
  readonly #start: number;

  /** @param indices fewer than the array has dimensions */
  constructor(source: Arr, indices: readonly number[]) {
    super(source.zero, [0], false, source.form);
    const rest = source.dims.slice(indices.length);
    const length = rest.reduce((product, dim) => product * dim, 1);
    this.#source = source;
    this.#start = source.offset(indices) * length;
    this.data = source.data.slice(this.#start, this.#start + length);
    this.dims.splice(0, 1, ...rest);
  }

  /** What the function left in the row belongs to the array. */
  $back(): void {
    for (const [index, element] of this.data.entries())
      this.#source.data[this.#start + index] = element;
  }
}
