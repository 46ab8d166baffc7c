/** Variables as symbols, and what their initial values may be. */
import type { Access, VariableNode } from '../syntax/ast.ts';
import type { Expression } from '../syntax/ast-expressions.ts';
import { arrayType } from './array-sizes.ts';
import type { Binder } from './binder.ts';
import type { Bound, BoundInit } from './bound.ts';
import type { ClassType } from './class-type.ts';
import { bindConstructor } from './make-calls.ts';
import type { Variable } from './symbols.ts';
import { ANY, CHAR, STRING, UCHAR, USHORT, VOID, isScalar, typeName, type Type } from './types.ts';

type ListExpression = Extract<Expression, { kind: 'list' }>;

export interface VariablePlace {
  readonly place: Variable['place'];
  readonly owner: ClassType | null;
  readonly access: Access;
}

/** The symbol of a variable; its type and dimensions are checked (143, 146, 188, 285). */
export function makeVariable(binder: Binder, node: VariableNode, where: VariablePlace): Variable {
  const { checker } = binder;
  const { at, name, storage } = node;
  const own = checker.resolveType(node.type, binder.scope);
  const type = arrayType(binder, node, own);
  if (own === VOID) binder.error(node.type.at, 143, `'void' - illegal type of variable '${name}'`);
  // A class may hold a dynamic array of itself, or be its own static member.
  const later = node.dimensions[0] === null || storage === 'static';
  if (own.kind === 'class' && !own.complete && !checker.builtin && !later) {
    binder.error(node.type.at, 128, `'${own.name}' - class is not defined`);
  }
  const input = storage === 'input' || storage === 'sinput';
  if (input && (type.kind === 'class' || type.kind === 'array' || type.kind === 'pointer')) {
    binder.error(at, 285, `'${name}' - structures, arrays and pointers cannot be inputs`);
  }
  const id = checker.id(name);
  if (node.dimensions[0] === null && node.init?.kind === 'list')
    checker.listed.set(id, node.init.items.length);
  return {
    kind: 'variable',
    name,
    type,
    // `const C *p` points at a constant object; itself it may change.
    const: node.const && own.kind !== 'pointer',
    place: where.place,
    owner: where.owner,
    access: where.access,
    reference: node.reference,
    at,
    input,
    id,
    constant: null,
    init: null,
    used: false,
    cell: false,
    undefined: false,
  };
}

/** What a declaration starts its variable with; `local` scalars without one start with nothing. */
export function bindInit(binder: Binder, node: VariableNode, variable: Variable): BoundInit {
  const { type } = variable;
  if (node.args !== null && type.kind !== 'class') {
    if (type.kind === 'any') {
      // A matrix of so many rows and columns: its arguments are names that are used.
      for (const arg of node.args) binder.expression(arg);
      return { kind: 'zero' };
    }
    const [only, ...others] = node.args;
    if (only === undefined || others.length > 0)
      binder.error(node.at, 199, 'wrong parameters count');
    if (only === undefined) return { kind: 'zero' };
    return { kind: 'value', value: binder.convert(binder.expression(only), type, only.at) };
  }
  if (node.init !== null)
    return { kind: 'value', value: bindInitial(binder, node.init, type, node) };
  if (type.kind === 'class') {
    const args = (node.args ?? []).map((arg) => binder.expression(arg));
    return { kind: 'construct', ...bindConstructor(binder, type, args, node.at) };
  }
  if (type.kind === 'array' && type.of.kind === 'class') checkElements(binder, type.of, node);
  if (variable.const && !binder.checker.builtin && variable.place !== 'field' && isScalar(type)) {
    binder.error(node.at, 389, `constant '${variable.name}' must be initialized`);
  }
  const plainLocal =
    variable.place === 'local' && node.storage === 'none' && isScalar(type) && type !== STRING;
  return { kind: plainLocal ? 'none' : 'zero' };
}

function checkElements(binder: Binder, type: ClassType, node: VariableNode): void {
  const { constructors } = type;
  const hasDefault =
    constructors.length === 0 || constructors.some(({ params }) => params.length === 0);
  if (!hasDefault) {
    binder.error(node.at, 328, `'${node.name}' - array of objects without a default constructor`);
  }
  const [open] = type.abstractMethods();
  if (open !== undefined)
    binder.error(node.at, 383, `cannot instantiate abstract class '${type.name}'`);
}

/** An initial value, lists included. */
export function bindInitial(
  binder: Binder,
  node: Expression,
  type: Type,
  owner: VariableNode,
): Bound {
  const { at } = node;
  if (node.kind !== 'list') {
    const value = binder.expression(node);
    if (type.kind === 'array') {
      const text =
        value.type === STRING && (type.of === CHAR || type.of === UCHAR || type.of === USHORT);
      if (!text && value.type.kind !== 'any')
        binder.error(owner.at, 242, `'${owner.name}' - cannot be initialized with this value`);
      return { ...value, type: ANY };
    }
    return binder.convert(value, type, at);
  }
  if (type.kind === 'array') {
    const [size = null, ...rest] = type.dims;
    const inner: Type = rest.length > 0 ? { kind: 'array', of: type.of, dims: rest } : type.of;
    if (size !== null && node.items.length > size)
      binder.error(at, 186, `too many initializers for '${owner.name}'`);
    return {
      kind: 'list',
      type,
      at,
      items: deepened(node, inner).map((item) => bindInitial(binder, item, inner, owner)),
    };
  }
  if (type.kind === 'class') return bindStructList(binder, node, type, owner);
  if (type.kind === 'any') return binder.wrong(at);
  const [only, ...others] = node.items;
  if (others.length > 0) binder.error(at, 186, `too many initializers for '${owner.name}'`);
  if (only === undefined) return { kind: 'list', type, at, items: [] };
  return bindInitial(binder, only, type, owner);
}

/** `{0}`: a single constant begins the innermost row or structure, `{{0}}`. */
function deepened({ items }: ListExpression, inner: Type): readonly Expression[] {
  const [only] = items;
  const deeper = inner.kind === 'array' || (inner.kind === 'class' && inner.keyword === 'struct');
  const constant = only?.kind === 'number' || only?.kind === 'bool';
  if (!deeper || !constant || items.length > 1) return items;
  return [{ kind: 'list', at: only.at, items }];
}

function bindStructList(
  binder: Binder,
  node: ListExpression,
  type: ClassType,
  owner: VariableNode,
): Bound {
  const { at } = node;
  if (type.constructors.length > 0 || !type.copyable) {
    binder.error(
      at,
      242,
      `'${typeName(type)}' - cannot be initialized by a list, it has a constructor`,
    );
    return binder.wrong(at);
  }
  const fields: Variable[] = [];
  for (let from: ClassType | null = type; from !== null; from = from.base)
    fields.unshift(...from.fields);
  if (node.items.length > fields.length)
    binder.error(at, 186, `too many initializers for '${owner.name}'`);
  const first = fields[0]?.type ?? ANY;
  const items = deepened(node, first)
    .slice(0, fields.length)
    .map((item, index) => {
      return bindInitial(binder, item, fields[index]?.type ?? ANY, owner);
    });
  return { kind: 'list', type, at, items };
}
