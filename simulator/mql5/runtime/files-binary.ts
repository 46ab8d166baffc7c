/** The file functions of MQL5 for numbers, arrays and structures, little-endian as a terminal writes them. */
import { fstatSync } from 'node:fs';
import type { Arr } from './arr.ts';
import { isSimple, pack, scalarAt, sizeOfValue, unpack } from './bytes.ts';
import type { LibraryFunction } from './host.ts';
import { bytesOf } from './library-structs.ts';
import { Obj } from './objects.ts';
import { append, take, type UseFile } from './open-file.ts';

const INTEGER_FORMS: Readonly<Record<number, string>> = { 1: 'u1', 2: 'i2', 4: 'i4' };

export function binaryFileFunctions(use: UseFile): Record<string, LibraryFunction> {
  const write = (handle: number, value: unknown, form: string): number =>
    use(handle, 0, (file) => append(file, scalarBytes(value, form)));
  const read = <T>(handle: number, form: string, otherwise: T): T =>
    use(handle, otherwise, (file) => {
      const bytes = take(file, Number(form.charAt(1)));
      if (bytes.length < Number(form.charAt(1))) return otherwise;
      return scalarAt(viewOf(bytes), 0, form) as T;
    });
  return {
    FileWriteInteger: (handle: number, value: number, size: number): number =>
      write(handle, value, INTEGER_FORMS[size] ?? 'i4'),
    FileWriteLong: (handle: number, value: bigint): number => write(handle, value, 'i8'),
    FileWriteDouble: (handle: number, value: number): number => write(handle, value, 'f8'),
    FileWriteFloat: (handle: number, value: number): number => write(handle, value, 'f4'),
    FileReadInteger: (handle: number, size: number): number =>
      read(handle, INTEGER_FORMS[size] ?? 'i4', 0),
    FileReadLong: (handle: number): bigint => read(handle, 'i8', 0n),
    FileReadDouble: (handle: number): number => read(handle, 'f8', 0),
    FileReadFloat: (handle: number): number => read(handle, 'f4', 0),
    FileWriteStruct: (handle: number, object: Obj, size: number): number =>
      use(handle, 0, (file) => {
        if (!isSimple(object)) return 0;
        const bytes = bytesOf(object);
        return append(file, size < 0 ? bytes : bytes.subarray(0, size));
      }),
    FileReadStruct: (handle: number, object: Obj, size: number): number =>
      use(handle, 0, (file) => {
        if (!isSimple(object)) return 0;
        // What the file does not give stays as it was.
        const bytes = bytesOf(object);
        const found = take(file, size < 0 ? bytes.length : Math.min(size, bytes.length));
        bytes.set(found);
        unpack(viewOf(bytes), 0, object);
        return found.length;
      }),
    FileWriteArray: (handle: number, array: Arr, start: number, count: number): number =>
      use(handle, 0, (file) => {
        const items = array.data.slice(start, count < 0 ? undefined : start + count);
        if (items instanceof Uint8Array) return append(file, items);
        const bytes = new Uint8Array(
          items.reduce((sum: number, item) => sum + sizeOfValue(item, array.form), 0),
        );
        const view = viewOf(bytes);
        items.reduce((at: number, item) => pack(view, at, item, array.form), 0);
        const written = append(file, bytes);
        return written === bytes.length
          ? items.length
          : Math.floor((items.length * written) / bytes.length);
      }),
    FileReadArray: (handle: number, array: Arr, start: number, count: number): number =>
      use(handle, 0, (file) => {
        const size = sizeOfValue(array.zero(), array.form);
        const rest = Math.floor((fstatSync(file.descriptor).size - file.position) / size);
        const wanted = Math.max(0, count < 0 ? rest : Math.min(rest, count));
        if (array.isDynamic && array.data.length < start + wanted) array.resize(start + wanted);
        const fitting = Math.max(0, Math.min(wanted, array.data.length - start));
        const view = viewOf(take(file, fitting * size));
        for (let i = 0; i < fitting; i++) {
          const element = array.data[start + i];
          if (element instanceof Obj) unpack(view, i * size, element);
          else array.data[start + i] = scalarAt(view, i * size, array.form);
        }
        return fitting;
      }),
  };
}

function scalarBytes(value: unknown, form: string): Uint8Array {
  const bytes = new Uint8Array(Number(form.charAt(1)));
  pack(viewOf(bytes), 0, value, form);
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
