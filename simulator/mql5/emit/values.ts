/** JavaScript for constants, start values and conversions: each MQL5 type has one form at run time. */
import type { Bound, Constant } from '../check/bound.ts';
import {
  BOOL,
  CHAR,
  COLOR,
  DATETIME,
  DOUBLE,
  FLOAT,
  SHORT,
  STRING,
  UCHAR,
  UINT,
  ULONG,
  USHORT,
  isIntegral,
  isReal,
  isWide,
  sizeOf,
  type Type,
} from '../check/types.ts';

/** `bool` boolean, 8-byte integers BigInt, other numbers number, strings string, objects by handle. */
export function constantText(value: Constant, type: Type): string {
  if (isWide(type)) return `${String(BigInt(value))}n`;
  if (typeof value === 'bigint') return String(Number(value));
  if (typeof value === 'number' && Object.is(value, -0)) return '-0';
  if (typeof value === 'number' && value < 0) return `(${value})`;
  return JSON.stringify(value);
}

/** What a variable holds before anything was stored in it. */
export function zeroText(type: Type): string {
  switch (type.kind) {
    case 'primitive':
      if (type === BOOL) return 'false';
      if (type === STRING) return "''";
      return isWide(type) ? '0n' : '0';
    case 'enum':
      return '0';
    case 'class':
      return `new ${type.id}()`;
    case 'array': {
      const dims = type.dims.map((dim) => dim ?? 0).join();
      const form = formOf(type.of);
      const last = form === '' ? '' : `,'${form}'`;
      return `new $.Arr(()=>${zeroText(type.of)},[${dims}],${type.dims[0] === null}${last})`;
    }
    default:
      return 'null';
  }
}

/** An object just made: by `new`, or a structure in the middle of an expression. */
export function madeText(type: Type, code: string): string {
  return type.kind === 'pointer' ? `$.dynamic(${code})` : code;
}

/** Sign and width of a scalar as bytes, for example `u2`; empty for everything else. */
export function formOf(type: Type): string {
  if (type.kind === 'enum') return 'i4';
  if (type.kind !== 'primitive' || type === STRING) return '';
  if (type === BOOL) return 'b1';
  return `${isReal(type) ? 'f' : type.signed ? 'i' : 'u'}${sizeOf(type)}`;
}

/** `code`, a value of type `from`, as a `to`. */
export function convertText(code: string, from: Type, to: Type): string {
  if (from === to) return code;
  if (to === STRING) return toText(code, from);
  if (from === STRING) return fromText(code, to);
  if (to === BOOL) return isWide(from) ? `(${code}!==0n)` : `(${code}!==0)`;
  if (isReal(to)) {
    const number = isWide(from) ? `Number(${code})` : from === BOOL ? `(${code}?1:0)` : code;
    return to === FLOAT ? `Math.fround(${number})` : number;
  }
  if (isWide(to)) return toWide(code, from, to);
  if (isIntegral(to))
    return wrapText(isWide(from) ? `Number($signed(32,${code}))` : asNumber(code, from), to);
  return code;
}

function asNumber(code: string, from: Type): string {
  return from === BOOL ? `(${code}?1:0)` : isReal(from) ? `$.trunc(${code})` : code;
}

/** Cuts a number to its width. */
export function wrapText(code: string, type: Type): string {
  switch (type) {
    case CHAR:
      return `(${code}<<24>>24)`;
    case UCHAR:
      return `(${code}&255)`;
    case SHORT:
      return `(${code}<<16>>16)`;
    case USHORT:
      return `(${code}&65535)`;
    case UINT:
    case COLOR:
      return `(${code}>>>0)`;
    default:
      return `(${code}|0)`;
  }
}

function toWide(code: string, from: Type, to: Type): string {
  if (isReal(from)) return to === ULONG ? `$.realToUlong(${code})` : `$.realToLong(${code})`;
  const exact = isWide(from) ? code : `BigInt(${code})`;
  if (to === ULONG) return from === ULONG ? exact : `$unsigned(64,${exact})`;
  return from === ULONG ? `$signed(64,${exact})` : exact;
}

function toText(code: string, from: Type): string {
  if (from === DATETIME) return `$.timeText(${code})`;
  if (from === COLOR) return `$.colorText(${code})`;
  if (from === DOUBLE || from === FLOAT) return `$.realText(${code})`;
  return `String(${code})`;
}

function fromText(code: string, to: Type): string {
  if (to === BOOL) return `$.textToBool(${code})`;
  if (to === DATETIME) return `$.textToTime(${code})`;
  if (isReal(to)) return convertText(`$.textToReal(${code})`, DOUBLE, to);
  return to === ULONG
    ? `$unsigned(64,$.textToLong(${code}))`
    : isWide(to)
      ? `$.textToLong(${code})`
      : wrapText(`Number($signed(32,$.textToLong(${code})))`, to);
}

/**
 * An object takes the values of another.
 * @param target the object; seen as its base it takes only the base's part
 */
export function setText(target: Bound, object: string, code: string): string {
  const { type } = target;
  const isPart = target.kind === 'convert' && target.value.type.kind === 'class';
  if (!isPart || type.kind !== 'class') return `${object}.$set(${code})`;
  return `${type.id}.prototype.$set.call(${object},${code})`;
}
