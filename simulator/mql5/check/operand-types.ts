/** The type an operation works in, and the operands it refuses. */
import type { Position } from '../position.ts';
import type { ArithmeticOperator } from '../syntax/ast-expressions.ts';
import type { Binder } from './binder.ts';
import type { Bound } from './bound.ts';
import { commonType, promoted } from './convert.ts';
import { STRING, isIntegral, isNumeric, isReal, typeName, type Type } from './types.ts';

export function comparedType(left: Bound, right: Bound, equality: boolean): Type | null {
  const [a, b] = [left.type, right.type];
  if (isPointerLike(a) || isPointerLike(b)) {
    if (!equality) return null;
    if (a.kind === 'null' || b.kind === 'null') return a.kind === 'null' ? b : a;
    if (a.kind === 'pointer' && b.kind === 'pointer')
      return a.to.isA(b.to) ? b : b.to.isA(a.to) ? a : null;
    return a.kind === b.kind ? a : null;
  }
  if (a.kind === 'null' || b.kind === 'null') {
    const other = a.kind === 'null' ? b : a;
    return isNumeric(other) || other === STRING ? other : null;
  }
  if (a === b && a.kind === 'enum') return a;
  return isPlain(a) && isPlain(b) ? commonType(a, b) : null;
}

/** The type an operation works in; `null` when it does not take these operands. */
export function workType(op: ArithmeticOperator, left: Type, right: Type): Type | null {
  if (op === '+' && (left === STRING || right === STRING)) {
    const other = left === STRING ? right : left;
    return other === STRING || isNumeric(other) ? STRING : null;
  }
  if (!isNumeric(left) || !isNumeric(right)) return null;
  if (op === '<<' || op === '>>')
    return isIntegral(left) && isIntegral(right) ? promoted(left) : null;
  const type = commonType(left, right);
  const integersOnly = op === '%' || op === '&' || op === '|' || op === '^';
  return integersOnly && isReal(type) ? null : type;
}

export function invalidOperands(
  binder: Binder,
  op: string,
  left: Bound,
  right: Bound,
  at: Position,
): Bound {
  const types = `'${typeName(left.type)}' and '${typeName(right.type)}'`;
  binder.error(at, 150, `'${op}' - illegal operation use with ${types}`);
  return binder.wrong(at);
}

function isPointerLike(type: Type): boolean {
  return type.kind === 'pointer' || type.kind === 'function';
}

/** What has a value that can be compared and added. */
export function isPlain(type: Type): boolean {
  return isNumeric(type) || type === STRING;
}
