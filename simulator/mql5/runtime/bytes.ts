/**
 * Simple structures and arrays as bytes, packed and little-endian as MQL5 lays them out: for unions,
 * `StructToCharArray` and binary files.
 * Invariant: 1. reading back what was written gives the same value, for every simple type.
 */
import { Arr } from './arr.ts';
import { Obj, type Layout } from './objects.ts';

/** Writes a value at `at`; answers where the next one goes. */
export function pack(view: DataView, at: number, value: unknown, form: string): number {
  if (value instanceof Arr)
    return value.data.reduce((to: number, item) => pack(view, to, item, value.form), at);
  if (value instanceof Obj) {
    const own = value.$view();
    if (own !== null) return copyBytes(own, view, at);
    return layoutOf(value).reduce(
      (to, [name, inner]) => pack(view, to, field(value, name), inner),
      at,
    );
  }
  switch (form) {
    case 'b1':
      view.setUint8(at, value === true ? 1 : 0);
      break;
    case 'i8':
    case 'u8':
      view.setBigInt64(at, BigInt.asIntN(64, value as bigint), true);
      break;
    case 'f4':
      view.setFloat32(at, value as number, true);
      break;
    case 'f8':
      view.setFloat64(at, value as number, true);
      break;
    case 'i1':
    case 'u1':
      view.setInt8(at, value as number);
      break;
    case 'i2':
    case 'u2':
      view.setInt16(at, value as number, true);
      break;
    default:
      view.setInt32(at, value as number, true);
  }
  return at + widthOf(form);
}

/** The scalar of this form at `at`. */
export function scalarAt(view: DataView, at: number, form: string): unknown {
  switch (form) {
    case 'b1':
      return view.getUint8(at) !== 0;
    case 'i8':
      return view.getBigInt64(at, true);
    case 'u8':
      return view.getBigUint64(at, true);
    case 'f4':
      return view.getFloat32(at, true);
    case 'f8':
      return view.getFloat64(at, true);
    case 'i1':
      return view.getInt8(at);
    case 'u1':
      return view.getUint8(at);
    case 'i2':
      return view.getInt16(at, true);
    case 'u2':
      return view.getUint16(at, true);
    case 'u4':
      return view.getUint32(at, true);
    default:
      return view.getInt32(at, true);
  }
}

/** Fills an object or an array of fixed size from bytes; answers where the next one begins. */
export function unpack(view: DataView, at: number, into: Obj | Arr): number {
  let next = at;
  const read = (old: unknown, form: string, put: (value: unknown) => void): void => {
    if (old instanceof Obj || old instanceof Arr) next = unpack(view, next, old);
    else {
      put(scalarAt(view, next, form));
      next += widthOf(form);
    }
  };
  const own = into instanceof Obj ? into.$view() : null;
  if (into instanceof Obj && own !== null) {
    into.$adopt(new DataView(view.buffer, view.byteOffset + at, own.byteLength));
    return at + own.byteLength;
  }
  if (into instanceof Arr) {
    for (let i = 0; i < into.data.length; i++)
      read(into.data[i], into.form, (value) => (into.data[i] = value));
  } else {
    for (const [name, form] of layoutOf(into))
      read(field(into, name), form, (value) => setField(into, name, value));
  }
  return next;
}

/** Bytes that the value takes. */
export function sizeOfValue(value: unknown, form: string): number {
  if (value instanceof Arr)
    return value.data.reduce((sum: number, item) => sum + sizeOfValue(item, value.form), 0);
  if (!(value instanceof Obj)) return widthOf(form);
  const own = value.$view();
  if (own !== null) return own.byteLength;
  return layoutOf(value).reduce(
    (sum, [name, inner]) => sum + sizeOfValue(field(value, name), inner),
    0,
  );
}

/** Whether objects of this kind have bytes: no strings, dynamic arrays, pointers or classes inside. */
export function isSimple(object: Obj): boolean {
  return object.$layout !== null;
}

function copyBytes(from: DataView, to: DataView, at: number): number {
  for (let i = 0; i < from.byteLength; i++) to.setUint8(at + i, from.getUint8(i));
  return at + from.byteLength;
}

function layoutOf(object: Obj): Layout {
  if (object.$layout === null) throw new TypeError('only simple structures have bytes');
  return object.$layout;
}

function widthOf(form: string): number {
  return Number(form.charAt(1));
}

export function field(object: Obj, name: string): unknown {
  return (object as unknown as Record<string, unknown>)[name];
}

export function setField(object: Obj, name: string, value: unknown): void {
  (object as unknown as Record<string, unknown>)[name] = value;
}
