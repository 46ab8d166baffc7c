/**
 * Functions such as PositionGetInteger: a property by its number, answered, or stored through a
 * reference with true as the answer.
 */
import type { Cell } from '../mql5/runtime/objects.ts';

/** Properties of a record by MQL5's number. */
export type Properties<T, V> = Readonly<Record<number, (record: T) => V>>;

/**
 * @param fail sets `_LastError` when there is no record or no such property; the answer is zero then.
 */
export function property<T, V>(
  table: Properties<T, V>,
  record: T | null,
  id: number,
  target: Cell<V> | undefined,
  zero: V,
  fail: () => void,
): V | boolean {
  const read = record === null ? undefined : table[id];
  if (read === undefined || record === null) {
    fail();
    return target === undefined ? zero : false;
  }
  const value = read(record);
  if (target === undefined) return value;
  target.v = value;
  return true;
}
