/** Names and members: what they stand for where they are used. */
import type { Position } from '../position.ts';
import type { MemberAccessNode, NameNode, TypeNode } from '../syntax/ast-expressions.ts';
import { checkAccess } from './access.ts';
import { isAbsentConstant, isAbsentFunction } from './absent-names.ts';
import type { Binder } from './binder.ts';
import type { Bound } from './bound.ts';
import { staticMethod } from './qualified.ts';
import type { FunctionSymbol, Symbol, Variable } from './symbols.ts';
import { ANY, STRING, typeName } from './types.ts';

export function bindThis(binder: Binder, at: Position): Bound {
  const owner = binder.class;
  if (owner === null || binder.function?.static === true) {
    binder.error(at, 374, "'this' can be used in methods only");
    return binder.wrong(at);
  }
  return { kind: 'this', type: owner.pointer, at };
}

export function bindName(binder: Binder, node: NameNode): Bound {
  const { at, path } = node;
  const name = path[path.length - 1] ?? '';
  if (path.length === 1) {
    if (name === '__FUNCTION__' || name === '__FUNCSIG__') return bindFunctionName(binder, at);
    const field = fieldInScope(binder, name, at);
    if (field !== null) return field;
  }
  const symbol =
    node.owner === null
      ? binder.checker.lookup(path, binder.scope)
      : staticOf(binder, node.owner, name);
  if (symbol === undefined || symbol.kind === 'functions') {
    const method = staticMethod(binder, node);
    if (method !== null) return functionValue(method, at);
  }
  if (symbol !== undefined) return bindSymbol(binder, symbol, node);
  const member = path.length === 2 ? inheritedField(binder, path[0] ?? '', name, at) : null;
  if (member !== null) return member;
  const method = path.length === 1 && (binder.class?.overloads(name).length ?? 0) > 0;
  if (!method && (isAbsentConstant(name) || isAbsentFunction(name))) {
    binder.checker.absent.add(name);
    return { kind: 'absent', type: ANY, at, name, args: [] };
  }
  binder.error(at, 256, `undeclared identifier '${path.join('::')}'`);
  return binder.wrong(at);
}

/** `C<int>::s_count` */
function staticOf(binder: Binder, template: TypeNode, name: string): Symbol | undefined {
  const type = binder.checker.resolveType(template, binder.scope);
  return type.kind === 'class' ? type.scope.own(name) : undefined;
}

function bindFunctionName(binder: Binder, at: Position): Bound {
  const symbol = binder.function;
  if (symbol === null)
    binder.error(at, 377, '__FUNCTION__ cannot be used outside of a function body');
  const owner = symbol?.owner ? `${symbol.owner.name}::` : '';
  return { kind: 'constant', type: STRING, at, value: `${owner}${symbol?.name ?? ''}` };
}

/** A member named without its object, unless something nearer has the name. */
function fieldInScope(binder: Binder, name: string, at: Position): Bound | null {
  const owner = binder.class;
  if (owner === null) return null;
  for (
    let scope = binder.scope;
    scope !== owner.scope && scope.parent !== null;
    scope = scope.parent
  ) {
    if (scope.own(name) !== undefined) return null;
  }
  const field = owner.field(name);
  if (field === null) return null;
  if (binder.function?.static === true) {
    binder.error(at, 351, `access to non-static member '${name}' from a static function`);
    return binder.wrong(at);
  }
  return accessField(binder, { kind: 'this', type: owner.pointer, at }, field, at);
}

/** `Base::m_field` inside a class that inherits from it. */
function inheritedField(binder: Binder, base: string, name: string, at: Position): Bound | null {
  for (let owner = binder.class; owner !== null; owner = owner.base) {
    const field = owner.name === base ? owner.field(name) : null;
    if (field === null || binder.class === null) continue;
    const self = { kind: 'this', type: binder.class.pointer, at } as const;
    return accessField(binder, self, field, at);
  }
  return null;
}

function bindSymbol(binder: Binder, symbol: Symbol, node: NameNode): Bound {
  const { at } = node;
  const name = node.path.at(-1) ?? '';
  switch (symbol.kind) {
    case 'variable':
      return bindVariable(binder, symbol, at);
    case 'constant':
      return { kind: 'constant', type: symbol.type, at, value: symbol.value };
    case 'functions': {
      const [target] = symbol.list;
      if (target === undefined) break;
      return functionValue(target, at);
    }
    default:
  }
  binder.error(at, 149, `'${name}' - unexpected token, a value is expected`);
  return binder.wrong(at);
}

/** A function as a value, which a function pointer may hold. */
function functionValue(target: FunctionSymbol, at: Position): Bound {
  const { name, returns } = target;
  const params = target.params.map(({ type, reference, const: isConst }) => ({
    type,
    reference,
    const: isConst,
  }));
  return { kind: 'function', type: { kind: 'function', name, returns, params }, at, target };
}

function bindVariable(binder: Binder, variable: Variable, at: Position): Bound {
  variable.used = true;
  if (variable.place === 'global' && variable.at.order > at.order && variable.owner === null) {
    binder.error(at, 256, `undeclared identifier '${variable.name}'`);
    return binder.wrong(at);
  }
  if (variable.owner !== null) checkAccess(binder, variable, at);
  if (variable.constant !== null && variable.const && variable.type.kind !== 'class') {
    return { kind: 'constant', type: variable.type, at, value: variable.constant };
  }
  return { kind: 'variable', type: variable.type, at, variable };
}

export function bindMember(binder: Binder, node: MemberAccessNode): Bound {
  const { at, name } = node;
  const object = binder.expression(node.object);
  if (object.type.kind === 'any') return binder.wrong(at);
  const owner = object.type.kind === 'pointer' ? object.type.to : object.type;
  if (owner.kind !== 'class') {
    binder.error(at, 280, `'${name}' - object required, '${typeName(owner)}' has no members`);
    return binder.wrong(at);
  }
  const field = owner.field(name);
  if (field !== null) return accessField(binder, object, field, at);
  const fixed = owner.scope.own(name);
  if (fixed?.kind === 'variable') return bindVariable(binder, fixed, at);
  if (fixed?.kind === 'constant')
    return { kind: 'constant', type: fixed.type, at, value: fixed.value };
  if (owner.overloads(name).length > 0)
    binder.error(at, 386, 'pointers to methods are not supported');
  else binder.error(at, 130, `undeclared member '${name}' of '${owner.name}'`);
  return binder.wrong(at);
}

function accessField(binder: Binder, object: Bound, field: Variable, at: Position): Bound {
  checkAccess(binder, field, at);
  return { kind: 'field', type: field.type, at, object, variable: field };
}
