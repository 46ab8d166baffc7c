/** Calls: of functions, methods, operators of classes, function pointers, and `new`. */
import type { Position } from '../position.ts';
import type { CallNode, MemberAccessNode, NameNode } from '../syntax/ast-expressions.ts';
import { isAbsentFunction, isAbsentType } from './absent-names.ts';
import type { Binder } from './binder.ts';
import type { Bound } from './bound.ts';
import { checkResize } from './bind-checks.ts';
import { bindThis } from './bind-names.ts';
import type { ClassType } from './class-type.ts';
import { bindAll, bindConstructor, callPointer, finishCall } from './make-calls.ts';
import { chooseFunction, mayApply, type Candidates } from './overloads.ts';
import { classWithMethod, qualifyingClass } from './qualified.ts';
import { ANY, STRING, typeName } from './types.ts';

export function bindCall(binder: Binder, node: CallNode): Bound {
  const { callee, at } = node;
  if (callee.kind === 'member') return bindMethodCall(binder, callee, node);
  if (callee.kind === 'name') return bindNamedCall(binder, callee, node);
  return callPointer(binder, binder.expression(callee), bindAll(binder, node.args), at);
}

function bindNamedCall(binder: Binder, callee: NameNode, node: CallNode): Bound {
  const { at, path } = callee;
  const name = path.at(-1) ?? '';
  const typeArgs = callee.typeArgs.map((arg) => binder.checker.resolveType(arg, binder.scope));
  const owner = path.length === 1 ? classWithMethod(binder, name) : qualifyingClass(binder, callee);
  if (owner !== null) {
    const own = {
      name,
      list: owner.overloads(name),
      templates: owner.methodTemplates(name),
      typeArgs,
    };
    if (own.list.length > 0 || own.templates.length > 0) {
      const args = bindAll(binder, node.args);
      const others = path.length === 1 && !mayApply(own, args) ? outside(binder, name) : null;
      if (others === null || !mayApply(others, args))
        return callMethod(binder, own, args, path.length > 1, at);
      const target = chooseFunction(binder, others, args, at);
      return target === null ? binder.wrong(at) : finishCall(binder, target, args, null, false, at);
    }
  }
  const symbol = binder.checker.lookup(path, binder.scope);
  if (name === 'GetPointer' && symbol === undefined) return bindGetPointer(binder, node);
  if (symbol?.kind === 'type') return bindCastCall(binder, symbol.type, node);
  const made =
    symbol?.kind === 'class-template' ? binder.checker.instantiate(symbol, typeArgs) : null;
  if (made !== null) return bindCastCall(binder, made, node);
  const library = path.length <= 2 ? binder.checker.builtins.own(name) : undefined;
  const fromLibrary =
    library?.kind === 'functions' && (path.length === 1 || path[0] === '') ? library : null;
  if (symbol?.kind !== 'functions' && fromLibrary === null) {
    if (symbol === undefined && fieldOf(binder, name) === null)
      return undeclared(binder, callee, node);
    return callPointer(binder, binder.expression(callee), bindAll(binder, node.args), at);
  }
  const user = symbol?.kind === 'functions' ? symbol : { list: [], templates: [] };
  const both = fromLibrary !== null && fromLibrary !== symbol;
  const list = both ? [...user.list, ...fromLibrary.list] : user.list;
  const templates = both ? [...user.templates, ...fromLibrary.templates] : user.templates;
  const args = bindAll(binder, node.args);
  const target = chooseFunction(binder, { name, list, templates, typeArgs }, args, at);
  if (target === null) return binder.wrong(at);
  if (target.builtin && name === 'ArrayResize') checkResize(binder, args, at);
  return finishCall(binder, target, args, null, false, at);
}

/** Functions of the program and the library, for a call that no method of this name takes. */
function outside({ checker }: Binder, name: string): Candidates {
  const found = [checker.globals.own(name), checker.builtins.own(name)].filter(
    (symbol) => symbol?.kind === 'functions',
  );
  const list = found.flatMap((functions) => functions.list);
  return { name, list, templates: found.flatMap(({ templates }) => templates), typeArgs: [] };
}

function fieldOf(binder: Binder, name: string): unknown {
  return binder.class?.field(name) ?? null;
}

/** A function of MQL5 that is not here, `matrix::Zeros` too, or one that nobody declared (256). */
function undeclared(binder: Binder, { path }: NameNode, node: CallNode): Bound {
  const args = bindAll(binder, node.args);
  const { at } = node;
  const name = path.join('::');
  const last = path.at(-1) ?? '';
  const ofType = path.length === 2 && isAbsentType(path[0] ?? '');
  if (ofType || isAbsentFunction(last)) {
    binder.checker.absent.add(name);
    return { kind: 'absent', type: ANY, at, name, args };
  }
  binder.error(at, 256, `undeclared identifier '${last}'`);
  return binder.wrong(at);
}

/** `GetPointer(object)` is `&object`; of a pointer it is the pointer itself. */
function bindGetPointer(binder: Binder, node: CallNode): Bound {
  const [value, ...others] = bindAll(binder, node.args);
  if (value === undefined || others.length > 0) {
    binder.error(node.at, 199, "wrong parameters count, 'GetPointer' takes 1");
    return binder.wrong(node.at);
  }
  if (value.type.kind === 'pointer' || value.type.kind === 'any') return value;
  if (value.type.kind === 'class' && !value.type.copyable) {
    return { kind: 'address', type: value.type.pointer, at: node.at, value };
  }
  binder.error(node.at, 246, 'an object of a class is expected');
  return binder.wrong(node.at);
}

/** A method called without an object: of this object, or static. */
function callMethod(
  binder: Binder,
  candidates: Candidates,
  args: Bound[],
  direct: boolean,
  at: Position,
): Bound {
  const target = chooseFunction(binder, candidates, args, at);
  if (target === null) return binder.wrong(at);
  const inObject = binder.class !== null && target.owner !== null && binder.class.isA(target.owner);
  if (target.static) return finishCall(binder, target, args, null, true, at);
  if (!inObject || binder.function?.static === true) {
    binder.error(
      at,
      binder.class === null ? 280 : 351,
      `'${target.name}' - object required to call a non-static method`,
    );
    return binder.wrong(at);
  }
  return finishCall(binder, target, args, bindThis(binder, at), direct, at);
}

/** `ENUM_X(1)`, `MyInt(x)`: a cast written as a call; `Point(1, 2)` makes a structure. */
function bindCastCall(binder: Binder, type: Bound['type'], node: CallNode): Bound {
  const args = bindAll(binder, node.args);
  if (type.kind === 'class' && type.copyable && type.constructors.length > 0) {
    return {
      kind: 'new',
      type,
      at: node.at,
      class: type,
      ...bindConstructor(binder, type, args, node.at),
    };
  }
  const [operand, ...others] = args;
  if (type.kind === 'class' || operand === undefined || others.length > 0) {
    binder.error(node.at, 305, 'explicit constructor call is not allowed');
    return binder.wrong(node.at);
  }
  return binder.convert(operand, type, node.at, { explicit: true });
}

/** Newer builds let arrays and strings be asked by a dot; they mean the library's functions. */
const ON_VALUES: Readonly<Record<string, string>> = {
  Size: 'ArraySize',
  Len: 'StringLen',
  Length: 'StringLen',
  Find: 'StringFind',
  Substr: 'StringSubstr',
  Split: 'StringSplit',
  Replace: 'StringReplace',
  Fill: 'ArrayFill',
  Resize: 'ArrayResize',
};

function bindMethodCall(binder: Binder, callee: MemberAccessNode, node: CallNode): Bound {
  const { at, name } = callee;
  const object = binder.expression(callee.object);
  const args = bindAll(binder, node.args);
  if (object.type.kind === 'any') return binder.wrong(at);
  const owner = object.type.kind === 'pointer' ? object.type.to : object.type;
  if (owner.kind !== 'class') {
    const library = binder.checker.builtins.own(ON_VALUES[name] ?? '');
    const target = library?.kind === 'functions' ? library.list[0] : undefined;
    const onValue = owner.kind === 'array' || owner === STRING;
    if (target !== undefined && onValue)
      return finishCall(binder, target, [object, ...args], null, true, at);
    binder.error(at, 280, `'${name}' - object required, '${typeName(owner)}' has no methods`);
    return binder.wrong(at);
  }
  const base = callee.scope.length > 0 ? qualifiedBase(owner, callee.scope.at(-1) ?? '') : owner;
  const candidates = {
    name,
    list: base.overloads(name),
    templates: base.methodTemplates(name),
    typeArgs: callee.typeArgs.map((arg) => binder.checker.resolveType(arg, binder.scope)),
  };
  if (candidates.list.length === 0 && candidates.templates.length === 0) {
    const field = owner.field(name);
    if (field?.type.kind === 'function') {
      const callee2: Bound = { kind: 'field', type: field.type, at, object, variable: field };
      return callPointer(binder, callee2, args, at);
    }
    binder.error(at, owner.complete ? 130 : 128, `undeclared member '${name}' of '${owner.name}'`);
    return binder.wrong(at);
  }
  const target = chooseFunction(binder, candidates, args, at);
  if (target === null) return binder.wrong(at);
  return finishCall(binder, target, args, object, base !== owner, at);
}

function qualifiedBase(owner: ClassType, name: string): ClassType {
  for (let at: ClassType | null = owner; at !== null; at = at.base) if (at.name === name) return at;
  return owner;
}
