/** Methods by their names: of the class at hand, or of one written before `::`. */
import type { NameNode } from '../syntax/ast-expressions.ts';
import type { Binder } from './binder.ts';
import type { ClassType } from './class-type.ts';
import type { FunctionSymbol, Scope } from './symbols.ts';

/** The class of `C::f` or `C<int>::f`, if `C` names one. */
export function qualifyingClass(
  binder: Binder,
  { path, owner: template }: NameNode,
): ClassType | null {
  if (template !== null) {
    const type = binder.checker.resolveType(template, binder.scope);
    return type.kind === 'class' ? type : null;
  }
  const symbol = binder.checker.lookup(path.slice(0, -1), binder.scope);
  if (symbol?.kind === 'type' && symbol.type.kind === 'class') return symbol.type;
  for (let owner = binder.class; owner !== null; owner = owner.base) {
    if (owner.template !== null && owner.template.source.node.name === path.at(-2)) return owner;
  }
  return null;
}

/** The class at hand, or one around it that has a method of this name: its static ones may be called. */
export function classWithMethod(binder: Binder, name: string): ClassType | null {
  for (let scope: Scope | null = binder.scope; scope !== null; scope = scope.parent) {
    const { owner } = scope;
    const has =
      owner !== null && owner.overloads(name).length + owner.methodTemplates(name).length > 0;
    if (has) return owner;
  }
  return binder.class;
}

/** The static method that a name means, as the value of a function pointer. */
export function staticMethod(binder: Binder, node: NameNode): FunctionSymbol | null {
  const owner =
    node.path.length === 1
      ? classWithMethod(binder, node.path[0] ?? '')
      : qualifyingClass(binder, node);
  const methods = owner?.overloads(node.path.at(-1) ?? '') ?? [];
  return methods.find((method) => method.static) ?? null;
}
