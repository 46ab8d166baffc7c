/**
 * Who may use a member, and what may be changed: access rights, lvalues, const.
 */
import type { Position } from '../position.ts';
import type { Access } from '../syntax/ast.ts';
import type { Binder } from './binder.ts';
import type { Bound } from './bound.ts';
import type { ClassType } from './class-type.ts';
import type { FunctionSymbol, Variable } from './symbols.ts';

/** Reports the use of a private (211, 214) or protected (204, 264) member from outside. */
export function checkAccess(
  binder: Binder,
  member: Pick<Variable | FunctionSymbol, 'kind' | 'name' | 'access' | 'owner'>,
  at: Position,
): void {
  const { name, access, owner } = member;
  if (access === 'public' || owner === null) return;
  if (mayUse(binder.class, owner, access)) return;
  const method = member.kind === 'function';
  const code = access === 'private' ? (method ? 214 : 211) : method ? 264 : 204;
  const what = method ? 'call' : 'access';
  binder.error(
    at,
    code,
    `cannot ${what} ${access} member ${method ? 'function ' : ''}'${name}' of '${owner.name}'`,
  );
}

/** A class may use its own members and protected ones of its bases, and so may the classes in it. */
function mayUse(from: ClassType | null, owner: ClassType, access: Access): boolean {
  for (let scope = from?.scope ?? null; scope !== null; scope = scope.parent) {
    const at = scope.owner;
    if (at === owner || (access === 'protected' && at !== null && at.isA(owner))) return true;
  }
  return false;
}

export function isLvalue(value: Bound): boolean {
  return (
    value.kind === 'variable' ||
    value.kind === 'field' ||
    value.kind === 'index' ||
    value.kind === 'this'
  );
}

/** Why a place may not be changed: it is constant (189), or a member in a const method (274). */
export function constReason(binder: Binder, value: Bound): 'const' | 'method' | null {
  switch (value.kind) {
    case 'variable':
      return value.variable.const || value.variable.input ? 'const' : null;
    case 'field':
      if (value.variable.const) return 'const';
      if (value.object.type.kind === 'pointer' && value.object.kind !== 'this') return null;
      return constReason(binder, value.object);
    case 'index':
      return constReason(binder, value.array);
    case 'this':
      return binder.function?.const === true ? 'method' : null;
    case 'address':
      return constReason(binder, value.value);
    case 'convert': {
      const { value: object } = value;
      const behindPointer = object.type.kind === 'pointer' && object.kind !== 'this';
      return behindPointer ? null : constReason(binder, object);
    }
    default:
      return null;
  }
}

/** Reports a change of something that cannot be changed; marks variables as used by address. */
export function checkChangeable(binder: Binder, value: Bound, at: Position): boolean {
  if (value.type.kind === 'any') return true;
  if (value.kind === 'this' || (value.type.kind !== 'class' && !isLvalue(value))) {
    binder.error(at, 177, 'lvalue required: a variable is expected to the left');
    return false;
  }
  const reason = constReason(binder, value);
  const name =
    value.kind === 'variable' || value.kind === 'field' ? value.variable.name : 'element';
  if (reason === 'const') binder.error(at, 189, `constant '${name}' cannot be modified`);
  if (reason === 'method')
    binder.error(
      at,
      274,
      `'${name}' - member of the class cannot be modified in a constant method`,
    );
  return reason === null;
}
