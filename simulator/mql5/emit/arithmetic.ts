/** JavaScript for arithmetic in one type: wrap-around at its width, exact 64 bits, critical errors. */
import {
  FLOAT,
  INT,
  LONG,
  STRING,
  UINT,
  ULONG,
  isIntegral,
  isReal,
  isWide,
  sizeOf,
  type Type,
} from '../check/types.ts';
import type { ArithmeticOperator } from '../syntax/ast-expressions.ts';
import { wrapText } from './values.ts';

/** Both operands are of `type`. */
export function arithmeticText(op: ArithmeticOperator, type: Type, a: string, b: string): string {
  if (type === STRING) return `(${a}+${b})`;
  if (isReal(type)) {
    const value = op === '/' ? `$.rdiv(${a},${b})` : `(${a}${op}${b})`;
    return type === FLOAT ? `Math.fround(${value})` : value;
  }
  if (isWide(type)) return wideText(op, type, a, b);
  if (isIntegral(type) && sizeOf(type) < 4) return wrapText(narrowText(op, INT, a, b), type);
  return narrowText(op, type, a, b);
}

function wideText(op: ArithmeticOperator, type: Type, a: string, b: string): string {
  const cut = type === ULONG ? '$unsigned' : '$signed';
  switch (op) {
    case '/':
      return `${cut}(64,$.ldiv(${a},${b}))`;
    case '%':
      return `$.lmod(${a},${b})`;
    case '&':
    case '|':
    case '^':
      return `(${a}${op}${b})`;
    case '<<':
      return `${cut}(64,${a}<<(${b}&63n))`;
    case '>>':
      return `(${a}>>(${b}&63n))`;
    default:
      return `${cut}(64,${a}${op}${b})`;
  }
}

function narrowText(op: ArithmeticOperator, type: Type, a: string, b: string): string {
  const unsigned = type === UINT || (type.kind === 'primitive' && !type.signed);
  const cut = unsigned ? '>>>0' : '|0';
  switch (op) {
    case '*':
      return unsigned ? `(Math.imul(${a},${b})>>>0)` : `Math.imul(${a},${b})`;
    case '/':
      return `($.idiv(${a},${b})${cut})`;
    case '%':
      return `($.imod(${a},${b})${cut})`;
    case '>>':
      return unsigned ? `(${a}>>>${b})` : `(${a}>>${b})`;
    default:
      return `((${a}${op}${b})${cut})`;
  }
}

export function negateText(code: string, type: Type): string {
  if (type === LONG || isWide(type)) return wideText('-', type, '0n', code);
  return isReal(type) ? `(-${code})` : narrowText('-', type, '0', code);
}

export function complementText(code: string, type: Type): string {
  if (isWide(type)) return type === ULONG ? `$unsigned(64,~${code})` : `(~${code})`;
  return wrapText(`~${code}`, type);
}
