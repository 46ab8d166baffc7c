/** The body of a function: parameters, what a constructor starts, statements, and its paths. */
import type { FunctionNode, VariableNode } from '../syntax/ast.ts';
import { Binder } from './binder.ts';

import { warnHidden } from './bind-locals.ts';
import { bindBlock } from './bind-statements.ts';
import type { BoundFunction, BoundInit } from './bound.ts';
import type { Checker } from './checker.ts';
import type { ClassType } from './class-type.ts';
import { checkInitialized, completes } from './flow.ts';
import { bindConstructor } from './make-calls.ts';
import { Scope, type FunctionSymbol, type Variable } from './symbols.ts';
import { VOID } from './types.ts';
import { bindInit } from './variables.ts';

export function bindFunction(
  checker: Checker,
  symbol: FunctionSymbol,
  node: FunctionNode,
): BoundFunction {
  const scope = new Scope(symbol.scope);
  const binder = new Binder(checker, scope, symbol);
  const params = symbol.params.map((param, index): Variable => {
    const named = node.params[index];
    const name = named?.name ?? param.name;
    const at = named?.at ?? param.at;
    if (name !== '') warnHidden(binder, name, at);
    const { type, reference } = param;
    const id = checker.id(name === '' ? 'unnamed' : name);
    return {
      kind: 'variable',
      name,
      type,
      const: param.const,
      place: 'parameter',
      reference,
      at,
      owner: null,
      access: 'public',
      input: false,
      id,
      constant: null,
      init: null,
      used: true,
      cell: false,
      undefined: false,
    };
  });
  for (const param of params) if (param.name !== '') scope.names.set(param.name, param);
  const initializers = node.role === 'constructor' ? bindInitializers(binder, symbol, node) : [];
  const body = node.body === null ? [] : bindBlock(binder, node.body);
  const { returns } = symbol;
  if (returns !== VOID && returns.kind !== 'any' && node.body !== null && completes(body)) {
    binder.error(node.body.end, 117, `'${symbol.name}' - not all control paths return a value`);
  }
  if (binder.hasOpenVariables) checkInitialized(checker.diagnostics, body);
  for (const { used, name, at, type } of binder.declared) {
    if (!used && type.kind !== 'any') binder.warning(at, 31, `variable '${name}' not used`);
  }
  return { symbol, params, body, initializers, statics: binder.statics };
}

/** The base class (variable `null`) and members, in the order of the class; the rest starts by default. */
function bindInitializers(
  binder: Binder,
  { owner }: FunctionSymbol,
  node: FunctionNode,
): { variable: Variable | null; init: BoundInit }[] {
  if (owner === null) return [];
  const result: { variable: Variable | null; init: BoundInit }[] = [];
  const given = new Map(node.initializers.map((initializer) => [initializer.name, initializer]));
  if (owner.base !== null) {
    const [baseName = ''] = owner.base.name.split('<');
    const initializer = given.get(baseName);
    given.delete(baseName);
    const args = (initializer?.args ?? []).map((arg) => binder.expression(arg));
    const base = bindBaseConstructor(binder, owner.base, args, initializer?.at ?? node.at);
    result.push({ variable: null, init: base });
  }
  for (const field of owner.fields) {
    const initializer = given.get(field.name);
    given.delete(field.name);
    const args = initializer?.args ?? null;
    const made = fieldNode(field, args, initializer?.at ?? node.at);
    result.push({ variable: field, init: bindInit(binder, made, field) });
  }
  for (const { at, name } of given.values()) {
    binder.error(
      at,
      owner.field(name) === null ? 130 : 333,
      `'${name}' cannot be initialized in the list of '${owner.name}'`,
    );
  }
  return result;
}

function bindBaseConstructor(
  binder: Binder,
  base: ClassType,
  args: Parameters<typeof bindConstructor>[2],
  at: FunctionNode['at'],
): BoundInit {
  if (base.constructors.length === 0 && args.length === 0)
    return { kind: 'construct', target: null, args: [] };

  return { kind: 'construct', ...bindConstructor(binder, base, args, at, true) };
}

function fieldNode(
  field: Variable,
  args: VariableNode['args'],
  at: VariableNode['at'],
): VariableNode {
  const type = { at, path: [], args: [], pointer: false, const: false };
  const rest = {
    storage: 'none',
    owner: [],
    dimensions: [],
    init: null,
    reference: false,
  } as const;
  return { kind: 'variable', at, const: false, type, name: field.name, args, ...rest };
}
