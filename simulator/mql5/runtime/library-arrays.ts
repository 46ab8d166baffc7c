/** The array functions of MQL5. */
import type { Arr } from './arr.ts';
import type { Elements } from './elements.ts';
import { Obj } from './objects.ts';

const ALL = 4_294_967_295;

export const arrayFunctions = {
  ArraySize: (array: Arr): number => array.data.length,
  ArrayRange: (array: Arr, rank: number): number => array.dims[rank] ?? 0,
  ArrayIsDynamic: (array: Arr): boolean => array.isDynamic,
  ArrayIsSeries: (array: Arr): boolean => array.isSeries,
  ArrayGetAsSeries: (array: Arr): boolean => array.isSeries,
  ArraySetAsSeries: (array: Arr, flag: boolean): boolean => {
    array.isSeries = flag;
    return true;
  },
  ArrayResize: (array: Arr, size: number): number => array.resize(size),
  ArrayFree: (array: Arr): void => {
    array.resize(0);
  },
  ArrayInitialize: (array: Arr, value: unknown): number => {
    array.data.fill(sameKind(array, value));
    return array.data.length;
  },
  ArrayFill: (array: Arr, start: number, count: number, value: unknown): void => {
    array.data.fill(sameKind(array, value), start, start + count);
  },
  ArrayCopy: (to: Arr, from: Arr, toStart: number, fromStart: number, count: number): number => {
    const rest = Math.max(0, from.data.length - fromStart);
    const wanted = count < 0 ? rest : Math.min(count, rest);
    const needed = toStart + wanted;
    if (to.isDynamic && to.data.length < needed) to.resize(Math.ceil(needed / to.stride));
    const fitting = Math.max(0, Math.min(wanted, to.data.length - toStart));
    if (fitting === 0) return 0;
    const [there, here] = [from.data[fromStart], to.data[toStart]];
    if (typeof there === typeof here) to.copy(from, toStart, fromStart, fitting);
    else {
      for (let i = 0; i < fitting; i++)
        to.store(toStart + i, sameKind(to, from.data[fromStart + i]));
    }
    return fitting;
  },
  ArrayRemove: (array: Arr, start: number, count: number): boolean => {
    const size = array.data.length / array.stride;
    if (!array.isDynamic || start >= size) return false;
    const removed = Math.min(count, size - start);
    array.remove(start * array.stride, removed * array.stride);
    return true;
  },
  ArrayInsert: (to: Arr, from: Arr, at: number, start: number, count: number): boolean => {
    if (!to.isDynamic || at > to.data.length || start > from.data.length) return false;
    const items = from.data.slice(start, count === ALL ? undefined : start + count);
    for (const [index, item] of items.entries())
      if (item instanceof Obj) items[index] = copied(to, item);
    to.insert(at, items);
    return true;
  },
  ArrayReverse: (array: Arr, start: number, count: number): boolean => {
    const items = array.data.slice(start, count === ALL ? undefined : start + count);
    const last = start + items.length - 1;
    for (const [index, item] of items.entries()) array.data[last - index] = item;
    return true;
  },
  ArraySwap: (a: Arr, b: Arr): boolean => {
    [a.data, b.data] = [b.data, a.data];
    const [x = 0, y = 0] = [a.dims[0], b.dims[0]];
    a.dims[0] = y;
    b.dims[0] = x;
    return true;
  },
  ArraySort: (array: Arr): boolean => {
    array.data.sort(compare);
    return true;
  },
  ArrayBsearch: (array: Arr, value: unknown): number => {
    const at = array.data.findIndex((item) => compare(item, value) >= 0);
    return at < 0 ? array.data.length - 1 : at;
  },
  ArrayMaximum: (array: Arr, start: number, count: number): number =>
    extreme(array, start, count, 1),
  ArrayMinimum: (array: Arr, start: number, count: number): number =>
    extreme(array, start, count, -1),
  ArrayCompare: (a: Arr, b: Arr, startA: number, startB: number, count: number): number => {
    const [x, y] = [part(a, startA, count), part(b, startB, count)];
    for (let i = 0; i < Math.min(x.length, y.length); i++) {
      const order = compare(x[i], y[i]);
      if (order !== 0) return order;
    }
    return Math.sign(x.length - y.length);
  },
  ArrayPrint: (): boolean => true,
};

function part(array: Arr, start: number, count: number): Elements {
  return array.data.slice(start, count < 0 ? undefined : start + count);
}

function extreme(array: Arr, start: number, count: number, sign: number): number {
  let best = -1;
  for (const [index, item] of part(array, start, count).entries()) {
    if (best < 0 || compare(item, array.data[best]) * sign > 0) best = start + index;
  }
  return best;
}

function compare(a: unknown, b: unknown): number {
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** A number in the form that the array's elements have. */
function sameKind(array: Arr, value: unknown): unknown {
  const zero = array.zero();
  if (typeof zero === 'bigint' && typeof value !== 'bigint')
    return BigInt(Math.trunc(Number(value)));
  if (typeof zero === 'number' && typeof value !== 'number') return Number(value);
  return typeof zero === 'boolean' ? Boolean(value) : value;
}

function copied(array: Arr, item: Obj): unknown {
  const fresh = array.zero();
  return fresh instanceof Obj ? fresh.$set(item) : item;
}
