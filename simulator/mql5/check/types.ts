/**
 * The types of the language and what can be asked of them.
 * Invariants: 1. built-in types and enumerations exist once, so `===` compares them; 2. pointers and
 * arrays are compared with `sameType`.
 */
import type { ClassType } from './class-type.ts';

export interface PrimitiveType {
  readonly kind: 'primitive';
  readonly name: PrimitiveName;
  /** Size in bytes; of a string that of its handle. */
  readonly size: number;
  /** Place on the ladder of conversions; 0 for `void`. */
  readonly rank: number;
  readonly integer: boolean;
  readonly signed: boolean;
}

export interface EnumType {
  readonly kind: 'enum';
  readonly name: string;
  readonly members: Map<string, number>;
}

export interface PointerType {
  readonly kind: 'pointer';
  readonly to: ClassType;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly of: Type;
  /** Sizes of the dimensions; `null` for a dynamic first one. */
  readonly dims: readonly (number | null)[];
}

export interface FunctionType {
  readonly kind: 'function';
  readonly name: string;
  readonly returns: Type;
  readonly params: readonly { type: Type; reference: boolean; const: boolean }[];
}

/**
 * `any`: unknown, because something before it was wrong or is not in this runtime; it fits everywhere.
 * `null`: the type of `NULL`.
 */
export interface OpenType {
  readonly kind: 'any' | 'null';
}

export type Type =
  | PrimitiveType
  | EnumType
  | PointerType
  | ArrayType
  | FunctionType
  | ClassType
  | OpenType;

export type PrimitiveName =
  | 'void'
  | 'bool'
  | 'char'
  | 'uchar'
  | 'short'
  | 'ushort'
  | 'int'
  | 'uint'
  | 'color'
  | 'long'
  | 'ulong'
  | 'datetime'
  | 'float'
  | 'double'
  | 'string';

function primitive(name: PrimitiveName, size: number, rank: number, kind = ''): PrimitiveType {
  return { kind: 'primitive', name, size, rank, integer: kind !== '', signed: kind === 'signed' };
}

export const VOID = primitive('void', 0, 0);
export const BOOL = primitive('bool', 1, 1, 'unsigned');
export const CHAR = primitive('char', 1, 2, 'signed');
export const UCHAR = primitive('uchar', 1, 3, 'unsigned');
export const SHORT = primitive('short', 2, 4, 'signed');
export const USHORT = primitive('ushort', 2, 5, 'unsigned');
export const INT = primitive('int', 4, 6, 'signed');
export const UINT = primitive('uint', 4, 7, 'unsigned');
export const COLOR = primitive('color', 4, 7, 'unsigned');
export const LONG = primitive('long', 8, 8, 'signed');
/** Seconds since 1970; arithmetic is that of `long` (reference: cast before subtracting all the same). */
export const DATETIME = primitive('datetime', 8, 8, 'signed');
export const ULONG = primitive('ulong', 8, 9, 'unsigned');
export const FLOAT = primitive('float', 4, 10);
export const DOUBLE = primitive('double', 8, 11);
export const STRING = primitive('string', 12, 12);
export const ANY: OpenType = { kind: 'any' };
export const NULL_TYPE: OpenType = { kind: 'null' };

export const PRIMITIVES: ReadonlyMap<string, PrimitiveType> = new Map(
  [
    VOID,
    BOOL,
    CHAR,
    UCHAR,
    SHORT,
    USHORT,
    INT,
    UINT,
    COLOR,
    LONG,
    DATETIME,
    ULONG,
    FLOAT,
    DOUBLE,
    STRING,
  ].map((type) => [type.name, type]),
);

/** Integers, `bool`, enumerations: what is stored as a whole number. */
export function isIntegral(type: Type): boolean {
  return type.kind === 'enum' || (type.kind === 'primitive' && type.integer);
}

/** What arithmetic accepts without a conversion from text. */
export function isNumeric(type: Type): boolean {
  return isIntegral(type) || type === FLOAT || type === DOUBLE;
}

export function isReal(type: Type): boolean {
  return type === FLOAT || type === DOUBLE;
}

/** 8-byte integers, held as BigInt at run time. */
export function isWide(type: Type): boolean {
  return type === LONG || type === ULONG || type === DATETIME;
}

/** What a call of the runtime may pass and return as one value. */
export function isScalar(type: Type): boolean {
  return isNumeric(type) || type === STRING || type.kind === 'pointer' || type.kind === 'function';
}

export function sizeOf(type: Type): number {
  switch (type.kind) {
    case 'primitive':
      return type.size;
    case 'enum':
      return 4;
    case 'pointer':
    case 'function':
      return 8;
    case 'array':
      return type.dims.reduce<number>((size, dim) => size * (dim ?? 0), sizeOf(type.of));
    case 'class':
      return type.size();
    default:
      return 0;
  }
}

/** Same type for references and overrides. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b || a.kind === 'any' || b.kind === 'any') return true;
  if (a.kind === 'pointer' && b.kind === 'pointer') return a.to === b.to;
  if (a.kind === 'array' && b.kind === 'array') {
    return sameType(a.of, b.of) && a.dims.length === b.dims.length;
  }
  return false;
}

/** As MetaEditor prints it. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case 'pointer':
      return `${type.to.name}*`;
    case 'array':
      return typeName(type.of) + type.dims.map((dim) => `[${dim ?? ''}]`).join('');
    case 'any':
      return 'unknown';
    case 'null':
      return 'NULL';
    default:
      return type.name;
  }
}
