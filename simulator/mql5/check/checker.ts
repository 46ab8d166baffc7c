/**
 * What all parts of the checker share: names, diagnostics, the list of bodies still to be checked, and
 * the way from a type as written to a type.
 */
import type { Diagnostics } from '../position.ts';
import type { FunctionNode } from '../syntax/ast.ts';
import type { Expression, TypeNode } from '../syntax/ast-expressions.ts';
import { isAbsentType } from './absent-names.ts';
import type { Binder } from './binder.ts';
import type { Bound, BoundFunction, BoundInit } from './bound.ts';
import type { ClassType } from './class-type.ts';
import {
  Scope,
  type ClassTemplate,
  type FunctionSymbol,
  type Symbol,
  type Variable,
} from './symbols.ts';
import { ANY, PRIMITIVES, typeName, type EnumType, type Type } from './types.ts';

/** What names of operators and destructors have and JavaScript's names have not. */
const NOT_IN_NAMES = /\W/g;

export class Checker {
  readonly diagnostics: Diagnostics;
  /** Seconds since 1970, for `D''`. */
  readonly now: number;
  /** Names of the language and its library; the program's own are in `globals`. */
  readonly builtins: Scope;
  readonly globals: Scope;
  readonly classes: ClassType[] = [];
  readonly variables: { readonly variable: Variable; readonly init: BoundInit }[] = [];
  readonly functions: BoundFunction[] = [];
  /** Functions whose bodies wait to be checked. */
  readonly pending: FunctionSymbol[] = [];
  /** MQL5 functions that were called and are not in this runtime. */
  readonly absent = new Set<string>();
  /** The names of an enumeration, for `ENUM_X::VALUE`. */
  readonly enumScopes = new Map<EnumType, Scope>();
  /** How many elements a list gives to an array without a size, by the `id` of its variable. */
  readonly listed = new Map<string, number>();
  /** True while the library itself is declared. */
  readonly builtin: boolean;
  /** Makes a class of a template; set by the part that declares classes. */
  instantiate: (template: ClassTemplate, args: readonly Type[]) => ClassType | null = () => null;
  /** Binds any expression; set by the part that knows all of them. */
  bindExpression: (binder: Binder, node: Expression) => Bound = (_, { at }) => ({
    kind: 'nothing',
    type: ANY,
    at,
  });
  #count = 0;

  /** @param builtin true for the checker of the library: its names are the built-in ones themselves */
  constructor(diagnostics: Diagnostics, now: number, builtins: Scope, builtin = false) {
    this.diagnostics = diagnostics;
    this.now = now;
    this.builtin = builtin;
    this.builtins = builtins;
    this.globals = builtin ? builtins : new Scope(builtins);
  }

  /** A name for the emitted program that nothing else has. */
  id(name: string): string {
    if (this.builtin) return name;
    return `${name.replace(NOT_IN_NAMES, '_')}$${++this.#count}`;
  }

  /** The type that a node means; unknown names are reported (256) and become `ANY`. */
  resolveType(node: TypeNode, scope: Scope): Type {
    const type = this.#named(node, scope);
    if (!node.pointer) return type;
    if (type.kind === 'class') return type.pointer;
    if (typeName(type) === 'void') {
      if (!this.builtin) this.absent.add('void*');
    } else if (type.kind !== 'any') {
      this.diagnostics.error(
        node.at,
        253,
        `'${typeName(type)}' - pointers are allowed for classes only`,
      );
    }
    return ANY;
  }

  #named(node: TypeNode, scope: Scope): Type {
    const first = node.path[0] ?? '';
    const primitive = node.path.length === 1 ? PRIMITIVES.get(first) : undefined;
    if (primitive !== undefined) return primitive;
    const symbol = this.#meaning(node, scope);
    if (symbol === null) return ANY;
    if (symbol?.kind === 'type' && symbol.at.order <= node.at.order) return symbol.type;
    if (symbol?.kind === 'type' && this.builtin) return symbol.type;
    if (symbol?.kind === 'type' && symbol.at.file === '') return symbol.type;
    if (symbol?.kind === 'class-template') return this.#template(symbol, node, scope);
    if (node.path.length === 1 && isAbsentType(first)) {
      this.absent.add(first);
      return ANY;
    }
    this.diagnostics.error(node.at, 256, `undeclared identifier '${node.path.join('::')}'`);
    return ANY;
  }

  /** What the name stands for; `null` when the template in front of it is wrong already. */
  #meaning({ path, outer }: TypeNode, scope: Scope): Symbol | undefined | null {
    if (outer === undefined) return this.lookup(path, scope);
    const type = this.#named(outer, scope);
    if (type.kind !== 'class') return null;
    return this.#descend({ kind: 'type', type, at: outer.at }, path.slice(outer.path.length));
  }

  #template(template: ClassTemplate, node: TypeNode, scope: Scope): Type {
    if (node.args.length === 0) {
      // Inside the template its bare name means the instance that is being made.
      for (let at: Scope | null = scope; at !== null; at = at.parent) {
        const { owner } = at;
        if (owner !== null && [...template.instances.values()].includes(owner)) return owner;
      }
    }
    const args = node.args.map((arg) => this.resolveType(arg, scope));
    return this.instantiate(template, args) ?? ANY;
  }

  /** Follows `A::B::c`; a leading empty part starts at the program's own names. */
  lookup(path: readonly string[], scope: Scope): Symbol | undefined {
    if (path.length === 1) return scope.find(path[0] ?? '');
    const [first = '', ...rest] = path;
    if (first === '') {
      const [name = '', ...more] = rest;
      return this.#descend(this.globals.own(name) ?? this.builtins.own(name), more);
    }
    return this.#descend(scope.find(first), rest);
  }

  #descend(start: Symbol | undefined, rest: readonly string[]): Symbol | undefined {
    let symbol = start;
    for (const name of rest) {
      const inner = symbol === undefined ? null : this.#innerScope(symbol);
      if (inner === null) return undefined;
      symbol =
        inner.own(name) ?? (symbol?.kind === 'type' ? inheritedName(symbol.type, name) : undefined);
    }
    return symbol;
  }

  #innerScope(symbol: Symbol): Scope | null {
    if (symbol.kind === 'namespace') return symbol.scope;
    if (symbol.kind !== 'type') return null;
    if (symbol.type.kind === 'enum') return this.enumScopes.get(symbol.type) ?? null;
    return symbol.type.kind === 'class' ? symbol.type.scope : null;
  }

  /** Queues a body; each function is bound once. */
  queue(symbol: FunctionSymbol, definition: FunctionNode): void {
    symbol.definition = definition;
    if (!this.builtin) this.pending.push(symbol);
  }
}

function inheritedName(type: Type, name: string): Symbol | undefined {
  if (type.kind !== 'class' || type.base === null) return undefined;
  return type.base.scope.own(name) ?? inheritedName(type.base, name);
}
