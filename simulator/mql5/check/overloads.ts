/** Which of several functions a call means; templates are instantiated for it. */
import type { Position } from '../position.ts';
import type { TypeNode } from '../syntax/ast-expressions.ts';
import { argumentCost } from './arguments.ts';
import type { Binder } from './binder.ts';
import type { Bound } from './bound.ts';
import { makeFunction } from './declare-functions.ts';
import { commonType } from './convert.ts';
import { Scope, type FunctionSymbol, type FunctionTemplate } from './symbols.ts';
import { ANY, isNumeric, sameType, typeName, type Type } from './types.ts';

export interface Candidates {
  readonly name: string;
  readonly list: readonly FunctionSymbol[];
  readonly templates: readonly FunctionTemplate[];
  /** Given as `F<int>(…)`. */
  readonly typeArgs: readonly Type[];
}

/** The function to call, or `null` after an error was reported. */
export function chooseFunction(
  binder: Binder,
  candidates: Candidates,
  args: readonly Bound[],
  at: Position,
): FunctionSymbol | null {
  const { list, templates, name } = candidates;
  const explicit = candidates.typeArgs.length > 0;
  const choice = explicit ? { kind: 'none' as const } : cheapest(list, args);
  if (choice.kind === 'one' && (choice.price === 0 || templates.length === 0)) return choice.symbol;
  for (const template of templates) {
    const instance = instantiateFor(binder, template, args, candidates.typeArgs);
    if (instance !== null) return instance;
  }
  if (choice.kind === 'one') return choice.symbol;
  if (choice.kind === 'many') {
    const code = choice.price === 0 ? 227 : 182;
    binder.error(at, code, `ambiguous call to overloaded function '${name}'`);
    return null;
  }
  const [only, ...others] = list;
  if (only !== undefined && others.length === 0 && templates.length === 0) {
    if (takesCount(only, args.length)) return only;
    binder.error(at, 199, `wrong parameters count, '${name}' takes ${only.params.length}`);
    return null;
  }
  if (args.every(({ type }) => type.kind !== 'any')) {
    binder.error(
      at,
      list.length === 0 ? 361 : 166,
      `no one of the overloads can be applied to the function call '${name}'`,
    );
  }
  return null;
}

/** Whether one of the functions takes these arguments, or a template may. */
export function mayApply({ list, templates }: Candidates, args: readonly Bound[]): boolean {
  return templates.length > 0 || cheapest(list, args).kind !== 'none';
}

function takesCount(symbol: FunctionSymbol, count: number): boolean {
  const most = symbol.node.variadic ? Number.POSITIVE_INFINITY : symbol.params.length;
  return count >= symbol.required && count <= most;
}

type Choice =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly symbol: FunctionSymbol; readonly price: number }
  | { readonly kind: 'many'; readonly price: number };

function cheapest(list: readonly FunctionSymbol[], args: readonly Bound[]): Choice {
  let best: Choice = { kind: 'none' };
  for (const symbol of list) {
    const price = takesCount(symbol, args.length) ? priceOf(symbol, args) : null;
    if (price === null) continue;
    if (best.kind === 'none' || price < best.price) best = { kind: 'one', symbol, price };
    else if (price === best.price && !prefers(best, symbol)) best = { kind: 'many', price };
  }
  return best;
}

/** Between a method of a class and one it overrides or inherits, the nearer one was found first. */
function prefers(best: Choice, other: FunctionSymbol): boolean {
  return best.kind === 'one' && best.symbol.owner !== other.owner && !other.builtin;
}

function priceOf(symbol: FunctionSymbol, args: readonly Bound[]): number | null {
  let sum = 0;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    const param = symbol.params[i];
    if (arg === undefined || param === undefined) continue;
    const price = argumentCost(arg, param);
    if (price === null) return null;
    sum += price;
  }
  return sum;
}

function instantiateFor(
  binder: Binder,
  template: FunctionTemplate,
  args: readonly Bound[],
  given: readonly Type[],
): FunctionSymbol | null {
  const { node } = template;
  const required = node.params.filter(({ init }) => init === null).length;
  if (args.length < required || args.length > node.params.length) return null;
  const types = new Map<string, Type>();
  for (const [index, type] of given.entries()) types.set(node.typeParams[index] ?? '', type);
  const open = node.typeParams.filter((name) => !types.has(name));
  for (const [index, arg] of args.entries()) {
    const param = node.params[index];
    if (param === undefined) return null;
    const isArray = arg.type.kind === 'array';
    if (isArray && param.dimensions.length === 0 && !param.reference) return null;
    const type = arg.type.kind === 'array' && param.dimensions.length > 0 ? arg.type.of : arg.type;
    if (!deduce(param.type, type, open, types, template.builtin)) return null;
  }
  if (node.typeParams.some((name) => !types.has(name))) return null;
  const key = node.typeParams.map((name) => typeName(types.get(name) ?? ANY)).join();
  const known = template.instances.get(key);
  if (known !== undefined) return known;
  const scope = new Scope(template.scope);
  for (const [name, type] of types) {
    scope.names.set(name, { kind: 'type', type, at: { file: '', line: 0, col: 0, order: 0 } });
  }
  const instance = makeFunction(binder.checker, node, { ...template, scope });
  const fits = instance.params.every((param, index) => {
    const arg = args[index];
    return arg === undefined || argumentCost(arg, param) !== null;
  });
  if (!fits) return null;
  template.instances.set(key, instance);
  if (node.body !== null) binder.checker.queue(instance, node);
  return instance;
}

function deduce(
  node: TypeNode,
  type: Type,
  names: readonly string[],
  types: Map<string, Type>,
  library: boolean,
): boolean {
  const [name = ''] = node.path;
  if (node.path.length === 1 && names.includes(name)) {
    const own = node.pointer ? (type.kind === 'pointer' ? type.to : null) : type;
    if (own === null) return false;
    const before = types.get(name);
    if (before === undefined || before.kind === 'any') types.set(name, own);
    else if (!sameType(before, own)) {
      // The library's Math functions take mixed numbers and work in their common type.
      if (!library || !isNumeric(before) || !isNumeric(own)) return false;
      types.set(name, commonType(before, own));
    }
    return true;
  }
  const instance = type.kind === 'pointer' ? type.to : type;
  if (node.args.length === 0 || instance.kind !== 'class') return true;
  for (let at: typeof instance | null = instance; at !== null; at = at.base) {
    if (at.template?.source.node.name !== name) continue;
    const { args } = at.template;
    return node.args.every((arg, index) => deduce(arg, args[index] ?? ANY, names, types, library));
  }
  return false;
}
