/** Static members: their definition outside of the class gives them their first value. */
import type { VariableNode } from '../syntax/ast.ts';
import { Binder } from './binder.ts';
import type { Checker } from './checker.ts';
import type { ClassType } from './class-type.ts';
import type { Scope } from './symbols.ts';
import { bindInit } from './variables.ts';

/** `int C::x=0;`, and `template<typename T> int C::x=0;` for all classes made of the template. */
export function defineStatic(checker: Checker, node: VariableNode, scope: Scope): void {
  const owner = checker.lookup(node.owner, scope);
  if (owner?.kind === 'class-template') {
    owner.statics.push(node);
    for (const instance of owner.instances.values()) defineIn(checker, instance, node);
  } else if (owner?.kind === 'type' && owner.type.kind === 'class')
    defineIn(checker, owner.type, node);
  else checker.diagnostics.error(node.at, 256, `undeclared static member '${node.name}'`);
}

/** The definition for one class. */
export function defineIn(checker: Checker, type: ClassType, node: VariableNode): void {
  const member = type.scope.own(node.name);
  if (member?.kind !== 'variable')
    return checker.diagnostics.error(node.at, 130, `undeclared static member '${node.name}'`);
  const binder = new Binder(checker, type.scope, null);
  member.undefined = false;
  checker.variables.push({ variable: member, init: bindInit(binder, node, member) });
}
