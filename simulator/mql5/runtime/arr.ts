/**
 * Arrays at run time: one flat list and its dimensions.
 * Invariants: 1. every index is checked; one outside is a critical error; 2. only the first dimension of
 * a dynamic array changes; 3. new elements of objects are constructed, of scalars zero; 4. the elements
 * of a `uchar` array are bytes in memory, with room behind them for the next growth; 5. a text in an
 * array lies in one piece.
 */
import { CriticalError } from './critical-error.ts';
import { NO_BYTES, grown, type Elements } from './elements.ts';
import { layOut } from './lay-out.ts';
import { Obj, type Cell } from './objects.ts';

export class Arr {
  data: Elements;
  /** All dimensions; of a dynamic array the first is its present size. */
  readonly dims: number[];
  readonly isDynamic: boolean;
  isSeries = false;
  readonly zero: () => unknown;
  /** Sign and width of scalar elements, as in a layout; empty when they have no bytes. */
  readonly form: string;

  constructor(zero: () => unknown, dims: readonly number[], isDynamic: boolean, form = '') {
    this.zero = zero;
    this.form = form;
    this.dims = dims.slice();
    this.isDynamic = isDynamic;
    this.data = form === 'u1' ? NO_BYTES : [];
    const size = dims[0] ?? 0;
    if (size > 0) this.#grow(size * this.stride, zero);
  }

  /** Elements per index of the first dimension. */
  get stride(): number {
    let product = 1;
    for (let level = 1; level < this.dims.length; level++) product *= this.dims[level] ?? 0;
    return product;
  }

  get(index: number): unknown {
    return this.data[this.#checked(index)];
  }

  set(index: number, value: unknown): unknown {
    if (typeof value === 'string') layOut(value);
    this.data[this.#checked(index)] = value;
    return value;
  }

  getAt(indices: readonly number[]): unknown {
    return this.data[this.offset(indices)];
  }

  setAt(indices: readonly number[], value: unknown): unknown {
    this.data[this.offset(indices)] = value;
    return value;
  }

  cell(index: number | readonly number[]): Cell {
    const at = typeof index === 'number' ? this.#checked(index) : this.offset(index);
    return elementCell(this, at);
  }

  /** Changes the first dimension; answers the number of elements, −1 for a static array. */
  resize(size: number): number {
    if (!this.isDynamic || size < 0) return -1;
    const wanted = size * this.stride;
    this.dims[0] = size;
    if (wanted > this.data.length) this.#grow(wanted, () => this.#fresh());
    else if (wanted < this.data.length) this.#shrink(wanted);
    return wanted;
  }

  #shrink(size: number): void {
    const { data } = this;
    if (data instanceof Uint8Array) {
      this.data = size === 0 ? NO_BYTES : new Uint8Array(data.buffer, 0, size);
      return;
    }
    const gone = (data as unknown[]).splice(size);
    for (const element of gone) if (element instanceof Obj) element.$dtor();
  }

  /** Appends new elements; scalars are all the same one. */
  #grow(size: number, make: () => unknown): void {
    if (this.data instanceof Uint8Array) {
      this.data = grown(this.data, size);
      return;
    }
    const data = this.data as unknown[];
    const first = make();
    data.push(first);
    const isObject = first instanceof Obj;
    while (data.length < size) data.push(isObject ? make() : first);
  }

  /** Objects of a static array begin their life. */
  $construct(): this {
    if (this.data instanceof Uint8Array) return this;
    for (const element of this.data) if (element instanceof Obj) element.$init();
    return this;
  }

  /** An initial list, nested for several dimensions. */
  $fill(items: readonly unknown[]): this {
    const flat = items.flatMap((item) =>
      item instanceof Arr ? padded(item, this.stride) : [item],
    );
    if (this.isDynamic) this.resize(items.length);
    for (const [index, item] of flat.entries()) this.data[index] = item;
    return this;
  }

  $set(other: Arr): this {
    if (this.isDynamic) this.resize(other.dims[0] ?? 0);
    this.copy(other, 0, 0, other.data.length);
    return this;
  }

  /** Stores by value: structures are copied into the element. */
  store(index: number, value: unknown): void {
    const here = this.data[index];
    if (here instanceof Obj && value instanceof Obj) here.$set(value);
    else this.data[index] = value;
  }

  /** Stores `count` elements of an array of the same type from `from` on at `at`; all must exist. */
  copy(other: Arr, at: number, from: number, count: number): void {
    const [to, source] = [this.data, other.data];
    if (to instanceof Uint8Array && source instanceof Uint8Array) {
      to.set(source.subarray(from, from + count), at);
    } else if (to[at] instanceof Obj) {
      for (let i = 0; i < count; i++) this.store(at + i, source[from + i]);
    } else if (to === source) to.copyWithin(at, from, from + count);
    else for (let i = 0; i < count; i++) to[at + i] = source[from + i];
  }

  /** A copy of elements as bytes. */
  bytes(start = 0, end?: number): Uint8Array {
    const part = this.data.slice(start, end);
    return part instanceof Uint8Array ? part : Uint8Array.from(part as Iterable<number>);
  }

  /** Stores bytes from `at` on; there must be room. */
  setBytes(bytes: Uint8Array, at: number): void {
    const { data } = this;
    if (data instanceof Uint8Array) data.set(bytes, at);
    else for (const [index, byte] of bytes.entries()) data[at + index] = byte;
  }

  /** Takes elements out, without destroying them. */
  remove(start: number, count: number): void {
    const { data } = this;
    if (data instanceof Uint8Array) {
      data.copyWithin(start, start + count);
      this.#shrink(data.length - count);
    } else (data as unknown[]).splice(start, count);
    this.dims[0] = this.data.length / this.stride;
  }

  /** Puts elements in; those behind make room. */
  insert(at: number, items: Elements): void {
    const { data } = this;
    if (data instanceof Uint8Array) {
      const more = grown(data, data.length + items.length);
      more.copyWithin(at + items.length, at, data.length);
      more.set(items as unknown as ArrayLike<number>, at);
      this.data = more;
    } else {
      const list = data as unknown[];
      const after = list.splice(at);
      for (const item of items) list.push(item);
      for (const item of after) list.push(item);
    }
    this.dims[0] = this.data.length / this.stride;
  }

  $zero(): void {
    if (this.data instanceof Uint8Array) {
      this.data.fill(0);
      return;
    }
    for (const [index, element] of this.data.entries()) {
      if (element instanceof Obj) element.$zero();
      else this.data[index] = this.zero();
    }
  }

  $dtor(): void {
    if (this.data instanceof Uint8Array) return;
    for (const element of this.data) if (element instanceof Obj) element.$dtor();
  }

  #fresh(): unknown {
    const element = this.zero();
    return element instanceof Obj ? element.$init() : element;
  }

  #checked(index: number): number {
    const at = this.isSeries ? this.data.length - 1 - index : index;
    if (!(at >= 0 && at < this.data.length)) {
      throw new CriticalError(`array out of range: index ${index}, size ${this.data.length}`);
    }
    return at;
  }

  /** Place of the element, or of the row in units of rows; every index is checked. */
  offset(indices: readonly number[]): number {
    let at = 0;
    for (const [level, index] of indices.entries()) {
      const size = this.dims[level] ?? 0;
      if (!(index >= 0 && index < size)) {
        throw new CriticalError(
          `array out of range: index ${index} of dimension ${level + 1}, size ${size}`,
        );
      }
      at = at * size + index;
    }
    return at;
  }
}

/** Asks the array each time: one that grows moves its elements. */
function elementCell(array: Arr, at: number): Cell {
  return {
    get v() {
      return array.data[at];
    },
    set v(value) {
      array.data[at] = value;
    },
  };
}

/** A shorter inner list leaves the rest of its row at zero. */
function padded(row: Arr, length: number): unknown[] {
  const items = [...row.data];
  while (items.length < length) items.push(row.zero());
  return items;
}
