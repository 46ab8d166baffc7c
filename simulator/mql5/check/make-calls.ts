/** Calls whose function is known or chosen by its arguments: methods, operators, constructors. */
import type { Position } from '../position.ts';
import type { Expression } from '../syntax/ast-expressions.ts';
import { checkAccess, constReason } from './access.ts';
import { argumentCost, bindArgument } from './arguments.ts';
import { knownSize } from './array-sizes.ts';
import type { Binder } from './binder.ts';
import type { Bound, BoundArgument } from './bound.ts';
import type { ClassType } from './class-type.ts';
import { chooseFunction } from './overloads.ts';
import type { FunctionSymbol } from './symbols.ts';
import { typeName } from './types.ts';

export function bindAll(binder: Binder, args: readonly Expression[]): Bound[] {
  return args.map((arg) => {
    if (arg.kind === 'list') {
      binder.error(arg.at, 276, 'a list can only initialize a variable');
      return binder.wrong(arg.at);
    }
    return binder.expression(arg);
  });
}

export function finishCall(
  binder: Binder,
  target: FunctionSymbol,
  args: readonly Bound[],
  object: Bound | null,
  direct: boolean,
  at: Position,
): Bound {
  checkAccess(binder, target, at);
  if (target.node.deleted)
    binder.error(at, 412, `attempting to call deleted function '${target.name}'`);
  if (object !== null && !target.const && !target.static) {
    const reason =
      object.type.kind === 'pointer' && object.kind !== 'this' ? null : constReason(binder, object);
    if (reason !== null)
      binder.error(at, 279, `call of non-const method '${target.name}' for a constant object`);
  }
  const bound = bindArguments(binder, target, args);
  const size = knownSize(binder, target, args);
  if (size !== null) return { kind: 'constant', type: target.returns, at, value: size };
  return {
    kind: 'call',
    type: target.returns,
    at,
    target,
    args: bound,
    object: target.static ? null : object,
    direct,
  };
}

/** Arguments as passed; what was left out gets its default value. */
export function bindArguments(
  binder: Binder,
  target: FunctionSymbol,
  args: readonly Bound[],
): BoundArgument[] {
  const bound = args.map((arg, index): BoundArgument => {
    const param = target.params[index];
    return param === undefined ? { value: arg, mode: 'value' } : bindArgument(binder, arg, param);
  });
  for (let i = args.length; i < target.params.length; i++) {
    const init = target.params[i]?.init ?? null;
    if (init !== null) bound.push({ value: init, mode: 'value' });
  }
  return bound;
}

export function callPointer(binder: Binder, callee: Bound, args: Bound[], at: Position): Bound {
  if (callee.type.kind === 'any') return binder.wrong(at);
  if (callee.type.kind !== 'function') {
    binder.error(at, 118, `'${typeName(callee.type)}' cannot be called, a function is expected`);
    return binder.wrong(at);
  }
  const { params, returns } = callee.type;
  if (params.length !== args.length) binder.error(at, 199, 'wrong parameters count');
  const bound = args.map((arg, index): BoundArgument => {
    const param = params[index];
    return param === undefined
      ? { value: arg, mode: 'value' }
      : bindArgument(binder, arg, { ...param, name: '', at, init: null });
  });
  return { kind: 'call-pointer', type: returns, at, callee, args: bound };
}

/** A call of the operator that a class defines; `null` when it defines none for these operands. */
export function callOperator(
  binder: Binder,
  object: Bound,
  op: string,
  args: readonly Bound[],
  at: Position,
): Bound | null {
  if (object.type.kind === 'pointer' && isAboutPointer(object, op, args[0])) return null;
  const owner = object.type.kind === 'pointer' ? object.type.to : object.type;
  if (owner.kind !== 'class') return null;
  const list = owner
    .overloads(`operator${op}`)
    .filter(({ params }) => takesArguments(params, args.length));
  const usable = list.filter(({ params }) => {
    return args.every((arg, index) => {
      const param = params[index];
      return param !== undefined && argumentCost(arg, param) !== null;
    });
  });
  const name = `operator${op}`;
  const templates = owner.methodTemplates(name);
  if (usable.length === 0 && templates.length === 0) return null;
  const target = chooseFunction(binder, { name, list: usable, templates, typeArgs: [] }, args, at);
  return target === null ? binder.wrong(at) : finishCall(binder, target, args, object, false, at);
}

/** `object[]` leaves out an index that has a default value. */
function takesArguments(params: FunctionSymbol['params'], count: number): boolean {
  return params.length >= count && params.slice(count).every(({ init }) => init !== null);
}

/**
 * Whether an operator means the pointer itself: it is tested, or compared with and set to another one.
 * Everything else is for the object behind it, `list["key"]=5` too; `this` cannot be set.
 */
function isAboutPointer(object: Bound, op: string, operand: Bound | undefined): boolean {
  if (['!', '&&', '||'].includes(op)) return true;
  if (!['==', '!=', '='].includes(op) || (object.kind === 'this' && op === '=')) return false;
  return ['pointer', 'null', 'any'].includes(operand?.type.kind ?? '');
}

export function bindNew(
  binder: Binder,
  node: Extract<Expression, { kind: 'construct' | 'new' }>,
): Bound {
  const { at } = node;
  const type = binder.checker.resolveType(node.type, binder.scope);
  const args = bindAll(binder, node.args);
  if (type.kind === 'any') return binder.wrong(at);
  if (type.kind !== 'class' || type.copyable) {
    binder.error(
      at,
      type.kind === 'class' ? 156 : 299,
      `'${typeName(type)}' - class type expected`,
    );
    return binder.wrong(at);
  }
  const bound = bindConstructor(binder, type, args, at);
  return { kind: 'new', type: type.pointer, at, class: type, ...bound };
}

/**
 * The constructor for these arguments; a class without constructors takes none.
 * @param asBase when a derived object is made: then the class may be abstract
 */
export function bindConstructor(
  binder: Binder,
  type: ClassType,
  args: readonly Bound[],
  at: Position,
  asBase = false,
): { target: FunctionSymbol | null; args: BoundArgument[] } {
  const [open] = asBase ? [] : type.abstractMethods();
  if (type.keyword === 'interface' && !asBase)
    binder.error(at, 399, `interface '${type.name}' cannot be instantiated`);
  else if (open !== undefined) {
    binder.error(
      at,
      383,
      `cannot instantiate abstract class '${type.name}': '${open.name}' is abstract`,
    );
  }
  if (!type.complete && !type.builtin)
    binder.error(at, 128, `'${type.name}' - class is not defined`);
  const { constructors, name } = type;
  if (constructors.length === 0) {
    if (args.length > 0)
      binder.error(at, 199, `wrong parameters count, '${name}' has no constructor`);
    return { target: null, args: [] };
  }
  const target = chooseFunction(
    binder,
    { name, list: constructors, templates: [], typeArgs: [] },
    args,
    at,
  );
  if (target === null) return { target: null, args: [] };
  checkAccess(binder, target, at);
  return { target, args: bindArguments(binder, target, args) };
}
