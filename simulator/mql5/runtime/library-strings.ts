/** The string functions of MQL5. Positions and lengths count UTF-16 units. */
import type { Arr } from './arr.ts';
import { formatText } from './format.ts';
import { layOut } from './lay-out.ts';
import type { Cell } from './objects.ts';
import { textToLong, textToReal, textToTime, timeText } from './text.ts';

type Text = Cell<string>;
const UTF8 = 65_001;
const UTF8_ENCODER = new TextEncoder();
const UTF8_DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
const ANSI_DECODER = new TextDecoder('windows-1252');

export const stringFunctions = {
  StringLen: (s: string): number => s.length,
  StringBufferLen: (s: string): number => s.length,
  StringReserve: (): boolean => true,
  StringFind: (s: string, part: string, start: number): number =>
    s.indexOf(part, Math.max(0, start)),
  StringSubstr: (s: string, start: number, length: number): string =>
    length < 0
      ? s.slice(Math.max(0, start))
      : s.slice(Math.max(0, start), Math.max(0, start) + length),
  StringGetCharacter: (s: string, at: number): number =>
    at >= 0 && at < s.length ? s.charCodeAt(at) : 0,
  StringSetCharacter: (s: Text, at: number, letter: number): boolean => {
    if (at < 0 || at > s.v.length) return false;
    s.v =
      letter === 0
        ? s.v.slice(0, at)
        : s.v.slice(0, at) + String.fromCharCode(letter) + s.v.slice(at + 1);
    return true;
  },
  StringAdd: (s: Text, more: string): boolean => {
    s.v += more;
    return true;
  },
  StringConcatenate: (s: Text, ...parts: string[]): number => {
    s.v = parts.join('');
    return s.v.length;
  },
  StringCompare: (a: string, b: string, exact: boolean): number => {
    const [x, y] = exact ? [a, b] : [a.toLowerCase(), b.toLowerCase()];
    return x < y ? -1 : x > y ? 1 : 0;
  },
  StringFill: (s: Text, letter: number): boolean => {
    s.v = String.fromCharCode(letter).repeat(s.v.length);
    return true;
  },
  StringInit: (s: Text, length: number, letter: number): boolean => {
    s.v = letter === 0 ? '' : String.fromCharCode(letter).repeat(length);
    return true;
  },
  StringReplace: (s: Text, find: string, by: string): number => {
    if (find === '') return -1;
    const parts = s.v.split(find);
    s.v = parts.join(by);
    return parts.length - 1;
  },
  StringSplit: (s: string, separator: number, result: Arr): number => {
    const parts = s === '' ? [] : s.split(String.fromCharCode(separator));
    result.resize(parts.length);
    for (const [index, part] of parts.entries()) result.data[index] = part;
    return parts.length;
  },
  StringToLower: (s: Text): boolean => {
    s.v = s.v.toLowerCase();
    return true;
  },
  StringToUpper: (s: Text): boolean => {
    s.v = s.v.toUpperCase();
    return true;
  },
  StringTrimLeft: (s: Text): number => trim(s, s.v.replace(/^[ \t\r\n]+/, '')),
  StringTrimRight: (s: Text): number => trim(s, s.v.replace(/[ \t\r\n]+$/, '')),
  StringFormat: (format: string, ...values: (number | bigint | string | boolean)[]): string =>
    formatText(format, values),
  StringToDouble: textToReal,
  StringToInteger: textToLong,
  StringToTime: textToTime,
  CharToString: (code: number): string => String.fromCharCode(code),
  ShortToString: (code: number): string => String.fromCharCode(code),
  IntegerToString: (value: bigint, length: number, fill: number): string =>
    value.toString().padStart(length, String.fromCharCode(fill)),
  DoubleToString: doubleText,
  TimeToString: (value: bigint, flags: number): string => timeText(value, flags),
  CharArrayToString: (array: Arr, start: number, count: number, codepage: number): string => {
    const bytes = array.bytes(start, count < 0 ? undefined : start + count);
    const end = bytes.indexOf(0);
    const text = end < 0 ? bytes : bytes.subarray(0, end);
    return (codepage === UTF8 ? UTF8_DECODER : ANSI_DECODER).decode(text);
  },
  ShortArrayToString: (array: Arr, start: number, count: number): string => {
    const codes = array.data.slice(start, count < 0 ? undefined : start + count);
    let text = '';
    for (const code of codes as Iterable<number>) {
      if (code === 0) break;
      text += String.fromCharCode(code);
    }
    return text;
  },
  StringToCharArray: (
    s: string,
    array: Arr,
    start: number,
    count: number,
    codepage: number,
  ): number => {
    if (codepage !== UTF8) return copyText(Array.from(s, ansiByte), array, start, count);
    if (count < 0 && array.isDynamic && array.form === 'u1') return encodeText(s, array, start);
    return copyText(UTF8_ENCODER.encode(s), array, start, count);
  },
  StringToShortArray: (s: string, array: Arr, start: number, count: number): number =>
    copyText(
      Array.from({ length: s.length }, (_, index) => s.charCodeAt(index)),
      array,
      start,
      count,
    ),
};

function trim(s: Text, trimmed: string): number {
  const removed = s.v.length - trimmed.length;
  s.v = trimmed;
  return removed;
}

function ansiByte(letter: string): number {
  const code = letter.charCodeAt(0);
  return code < 256 ? code : 63;
}

/** The whole text and its final zero, as UTF-8, without a copy between: books are long. */
function encodeText(text: string, array: Arr, start: number): number {
  layOut(text);
  const count = Buffer.byteLength(text);
  if (array.data.length < start + count + 1) array.resize(start + count + 1);
  const { data } = array;
  if (data instanceof Uint8Array)
    UTF8_ENCODER.encodeInto(text, data.subarray(start, start + count));
  data[start + count] = 0;
  return count + 1;
}

/** `count` −1 copies the final zero too; a dynamic array grows to hold what is copied. */
function copyText(codes: ArrayLike<number>, array: Arr, start: number, count: number): number {
  const wanted = count < 0 ? codes.length + 1 : Math.min(count, codes.length);
  if (array.isDynamic && array.data.length < start + wanted) array.resize(start + wanted);
  const copied = Math.max(0, Math.min(wanted, array.data.length - start));
  if (array.data instanceof Uint8Array && codes instanceof Uint8Array) {
    array.setBytes(codes.subarray(0, copied), start);
    if (copied > codes.length) array.data[start + codes.length] = 0;
    return copied;
  }
  const signed = array.form === 'i1';
  for (let i = 0; i < copied; i++) {
    const code = codes[i] ?? 0;
    array.data[start + i] = signed ? (code << 24) >> 24 : code;
  }
  return copied;
}

/** Digits from 0 to 16 behind the point; below 0 in scientific notation. */
export function doubleText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  return digits < 0
    ? value.toExponential(Math.min(16, -digits))
    : value.toFixed(Math.min(16, digits));
}
