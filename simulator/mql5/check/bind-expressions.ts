/** Expressions: literals, casts, conditions; names, operators and calls have files of their own. */
import type { Expression } from '../syntax/ast-expressions.ts';
import type { Binder } from './binder.ts';
import type { Bound } from './bound.ts';
import { bindAssign, bindPostfix } from './bind-assignments.ts';
import { bindCall } from './bind-calls.ts';
import { bindMember, bindName, bindThis } from './bind-names.ts';
import { bindBinary, bindDelete, bindIndex, bindUnary } from './bind-operators.ts';
import { commonType } from './convert.ts';
import { bindNew } from './make-calls.ts';
import { isPlain } from './operand-types.ts';
import { colorValue, dateValue, numberValue, stringValue } from './literals.ts';
import {
  ANY,
  BOOL,
  COLOR,
  DATETIME,
  NULL_TYPE,
  PRIMITIVES,
  STRING,
  UINT,
  USHORT,
  sizeOf,
  typeName,
} from './types.ts';

/** Any expression; what is wrong in it is reported, and its type is then `ANY`. */
export function bindExpression(binder: Binder, node: Expression): Bound {
  const { at } = node;
  // The kinds that most expressions are come first.
  switch (node.kind) {
    case 'name':
      return bindName(binder, node);
    case 'member':
      return bindMember(binder, node);
    case 'call':
      return bindCall(binder, node);
    case 'number':
    case 'char':
    case 'date':
    case 'color':
    case 'string':
      return bindLiteral(binder, node);
    case 'binary':
      return bindBinary(binder, node);
    case 'bool':
      return { kind: 'constant', type: BOOL, at, value: node.value };
    case 'null':
      return { kind: 'null', type: NULL_TYPE, at };
    case 'this':
      return bindThis(binder, at);
    case 'unary':
      return bindUnary(binder, node);
    case 'postfix':
      return bindPostfix(binder, node);
    case 'assign':
      return bindAssign(binder, node);
    case 'index':
      return bindIndex(binder, node);
    case 'new':
      return bindNew(binder, node);
    case 'delete':
      return bindDelete(binder, node);
    case 'conditional':
      return bindConditional(binder, node);
    case 'comma': {
      const left = binder.expression(node.left);
      const right = binder.expression(node.right);
      return { kind: 'sequence', type: right.type, at, left, right };
    }
    case 'cast': {
      const to = binder.checker.resolveType(node.type, binder.scope);
      const value = binder.expression(node.operand);
      return binder.convert(value, to, at, { explicit: true });
    }
    case 'dynamic-cast':
      return bindDynamicCast(binder, node);
    case 'sizeof':
    case 'typename':
    case 'offsetof':
      return bindMeasure(binder, node);
    case 'list':
      binder.error(at, 276, 'inappropriate initialization sequence');
      return binder.wrong(at);
    case 'construct':
      binder.error(at, 305, 'explicit constructor call is not allowed');
      return binder.wrong(at);
    default:
      return binder.wrong(at);
  }
}

/** The imaginary part of a complex number: `1.5i`. */
const IMAGINARY = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?i$/;

function bindLiteral(binder: Binder, node: Extract<Expression, { text: string }>): Bound {
  const { at, text } = node;
  switch (node.kind) {
    case 'string':
      return { kind: 'constant', type: STRING, at, value: stringValue(text) };
    case 'char': {
      const value = stringValue(text);
      if (value.length === 1)
        return { kind: 'constant', type: USHORT, at, value: value.charCodeAt(0) };
      binder.error(at, 114, `${text} - illegal character constant`);
      return binder.wrong(at);
    }
    case 'date': {
      const value = dateValue(text, binder.checker.now);
      if (value === null) binder.error(at, 287, `${text} - incorrect date`);
      return { kind: 'constant', type: DATETIME, at, value: value ?? 0n };
    }
    case 'color': {
      const value = colorValue(text);
      if (value === null) binder.warning(at, 24, `${text} - incorrect color`);
      return { kind: 'constant', type: COLOR, at, value: value ?? 0 };
    }
    default: {
      const number = numberValue(text);
      if (number === null && IMAGINARY.test(text)) {
        binder.checker.absent.add('complex');
        return { kind: 'absent', type: ANY, at, name: 'complex', args: [] };
      }
      if (number === null) {
        binder.error(at, 239, `'${text}' - syntax error`);
        return binder.wrong(at);
      }
      return {
        kind: 'constant',
        type: PRIMITIVES.get(number.type) ?? ANY,
        at,
        value: number.value,
      };
    }
  }
}

function bindConditional(
  binder: Binder,
  node: Extract<Expression, { kind: 'conditional' }>,
): Bound {
  const { at } = node;
  const condition = binder.condition(node.condition);
  const yes = binder.expression(node.consequent);
  const no = binder.expression(node.alternate);
  const type = conditionalType(yes, no);
  if (type === null) {
    binder.error(at, 302, `type mismatch: '${typeName(yes.type)}' and '${typeName(no.type)}'`);
    return binder.wrong(at);
  }
  return {
    kind: 'conditional',
    type,
    at,
    condition,
    yes: binder.convert(yes, type, yes.at),
    no: binder.convert(no, type, no.at),
  };
}

function conditionalType(yes: Bound, no: Bound): Bound['type'] | null {
  if (yes.type === no.type) return yes.type;
  if (yes.type === NULL_TYPE) return no.type;
  if (no.type === NULL_TYPE) return yes.type;
  if (yes.type.kind === 'any' || no.type.kind === 'any') return ANY;
  if (yes.type.kind === 'pointer' && no.type.kind === 'pointer') {
    if (yes.type.to.isA(no.type.to)) return no.type;
    return no.type.to.isA(yes.type.to) ? yes.type : null;
  }
  return isPlain(yes.type) && isPlain(no.type) ? commonType(yes.type, no.type) : null;
}

function bindDynamicCast(
  binder: Binder,
  node: Extract<Expression, { kind: 'cast' | 'dynamic-cast' }>,
): Bound {
  const { at } = node;
  const to = binder.checker.resolveType(node.type, binder.scope);
  const value = binder.expression(node.operand);
  if (to.kind === 'any' || value.type.kind === 'any') return binder.wrong(at);
  const from = value.type.kind === 'pointer' ? value.type.to : value.type;
  if (to.kind !== 'pointer' || from.kind !== 'class') {
    binder.error(at, 384, 'a pointer to a class is expected for dynamic_cast');
    return binder.wrong(at);
  }
  return { kind: 'dynamic-cast', type: to, at, value, class: to.to };
}

function bindMeasure(
  binder: Binder,
  node: Extract<Expression, { kind: 'sizeof' | 'typename' | 'offsetof' }>,
): Bound {
  const { at, operand } = node;
  const named = node.type === null ? null : binder.checker.resolveType(node.type, binder.scope);
  if (node.kind === 'offsetof') return { kind: 'constant', type: UINT, at, value: 0 };
  const type = named ?? measuredType(binder, operand);
  if (node.kind === 'typename')
    return { kind: 'constant', type: STRING, at, value: typeName(type) };
  return { kind: 'constant', type: UINT, at, value: sizeOf(type) };
}

/** The operand of `sizeof(x)` may be a type that the parser could not know. */
function measuredType(binder: Binder, operand: Expression | null): Bound['type'] {
  if (operand?.kind === 'name') {
    const symbol = binder.checker.lookup(operand.path, binder.scope);
    if (symbol?.kind === 'type') return symbol.type;
  }
  return operand === null ? ANY : binder.expression(operand).type;
}
