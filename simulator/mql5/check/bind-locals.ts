/** Local declarations. */
import type { Position } from '../position.ts';
import type { Declaration, VariableNode } from '../syntax/ast.ts';
import type { Binder } from './binder.ts';
import type { BoundStatement, Constant } from './bound.ts';
import { declareClass, declareEnum } from './declare.ts';
import type { Variable } from './symbols.ts';
import { bindInit, makeVariable } from './variables.ts';

export function bindLocal(binder: Binder, node: Declaration): BoundStatement[] {
  if (node.kind === 'struct') declareClass(binder.checker, node, binder.scope);
  else if (node.kind === 'enum') declareEnum(binder.checker, node, binder.scope);
  else if (node.kind === 'variable') return bindLocalVariable(binder, node);
  else binder.error(node.at, 326, 'this declaration is not allowed here');
  return [];
}

function bindLocalVariable(binder: Binder, node: VariableNode): BoundStatement[] {
  const { at, name } = node;
  const isStatic = node.storage === 'static';
  const place = isStatic ? 'global' : 'local';
  const made = makeVariable(binder, node, { place, owner: null, access: 'public' });
  if (binder.scope.own(name) !== undefined) {
    binder.error(at, 124, `variable '${name}' already defined`);
    return [];
  }
  warnHidden(binder, name, at);
  const init = bindInit(binder, node, made);
  const variable: Variable = isStatic ? { ...made, at: { ...at, order: 0 } } : made;
  const known = variable.const && init.kind === 'value' && init.value.kind === 'constant';
  if (known && node.dimensions.length === 0) variable.constant = constantOf(init);
  binder.scope.names.set(name, variable);
  binder.declared.push(variable);
  if (init.kind === 'none') binder.hasOpenVariables = true;
  if (isStatic) {
    binder.statics.push({ variable, init });
    return [];
  }
  return [{ kind: 'declare', at, variable, init }];
}

function constantOf(init: ReturnType<typeof bindInit>): Constant | null {
  return init.kind === 'value' && init.value.kind === 'constant' ? init.value.value : null;
}

/** A declaration that hides a local (61), member (72) or global (62) variable. */
export function warnHidden(binder: Binder, name: string, at: Position): void {
  const { checker } = binder;
  const hidden = binder.scope.find(name);
  if (binder.class?.field(name)) {
    binder.warning(at, 72, `declaration of '${name}' hides member`);
  } else if (hidden?.kind === 'variable') {
    const where = `${hidden.at.line}`;
    if (hidden.place === 'local' || hidden.place === 'parameter') {
      binder.warning(at, 61, `declaration of '${name}' hides local declaration at line ${where}`);
    } else if (hidden.place === 'builtin') {
      binder.warning(at, 64, `declaration of '${name}' hides predefined variable`);
    } else if (checker.globals.own(name) === hidden && hidden.at.order < at.order) {
      binder.warning(at, 62, `declaration of '${name}' hides global declaration at line ${where}`);
    }
  }
}
