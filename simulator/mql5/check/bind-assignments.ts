/** What changes a variable: assignments of all kinds, `++` and `--`. */
import type { Position } from '../position.ts';
import type { ArithmeticOperator, Expression } from '../syntax/ast-expressions.ts';
import { checkChangeable } from './access.ts';
import { checkShift } from './bind-checks.ts';
import type { Binder } from './binder.ts';
import type { Bound } from './bound.ts';
import type { ClassType } from './class-type.ts';
import { callOperator } from './make-calls.ts';
import { invalidOperands, workType } from './operand-types.ts';
import { INT, STRING, isNumeric, typeName, BOOL, type Type } from './types.ts';

export function bindPostfix(binder: Binder, node: Extract<Expression, { kind: 'postfix' }>): Bound {
  const value = binder.expression(node.operand);
  if (value.type.kind === 'any') return value;
  const overloaded = callOperator(binder, value, node.op, [], node.at);
  return overloaded ?? bindStep(binder, value, node.op, 'old', node.at);
}

export function bindStep(
  binder: Binder,
  target: Bound,
  op: '++' | '--',
  result: 'old' | 'new',
  at: Position,
): Bound {
  if (!isNumeric(target.type) || target.type === BOOL || target.type.kind === 'enum') {
    binder.error(at, 150, `'${op}' - illegal operation use with '${typeName(target.type)}'`);
    return binder.wrong(at);
  }
  checkChangeable(binder, target, at);
  const one: Bound = { kind: 'constant', type: INT, at, value: 1 };
  const value = binder.convert(one, target.type, at, { explicit: true });
  const { type } = target;
  return {
    kind: 'update',
    op: op === '++' ? '+' : '-',
    type,
    at,
    target,
    value,
    work: type,
    result,
  };
}

export function bindAssign(binder: Binder, node: Extract<Expression, { kind: 'assign' }>): Bound {
  const { at, op } = node;
  const target = binder.expression(node.target);
  if (node.value.kind === 'list') {
    binder.error(at, 276, 'a list can only initialize a variable');
    return binder.wrong(at);
  }
  const value = binder.expression(node.value);
  if (target.type.kind === 'any') return binder.wrong(at);
  const overloaded = callOperator(binder, target, op, [value], at);
  if (overloaded !== null) return overloaded;
  const place = op === '=' ? wholeObject(target, value.type) : target;
  checkChangeable(binder, place, at);
  if (op === '=') {
    const { type } = place;
    if (type.kind === 'array') {
      binder.error(at, 302, 'arrays cannot be assigned, use ArrayCopy');
      return binder.wrong(at);
    }
    checkCopy(binder, type, value, at);
    return { kind: 'assign', type, at, target: place, value: binder.convert(value, type, at) };
  }
  const arithmetic = op.slice(0, -1) as ArithmeticOperator;
  if (value.type.kind === 'any') return value;
  const work = workType(arithmetic, target.type, value.type);
  if (work === null || (work === STRING && target.type !== STRING)) {
    return invalidOperands(binder, op, target, value, at);
  }
  if (arithmetic === '<<' || arithmetic === '>>') checkShift(binder, value, at);
  // A warning is due when the operand itself is wider than the target, not for the promotion to int.
  else if (work !== STRING)
    binder.convert(value, target.type.kind === 'enum' ? INT : target.type, at);
  const operand = binder.convert(value, work, at, { explicit: work !== STRING });
  return {
    kind: 'update',
    op: arithmetic,
    type: target.type,
    at,
    target,
    value: operand,
    work,
    result: 'new',
  };
}

/** `this=other` sets the object itself, `derived=base` of structures that part of it. */
function wholeObject(target: Bound, from: Type): Bound {
  const self = target.kind === 'this' && target.type.kind === 'pointer' && from.kind === 'class';
  const whole = self ? asClass(target, target.type.to) : target;
  const { type } = whole;
  const part = type.kind === 'class' && from.kind === 'class' && type.copyable && type.isA(from);
  return part && type !== from ? asClass(whole, from) : whole;
}

function asClass(value: Bound, type: ClassType): Bound {
  return { kind: 'convert', type, at: value.at, value };
}

/** Structures are copied whole, but not those that hold objects of classes (216). */
function checkCopy(binder: Binder, type: Type, value: Bound, at: Position): void {
  if (type.kind !== 'class' || value.type.kind !== 'class' || !type.copyable) return;
  const holdsObject = type.fields.some(
    ({ type: field }) => field.kind === 'class' && !field.copyable,
  );
  if (holdsObject)
    binder.error(at, 216, `structures with objects cannot be copied: '${type.name}'`);
}
