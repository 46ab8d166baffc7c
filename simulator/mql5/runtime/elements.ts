/**
 * What the elements of an array lie in: a list, or memory for bytes.
 * Invariant: 1. bytes that become part of an array are zero.
 */

/** The elements: a list, or bytes. Only `Arr` changes their number. */
export interface Elements extends Iterable<unknown> {
  readonly length: number;
  [index: number]: unknown;
  fill(value: unknown, start?: number, end?: number): unknown;
  slice(start?: number, end?: number): Elements;
  copyWithin(target: number, start: number, end?: number): unknown;
  sort(compare: (a: unknown, b: unknown) => number): unknown;
  entries(): IterableIterator<[number, unknown]>;
  reduce<T>(fold: (sum: T, item: unknown) => T, first: T): T;
  findIndex(test: (item: unknown) => boolean): number;
}

/** Nothing, shared by all empty arrays of bytes. */
export const NO_BYTES = new Uint8Array(0);

/** The same bytes and zeros behind them, in place while there is room. */
export function grown(bytes: Uint8Array, size: number): Uint8Array {
  const { buffer, length } = bytes;
  if (size <= buffer.byteLength) {
    const more = new Uint8Array(buffer, 0, size);
    more.fill(0, length);
    return more;
  }
  const room = new ArrayBuffer(length === 0 ? size : Math.max(size, length + (length >> 1)));
  const more = new Uint8Array(room, 0, size);
  more.set(bytes);
  return more;
}
