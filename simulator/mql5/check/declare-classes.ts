/**
 * Structures, classes, interfaces and unions: members, inheritance, and instances of templates.
 */
import type { FunctionNode, MemberNode, StructNode } from '../syntax/ast.ts';
import { Binder } from './binder.ts';
import type { Checker } from './checker.ts';
import { ClassType, sameParameters } from './class-type.ts';
import { addFunction, makeFunction, makeTemplate } from './declare-functions.ts';
import { defineIn, innerClass } from './declare-statics.ts';
import { Scope, type ClassTemplate, type FunctionSymbol } from './symbols.ts';
import { isIntegral, sameType, typeName, type Type } from './types.ts';
import { makeVariable } from './variables.ts';

/** Declares what may stand in a class besides members: nested types. */
export type DeclareNested = (checker: Checker, member: MemberNode, scope: Scope) => boolean;

/** Fills a class that has its name and scope already. */
export function completeClass(
  checker: Checker,
  type: ClassType,
  node: StructNode,
  nested: DeclareNested,
): void {
  const { diagnostics } = checker;
  if (node.base !== null) setBase(checker, type, node.base);
  type.final = node.final;
  const isInterface = type.keyword === 'interface';
  const methods: { node: FunctionNode; access: MemberNode['access'] }[] = [];
  for (const member of node.members ?? []) {
    const { declaration, access } = member;
    if (declaration.kind === 'function') methods.push({ node: declaration, access });
    else if (declaration.kind === 'variable') {
      if (isInterface)
        diagnostics.error(declaration.at, 398, 'an interface cannot contain members');
      declareField(checker, type, member);
    } else nested(checker, member, type.scope);
  }
  type.complete = true;
  for (const { node: method, access } of methods) declareMethod(checker, type, method, access);
}

function setBase(checker: Checker, type: ClassType, base: NonNullable<StructNode['base']>): void {
  const { diagnostics } = checker;
  const resolved = checker.resolveType(base.type, type.scope);
  if (resolved.kind !== 'class') {
    if (resolved.kind !== 'any')
      diagnostics.error(base.type.at, 232, `'${typeName(resolved)}' - class type expected`);
    return;
  }
  if (resolved.final)
    diagnostics.error(
      base.type.at,
      401,
      `cannot inherit from '${resolved.name}' declared as final`,
    );
  if (resolved.copyable !== type.copyable) {
    const code = type.copyable ? 267 : 266;
    diagnostics.error(
      base.type.at,
      code,
      `'${type.name}' cannot be inherited from '${resolved.name}'`,
    );
  }
  if (!resolved.complete)
    diagnostics.error(base.type.at, 128, `'${resolved.name}' - class is not defined`);
  type.base = resolved;
  type.baseAccess = base.access ?? (type.keyword === 'class' ? 'private' : 'public');
}

function declareField(checker: Checker, type: ClassType, member: MemberNode): void {
  const { declaration: node, access } = member;
  if (node.kind !== 'variable') return;
  const binder = new Binder(checker, type.scope, null);
  const isStatic = node.storage === 'static';
  const place = isStatic ? 'global' : 'field';
  const variable = makeVariable(binder, node, { place, owner: type, access });
  const own = type.hasOwnField(node.name) || type.scope.own(node.name) !== undefined;
  if (own) checker.diagnostics.error(node.at, 129, `'${node.name}' - member already defined`);
  if (node.init !== null && isStatic && node.const && isIntegral(variable.type)) {
    const value = binder.convert(binder.expression(node.init), variable.type, node.at);
    if (value.kind === 'constant') variable.constant = value.value;
  }
  if (
    type.keyword === 'union' &&
    (variable.type.kind === 'pointer' || typeName(variable.type) === 'string')
  ) {
    checker.diagnostics.error(node.at, 409, `'${node.name}' cannot be used as a union member`);
  }
  if (isStatic) {
    variable.undefined = variable.constant === null;
    type.scope.names.set(node.name, variable);
  } else type.addField(variable);
}

function declareMethod(
  checker: Checker,
  type: ClassType,
  node: FunctionNode,
  access: MemberNode['access'],
): void {
  const { diagnostics } = checker;
  const place = { scope: type.scope, owner: type, access };
  if (node.typeParams.length > 0) {
    if (node.virtual) diagnostics.error(node.at, 365, 'a template method cannot be virtual');
    const list = type.templates.get(node.name) ?? [];
    type.templates.set(node.name, [...list, makeTemplate(node, place, checker.builtin)]);
    return;
  }
  const symbol = makeFunction(checker, node, place);
  if (node.role === 'constructor') return addFunction(checker, type.constructors, symbol);
  if (node.role === 'destructor') {
    if (node.name !== `~${type.name.replace(/<.*/, '')}`)
      diagnostics.error(node.at, 122, 'incorrect destructor');
    if (node.params.length > 0)
      diagnostics.error(node.at, 221, 'a destructor cannot have parameters');
    type.destructor = symbol;
    if (node.body !== null) checker.queue(symbol, node);
    return;
  }
  if (node.virtual && type.copyable)
    diagnostics.error(node.at, 269, `'${node.name}' - a structure cannot have virtual methods`);
  if (node.virtual && node.static)
    diagnostics.error(node.at, 348, `'${node.name}' - a virtual method cannot be static`);
  if (node.pure && !symbol.virtual)
    diagnostics.error(node.at, 382, `'${node.name}' - only virtual methods can be pure`);
  checkOverride(checker, type, symbol);
  const list = type.methods.get(node.name) ?? [];
  type.methods.set(node.name, list);
  addFunction(checker, list, symbol);
}

/** What a method overrides makes it virtual; `override` without anything to override is error 404. */
function checkOverride(checker: Checker, type: ClassType, symbol: FunctionSymbol): void {
  const { node } = symbol;
  const inherited = (type.base?.overloads(node.name) ?? []).filter(({ virtual }) => virtual);
  const overridden = inherited.find((other) => sameParameters(other, symbol));
  if (overridden === undefined) {
    if (node.override) {
      checker.diagnostics.error(
        node.at,
        404,
        `'${node.name}' marked 'override' but does not override any base class method`,
      );
    }
    return;
  }
  symbol.virtual = true;
  if (overridden.node.final)
    checker.diagnostics.error(node.at, 402, `'${node.name}' - cannot override a final method`);
  if (!sameType(overridden.returns, symbol.returns)) {
    checker.diagnostics.error(
      node.at,
      265,
      `'${node.name}' - overridden virtual function has different return type`,
    );
  }
}

/** The class for these template arguments; made when first asked for. */
export function instantiateClass(
  checker: Checker,
  template: ClassTemplate,
  args: readonly Type[],
  nested: DeclareNested,
): ClassType | null {
  const { node } = template;
  if (args.length !== node.typeParams.length) {
    checker.diagnostics.error(node.at, 364, `'${node.name}' - wrong number of template parameters`);
    return null;
  }
  const key = args.map(typeName).join();
  const known = template.instances.get(key);
  if (known !== undefined) return known;
  const scope = new Scope(template.scope);
  for (const [index, name] of node.typeParams.entries()) {
    const type = args[index];
    if (type !== undefined) scope.names.set(name, { kind: 'type', type, at: LIBRARY });
  }
  const inner = new Scope(scope);
  const type = new ClassType(
    `${node.name}<${key}>`,
    node.keyword,
    inner,
    checker.id(node.name),
    checker.builtin,
  );
  inner.owner = type;
  type.template = { source: template, args };
  inner.names.set(node.name, { kind: 'type', type, at: LIBRARY });
  template.instances.set(key, type);
  checker.classes.push(type);
  completeClass(checker, type, node, nested);
  for (const definition of template.definitions) defineMethod(checker, type, definition);
  for (const definition of template.statics) defineIn(checker, type, definition);
  return type;
}

/** The place of what is known from the start. */
const LIBRARY = { file: '', line: 0, col: 0, order: 0 };

/** The body of a method, given outside of its class; one that was not declared is error 213. */
export function defineMethod(checker: Checker, made: ClassType, node: FunctionNode): void {
  const type = innerClass(checker, made, node.owner);
  const list = methodsLike(type, node);
  const candidates = type.templates.get(node.name) ?? [];
  const template = candidates.findIndex(
    ({ node: own }) => own.params.length === node.params.length,
  );
  if (template >= 0 && node.typeParams.length > 0) {
    const old = candidates[template];
    const fresh = { ...node, static: old?.node.static ?? false };
    candidates[template] = makeTemplate(
      fresh,
      { scope: type.scope, owner: type, access: old?.access ?? 'public' },
      false,
    );
    return;
  }
  const symbol = makeFunction(checker, node, { scope: type.scope, owner: type, access: 'public' });
  const declared = list.find((other) => sameParameters(other, symbol));
  if (declared === undefined) {
    const [code, text] =
      list.length === 0
        ? [213, 'method is not declared in']
        : [224, 'parameters differ from those declared in'];
    checker.diagnostics.error(node.at, code, `'${node.name}' - ${text} class '${type.name}'`);
  } else if (declared.definition !== null) {
    checker.diagnostics.error(
      node.at,
      165,
      `'${node.name}' - function already defined and has body`,
    );
  } else if (declared.const !== node.const) {
    const code = declared.const ? 306 : 307;
    checker.diagnostics.error(node.at, code, `'${node.name}' - const differs from the declaration`);
  } else if (!sameType(declared.returns, symbol.returns)) {
    checker.diagnostics.error(
      node.at,
      163,
      `'${node.name}' - function already defined and has different type`,
    );
  } else checker.queue(declared, node);
}

function methodsLike(type: ClassType, node: FunctionNode): readonly FunctionSymbol[] {
  if (node.role === 'constructor') return type.constructors;
  if (node.role === 'destructor') return type.destructor === null ? [] : [type.destructor];
  return type.methods.get(node.name) ?? [];
}
