/**
 * Arithmetic on known values, exactly as the emitted program does it: integers wrap around at their
 * width, 8-byte integers are BigInt, `float` is rounded to 4 bytes.
 */
import type { ArithmeticOperator, ComparisonOperator } from '../syntax/ast-expressions.ts';
import type { Constant } from './bound.ts';
import { BOOL, FLOAT, STRING, ULONG, isIntegral, isWide, sizeOf, type Type } from './types.ts';

/** The value in another type; `null` when it has no value there (text that is no number, and so on). */
export function constantAs(value: Constant, type: Type): Constant | null {
  if (type === STRING) return typeof value === 'string' ? value : null;
  if (typeof value === 'string') return null;
  if (type === BOOL) return Boolean(value);
  if (isWide(type)) {
    const exact = wholeNumber(value);
    if (exact === null) return null;
    return type === ULONG ? BigInt.asUintN(64, exact) : BigInt.asIntN(64, exact);
  }
  if (isIntegral(type)) {
    const bits = sizeOf(type) * 8;
    const signed = type.kind === 'enum' || (type.kind === 'primitive' && type.signed);
    if (typeof value === 'number' && Number.isSafeInteger(value)) {
      const shifted = value << (32 - bits);
      return signed ? shifted >> (32 - bits) : shifted >>> (32 - bits);
    }
    const exact = wholeNumber(value);
    if (exact === null) return null;
    return Number(signed ? BigInt.asIntN(bits, exact) : BigInt.asUintN(bits, exact));
  }
  if (type.kind !== 'primitive') return null;
  const number = Number(value);
  return type === FLOAT ? Math.fround(number) : number;
}

function wholeNumber(value: number | bigint | boolean): bigint | null {
  if (typeof value !== 'number') return BigInt(value);
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : null;
}

/** Both values are of `type` already; `null` when undefined (division by zero, a shift too far). */
export function constantArithmetic(
  op: ArithmeticOperator,
  left: Constant,
  right: Constant,
  type: Type,
): Constant | null {
  if (typeof left === 'string' || typeof right === 'string') {
    return op === '+' && typeof left === 'string' && typeof right === 'string'
      ? left + right
      : null;
  }
  if (!isIntegral(type)) {
    const value = realArithmetic(op, Number(left), Number(right));
    return value === null ? null : constantAs(value, type);
  }
  const value = integerArithmetic(op, BigInt(left), BigInt(right));
  return value === null ? null : constantAs(value, type);
}

/** The exact value, before it is cut to its width: for the warning about overflow. */
export function integerArithmetic(op: ArithmeticOperator, a: bigint, b: bigint): bigint | null {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? null : a / b;
    case '%':
      return b === 0n ? null : a % b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return b < 0n || b > 63n ? null : a << b;
    case '>>':
      return b < 0n || b > 63n ? null : a >> b;
    default:
      return null;
  }
}

function realArithmetic(op: ArithmeticOperator, a: number, b: number): number | null {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? null : a / b;
    case '%':
      return b === 0 ? null : a % b;
    default:
      return null;
  }
}

export function constantCompare(op: ComparisonOperator, left: Constant, right: Constant): boolean {
  switch (op) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    default:
      return false;
  }
}
