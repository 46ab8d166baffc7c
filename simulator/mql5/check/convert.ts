/**
 * Which type may become which, at what price, and what MetaEditor says about it.
 * Invariants: 1. a conversion that could lose something is never silent unless a cast asks for it
 * (43, 44); 2. numbers become enumerations only by a cast (262), constants of a member's value, 0 and -1 without;
 * 3. `string` is the highest type.
 */
import type { Diagnostics, Position } from '../position.ts';
import type { Bound, Constant } from './bound.ts';
import { constantAs } from './numeric.ts';
import {
  ANY,
  BOOL,
  COLOR,
  DATETIME,
  DOUBLE,
  FLOAT,
  INT,
  NULL_TYPE,
  STRING,
  UINT,
  VOID,
  isIntegral,
  isNumeric,
  isReal,
  isWide,
  sameType,
  sizeOf,
  typeName,
  type EnumType,
  type FunctionType,
  type Type,
} from './types.ts';

/** `CButton *b=list.At(i);` takes a pointer to a base without a cast, the dearest conversion there is. */
const DOWNCAST = 6;

/** Price of an implicit conversion for choosing an overload; `null` when there is none. */
export function conversionCost(from: Type, to: Type): number | null {
  if (sameType(from, to)) return 0;
  if (from === NULL_TYPE)
    return to.kind === 'pointer' || to.kind === 'function'
      ? 1
      : to.kind === 'class' || to.kind === 'array'
        ? null
        : 2;
  if (to === VOID || from === VOID) return null;
  if (from.kind === 'pointer' && to.kind === 'pointer')
    return from.to.isA(to.to) ? 1 : to.to.isA(from.to) ? DOWNCAST : null;
  if (from.kind === 'function' && to.kind === 'function') return sameCall(from, to) ? 0 : null;
  if (from.kind === 'class' && to.kind === 'class') return from.isA(to) ? 1 : null;
  if (from.kind === 'pointer' && to.kind === 'class') return from.to.isA(to) ? 1 : null;
  if (from.kind === 'pointer' && to === BOOL) return 3;
  if (isNumeric(from) && isNumeric(to)) {
    if (to.kind === 'enum') return null;
    if (isPromotion(from, to)) return 1;
    return 2;
  }
  if (to === STRING && isNumeric(from)) return 4;
  if (from === STRING && isNumeric(to) && to.kind !== 'enum') return 5;
  return null;
}

function sameCall(a: FunctionType, b: FunctionType): boolean {
  return (
    sameType(a.returns, b.returns) &&
    a.params.length === b.params.length &&
    a.params.every(({ type, reference }, index) => {
      const other = b.params[index];
      return other !== undefined && other.reference === reference && sameType(type, other.type);
    })
  );
}

function isPromotion(from: Type, to: Type): boolean {
  if (from === FLOAT) return to === DOUBLE;
  return to === INT && isIntegral(from) && sizeOf(from) <= 4 && from !== UINT && from !== COLOR;
}

/** The type two operands are brought to (reference: char…int → int → uint → long → ulong → float → double). */
export function commonType(left: Type, right: Type): Type {
  if (left.kind === 'any' || right.kind === 'any') return ANY;
  if (left === STRING || right === STRING) return STRING;
  const a = promoted(left);
  const b = promoted(right);
  if (a.kind !== 'primitive' || b.kind !== 'primitive') return ANY;
  if (a === DATETIME && b !== DATETIME && b.rank < DATETIME.rank) return DATETIME;
  return a.rank >= b.rank ? a : b;
}

/** Small integers and enumerations count as `int`. */
export function promoted(type: Type): Type {
  if (type.kind === 'enum') return INT;
  if (type.kind === 'primitive' && type.integer && type.rank < INT.rank) return INT;
  return type === COLOR ? UINT : type;
}

export interface ConvertOptions {
  /** True for a cast: nothing is warned of. */
  readonly explicit?: boolean;
  /** The error when there is no conversion; 302 (type mismatch) unless told. */
  readonly code?: number;
}

/** `value` as a `to`; what does not fit is reported and becomes a value of unknown type. */
export function convert(
  diagnostics: Diagnostics,
  value: Bound,
  to: Type,
  at: Position,
  options: ConvertOptions = {},
): Bound {
  const from = value.type;
  if (from === to || to.kind === 'any') return value;
  if (from.kind === 'any') return { ...value, type: to };
  const explicit = options.explicit === true;
  const enumeration = to.kind === 'enum' && isNumeric(from);
  if (enumeration && !explicit && !isEnumerator(value, to)) {
    diagnostics.error(at, 262, `cannot convert type '${typeName(from)}' to enum '${typeName(to)}'`);
    return { ...value, type: to };
  }
  const possible =
    enumeration || conversionCost(from, to) !== null || (explicit && isCastable(from, to));
  if (!possible) {
    const code = options.code ?? (explicit ? 252 : 302);
    diagnostics.error(
      at,
      code,
      `cannot convert type '${typeName(from)}' to type '${typeName(to)}'`,
    );
    return { ...value, type: ANY };
  }
  if (!explicit) warnOfLoss(diagnostics, value, to, at);
  if (value.kind === 'constant') {
    const constant = constantAs(value.value, to);
    if (constant !== null) return { kind: 'constant', type: to, at: value.at, value: constant };
  }
  if (value.kind === 'null') return { kind: 'null', type: to, at: value.at };
  if (from.kind === 'pointer' && to === BOOL) return { kind: 'pointer-check', type: to, at, value };
  return { kind: 'convert', type: to, at, value };
}

function isCastable(from: Type, to: Type): boolean {
  if (from.kind === 'pointer' && to.kind === 'pointer')
    return to.to.isA(from.to) || from.to.isA(to.to);
  if (from.kind === 'class' && to.kind === 'class') return to.isA(from) || from.isA(to);
  return (from === STRING || isNumeric(from)) && (to === STRING || isNumeric(to));
}

/**
 * Whether a constant is one of the values of an enumeration (MQL5 Programming for Traders, «Enumerations»),
 * or `0` and `WRONG_VALUE`, which stand for «none» and fit every one: `CopyRates(NULL,0,…)`.
 */
export function isEnumerator(value: Bound, to: EnumType): boolean {
  if (value.kind !== 'constant' || value.type.kind === 'enum') return false;
  if (typeof value.value !== 'number' || !isIntegral(value.type)) return false;
  if (value.value === 0 || value.value === -1) return true;
  return [...to.members.values()].includes(value.value);
}

function warnOfLoss(diagnostics: Diagnostics, value: Bound, to: Type, at: Position): void {
  const from = value.type;
  if (from === STRING && isNumeric(to)) {
    diagnostics.warning(at, 180, `implicit conversion from 'string' to 'number'`);
  } else if (to === STRING && isNumeric(from)) {
    const name = from.kind === 'enum' ? 'enum' : 'number';
    diagnostics.warning(at, 181, `implicit conversion from '${name}' to 'string'`);
  } else if (value.kind === 'constant') {
    if (!fits(value.value, to)) diagnostics.warning(at, 44, `truncation of constant value`);
  } else if (losesData(from, to)) {
    const types = `from '${typeName(from)}' to '${typeName(to)}'`;
    diagnostics.warning(at, 43, `possible loss of data due to type conversion ${types}`);
  }
}

/** A change of sign alone is no loss in 4 and 8 bytes: `uint x=-1`. */
function fits(value: Constant, to: Type): boolean {
  if (to === BOOL || typeof value === 'boolean' || typeof value === 'string' || isReal(to))
    return true;
  if (typeof value === 'number' && !Number.isInteger(value)) return false;
  if (typeof value === 'number' && sizeOf(to) === 4)
    return value >= -0x8000_0000 && value <= 0xffff_ffff;
  const exact = BigInt(value);
  const bits = BigInt(sizeOf(to) * 8);
  if (bits >= 32n) return exact >= -(1n << (bits - 1n)) && exact < 1n << bits;
  const after = constantAs(value, to);
  return after !== null && BigInt(after) === exact;
}

/** Whether some value of `from` has no equal in `to`; a change of sign alone is not counted. */
function losesData(from: Type, to: Type): boolean {
  if (!isNumeric(from) || !isNumeric(to) || to === BOOL || from === BOOL) return false;
  if (isReal(from)) return isIntegral(to) || (from === DOUBLE && to === FLOAT);
  if (isReal(to))
    return isWide(from) && from !== DATETIME
      ? true
      : to === FLOAT && sizeOf(from) >= 4 && from.kind !== 'enum';
  return sizeOf(from) > sizeOf(to);
}
