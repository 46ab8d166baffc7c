/** Static members: their definition outside of the class gives them their first value. */
import type { VariableNode } from '../syntax/ast.ts';
import { Binder } from './binder.ts';
import type { Checker } from './checker.ts';
import type { ClassType } from './class-type.ts';
import type { ClassTemplate, Scope } from './symbols.ts';
import { bindInit } from './variables.ts';

/** `int C::x=0;`, and `template<typename T> int C::x=0;` for all classes made of the template. */
export function defineStatic(checker: Checker, node: VariableNode, scope: Scope): void {
  const owner = checker.lookup(node.owner, scope);
  const template = templateOf(checker, node.owner, scope);
  if (template !== null) {
    template.statics.push(node);
    for (const instance of template.instances.values()) defineIn(checker, instance, node);
  } else if (owner?.kind === 'type' && owner.type.kind === 'class')
    defineIn(checker, owner.type, node);
  else checker.diagnostics.error(node.at, 256, `undeclared static member '${node.name}'`);
}

/** The template that a name before `::` begins with, also that of the outer class: `C::Inner`. */
export function templateOf(
  checker: Checker,
  path: readonly string[],
  scope: Scope,
): ClassTemplate | null {
  for (let length = path.length; length > 0; length--) {
    const symbol = checker.lookup(path.slice(0, length), scope);
    if (symbol?.kind === 'class-template') return symbol;
  }
  return null;
}

/** The class that `C::Inner` means in a class made of the template `C`. */
export function innerClass(checker: Checker, made: ClassType, path: readonly string[]): ClassType {
  const template = made.template?.source.node.name;
  const inner = template === undefined ? [] : path.slice(path.lastIndexOf(template) + 1);
  const symbol = inner.length > 0 ? checker.lookup(inner, made.scope) : undefined;
  return symbol?.kind === 'type' && symbol.type.kind === 'class' ? symbol.type : made;
}

/** The definition for one class. */
export function defineIn(checker: Checker, made: ClassType, node: VariableNode): void {
  const type = innerClass(checker, made, node.owner);
  const member = type.scope.own(node.name);
  if (member?.kind !== 'variable')
    return checker.diagnostics.error(node.at, 130, `undeclared static member '${node.name}'`);
  const binder = new Binder(checker, type.scope, null);
  member.undefined = false;
  checker.variables.push({ variable: member, init: bindInit(binder, node, member) });
}
