/** Structures to bytes and back. Only simple structures have bytes: others answer `false`. */
import type { Arr } from './arr.ts';
import { isSimple, pack, sizeOfValue, unpack } from './bytes.ts';
import type { Obj } from './objects.ts';

export const structFunctions = {
  StructToCharArray: (object: Obj, array: Arr, start: number): boolean => {
    if (!isSimple(object)) return false;
    const bytes = bytesOf(object);
    if (array.isDynamic && array.data.length < start + bytes.length)
      array.resize(start + bytes.length);
    if (array.data.length < start + bytes.length) return false;
    array.setBytes(bytes, start);
    return true;
  },
  CharArrayToStruct: (object: Obj, array: Arr, start: number): boolean => {
    if (!isSimple(object)) return false;
    const size = sizeOfValue(object, '');
    if (array.data.length - start < size) return false;
    const bytes = array.bytes(start, start + size);
    unpack(new DataView(bytes.buffer), 0, object);
    return true;
  },
};

/** The bytes of a simple structure. */
export function bytesOf(object: Obj): Uint8Array {
  const bytes = new Uint8Array(sizeOfValue(object, ''));
  pack(new DataView(bytes.buffer), 0, object, '');
  return bytes;
}
