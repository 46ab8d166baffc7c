/** Operators: what operands they take, what they give, and what a class may define instead. */
import type { Position } from '../position.ts';
import type {
  ArithmeticOperator,
  BinaryNode,
  ComparisonOperator,
  Expression,
} from '../syntax/ast-expressions.ts';
import { isLvalue } from './access.ts';
import type { Binder } from './binder.ts';
import type { Bound } from './bound.ts';
import { checkComparison, checkShift, foldArithmetic, warnPrecedence } from './bind-checks.ts';
import { bindStep } from './bind-assignments.ts';
import { callOperator } from './make-calls.ts';
import { comparedType, invalidOperands, workType } from './operand-types.ts';
import { promoted } from './convert.ts';
import { constantArithmetic, constantCompare } from './numeric.ts';
import {
  ANY,
  BOOL,
  INT,
  STRING,
  isIntegral,
  isNumeric,
  isReal,
  typeName,
  type Type,
} from './types.ts';

const COMPARISONS = new Set(['<', '>', '<=', '>=', '==', '!=']);

export function bindBinary(binder: Binder, node: BinaryNode): Bound {
  const { at, op } = node;
  if (op === '&&' || op === '||') {
    warnPrecedence(binder, node);
    const left = binder.condition(node.left);
    return { kind: 'logical', op, type: BOOL, at, left, right: binder.condition(node.right) };
  }
  const left = binder.expression(node.left);
  const right = binder.expression(node.right);
  if (left.type.kind === 'any' || right.type.kind === 'any') {
    return { kind: 'nothing', type: COMPARISONS.has(op) ? BOOL : ANY, at };
  }
  const overloaded = callOperator(binder, left, op, [right], at);
  if (overloaded !== null) return overloaded;
  if (COMPARISONS.has(op)) return bindComparison(binder, op as ComparisonOperator, left, right, at);
  if (op === '@') return invalidOperands(binder, op, left, right, at);
  return bindArithmetic(binder, op as ArithmeticOperator, left, right, at);
}

function bindComparison(
  binder: Binder,
  op: ComparisonOperator,
  left: Bound,
  right: Bound,
  at: Position,
): Bound {
  const equality = op === '==' || op === '!=';
  const type = comparedType(left, right, equality);
  if (type === null) return invalidOperands(binder, op, left, right, at);
  if (isNumeric(type)) checkComparison(binder, op, left, right, at);
  const a = binder.convert(left, type, left.at, { explicit: isNumeric(type) });
  const b = binder.convert(right, type, right.at, { explicit: isNumeric(type) });
  if (a.kind === 'constant' && b.kind === 'constant') {
    return { kind: 'constant', type: BOOL, at, value: constantCompare(op, a.value, b.value) };
  }
  return { kind: 'compare', op, type: BOOL, at, left: a, right: b };
}

function bindArithmetic(
  binder: Binder,
  op: ArithmeticOperator,
  left: Bound,
  right: Bound,
  at: Position,
): Bound {
  const type = workType(op, left.type, right.type);
  if (type === null) return invalidOperands(binder, op, left, right, at);
  if ((left.type === BOOL || right.type === BOOL) && !'&|^'.includes(op) && type !== STRING) {
    binder.warning(at, 66, `unsafe usage of type 'bool' in '${op}' operation`);
  }
  const explicit = type !== STRING;
  const a = binder.convert(left, type, left.at, { explicit });
  const b = binder.convert(right, type, right.at, { explicit });
  if (op === '<<' || op === '>>') checkShift(binder, right, at);
  return foldArithmetic(binder, { kind: 'arithmetic', op, type, at, left: a, right: b });
}

export function bindUnary(binder: Binder, node: Extract<Expression, { kind: 'unary' }>): Bound {
  const { at, op } = node;
  if (op === '!') {
    const value = binder.expression(node.operand);
    const overloaded = callOperator(binder, value, '!', [], at);
    if (overloaded !== null) return overloaded;
    if (value.type.kind === 'class' || value.type.kind === 'array') {
      binder.error(at, 150, `'!' - illegal operation use with '${typeName(value.type)}'`);
      return binder.wrong(at);
    }
    return {
      kind: 'not',
      type: BOOL,
      at,
      value: binder.convert(value, BOOL, at, { explicit: true }),
    };
  }
  const value = binder.expression(node.operand);
  if (value.type.kind === 'any') return binder.wrong(at);
  if (op === '&') return bindAddress(binder, value, at);
  if (op === '*' && value.type.kind === 'pointer') {
    return { kind: 'convert', type: value.type.to, at, value };
  }
  const overloaded = callOperator(binder, value, op, [], at);
  if (overloaded !== null) return overloaded;
  if (op === '++' || op === '--') return bindStep(binder, value, op, 'new', at);
  if (op === '*' || !isNumeric(value.type) || (op === '~' && !isIntegral(value.type))) {
    binder.error(at, 150, `'${op}' - illegal operation use with '${typeName(value.type)}'`);
    return binder.wrong(at);
  }
  const type = promoted(value.type);
  const operand = binder.convert(value, type, at, { explicit: true });
  if (op === '+') return operand;
  if (operand.kind === 'constant') {
    const zero = op === '-' ? 0 : -1;
    const left = binder.convert({ kind: 'constant', type: INT, at, value: zero }, type, at, {
      explicit: true,
    });
    const other =
      left.kind === 'constant'
        ? constantArithmetic(op === '-' ? '-' : '^', left.value, operand.value, type)
        : null;
    // Minus zero only exists for real numbers.
    const folded = isReal(type) && typeof operand.value === 'number' ? -operand.value : other;
    if (folded !== null) return { kind: 'constant', type, at, value: folded };
  }
  return { kind: op === '-' ? 'negate' : 'complement', type, at, value: operand };
}

function bindAddress(binder: Binder, value: Bound, at: Position): Bound {
  if (value.type.kind === 'pointer') return value;
  if (value.kind === 'function') return value;
  if (value.type.kind !== 'class' || !isLvalue(value)) {
    binder.error(at, 253, `'&' - a class object is expected`);
    return binder.wrong(at);
  }
  return { kind: 'address', type: value.type.pointer, at, value };
}

export function bindIndex(binder: Binder, node: Extract<Expression, { kind: 'index' }>): Bound {
  const { at } = node;
  const array = binder.expression(node.array);
  const index = node.index === null ? null : binder.expression(node.index);
  if (array.type.kind === 'any') return binder.wrong(at);
  const overloaded = callOperator(binder, array, '[]', index === null ? [] : [index], at);
  if (overloaded !== null) return overloaded;
  if (index === null) {
    binder.error(at, 157, "']' - expression expected");
    return binder.wrong(at);
  }
  if (array.type === STRING) {
    const position = binder.convert(index, INT, at);
    const text = binder.checker.builtins.own('StringGetCharacter');
    const target = text?.kind === 'functions' ? text.list[0] : undefined;
    if (target === undefined) return binder.wrong(at);
    const args = [array, position].map((value) => ({ value, mode: 'value' }) as const);
    return { kind: 'call', type: target.returns, at, target, args, object: null, direct: true };
  }
  if (array.type.kind !== 'array') {
    binder.error(at, 241, `'[' - array required, '${typeName(array.type)}' is none`);
    return binder.wrong(at);
  }
  if (index.type.kind !== 'any' && !isIntegral(index.type)) {
    binder.error(index.at, 173, 'integer expression is expected as an array index');
  }
  const { dims, of } = array.type;
  const type: Type = dims.length > 1 ? { kind: 'array', of, dims: dims.slice(1) } : of;
  const size = dims[0] ?? null;
  if (
    index.kind === 'constant' &&
    size !== null &&
    (Number(index.value) < 0 || Number(index.value) >= size)
  ) {
    binder.error(index.at, 218, 'array out of range');
  }
  const position = isIntegral(index.type)
    ? binder.convert(index, INT, at, { explicit: true })
    : index;
  if (array.kind === 'index' && array.type.kind === 'array') {
    return { kind: 'index', type, at, array: array.array, indices: [...array.indices, position] };
  }
  return { kind: 'index', type, at, array, indices: [position] };
}

export function bindDelete(binder: Binder, node: Extract<Expression, { kind: 'delete' }>): Bound {
  const value = binder.expression(node.operand);
  if (value.type.kind !== 'pointer' && value.type.kind !== 'any') {
    binder.error(node.at, 237, `'delete' - a pointer is expected`);
  }
  return { kind: 'delete', type: ANY, at: node.at, value };
}
