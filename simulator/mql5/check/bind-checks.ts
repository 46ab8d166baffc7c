/** What is legal but suspicious in operators: warnings 45, 59, 65, 75, 80; division by zero (198), static arrays resized (142). */
import type { Position } from '../position.ts';
import type { BinaryNode, ComparisonOperator } from '../syntax/ast-expressions.ts';
import type { Binder } from './binder.ts';
import type { Bound } from './bound.ts';
import { constantArithmetic, integerArithmetic } from './numeric.ts';
import { BOOL, isIntegral, type Type } from './types.ts';

/** `a || b && c` without parentheses. */
export function warnPrecedence(binder: Binder, node: BinaryNode): void {
  if (node.op !== '||') return;
  for (const side of [node.left, node.right]) {
    if (side.kind === 'binary' && side.op === '&&' && side.grouped !== true) {
      binder.warning(
        node.at,
        80,
        'check operator precedence for possible error; use parentheses to clarify precedence',
      );
    }
  }
}

/** An unsigned number against one that may be negative. */
export function checkComparison(
  binder: Binder,
  op: ComparisonOperator,
  left: Bound,
  right: Bound,
  at: Position,
): void {
  if (!isIntegral(left.type) || !isIntegral(right.type)) return;
  const a = unsignedWide(left.type);
  if (a === unsignedWide(right.type)) return;
  const other = a ? right : left;
  if (other.type === BOOL) return;
  const harmless =
    other.kind === 'constant' ? Number(other.value) >= 0 : !mayBeNegative(other.type);
  if (!harmless) binder.warning(at, 45, `sign mismatch in '${op}'`);
}

/** `ArrayResize` works on dynamic arrays alone. */
export function checkResize(binder: Binder, [array]: readonly Bound[], at: Position): void {
  if (array?.type.kind === 'array' && array.type.dims[0] !== null)
    binder.error(at, 142, "'ArrayResize' - a dynamic array is expected");
}

/** Types that stay unsigned in arithmetic; smaller ones become `int`. */
function unsignedWide(type: Type): boolean {
  return type.kind === 'primitive' && !type.signed && type.integer && type.size >= 4;
}

function mayBeNegative(type: Type): boolean {
  return type.kind === 'enum'
    ? false
    : type.kind === 'primitive' && type.signed && type.name !== 'datetime';
}

export function checkShift(binder: Binder, count: Bound, at: Position): void {
  if (count.kind !== 'constant') return;
  const value = Number(count.value);
  if (value < 0 || value > 63) binder.warning(at, 75, 'negative or too large shift value');
}

/** Computes what is known; reports overflow of a constant (59) and division by zero (198). */
export function foldArithmetic(
  binder: Binder,
  node: Extract<Bound, { kind: 'arithmetic' }>,
): Bound {
  const { op, type, at, left, right } = node;
  const divides = op === '/' || op === '%';
  if (divides && right.kind === 'constant' && isIntegral(type) && Number(right.value) === 0) {
    binder.error(at, 198, 'division by zero');
    return node;
  }
  if (left.kind !== 'constant' || right.kind !== 'constant') return node;
  const value = constantArithmetic(op, left.value, right.value, type);
  if (value === null) return node;
  const wraps = (op === '+' || op === '-' || op === '*') && isIntegral(type);
  if (wraps && typeof left.value !== 'string' && typeof right.value !== 'string') {
    const exact = integerArithmetic(op, BigInt(left.value), BigInt(right.value));
    if (exact !== BigInt(value)) binder.warning(at, 59, 'integral constant overflow');
  }
  return { kind: 'constant', type, at, value };
}
