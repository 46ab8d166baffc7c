/**
 * Functions and methods as symbols: parameters, results, and the rules about declaring one twice.
 */
import type { Access, FunctionNode, ParameterNode } from '../syntax/ast.ts';
import { Binder } from './binder.ts';
import type { Bound } from './bound.ts';
import type { Checker } from './checker.ts';
import type { ClassType } from './class-type.ts';
import { FunctionSymbol, type FunctionTemplate, type Parameter, type Scope } from './symbols.ts';
import { ANY, VOID, sameType, type Type } from './types.ts';

export interface FunctionPlace {
  readonly scope: Scope;
  readonly owner: ClassType | null;
  readonly access: Access;
  /** True for what the library declares: it may take `void` and arrays of anything. */
  readonly builtin?: boolean;
}

/** The symbol of a declaration or definition; its parameters are checked (143, 277, 293, 294). */
export function makeFunction(
  checker: Checker,
  node: FunctionNode,
  place: FunctionPlace,
): FunctionSymbol {
  const { scope, owner, access, builtin = checker.builtin } = place;
  const returns = node.returns === null ? VOID : checker.resolveType(node.returns, scope);
  const params = node.params.map((param) => makeParameter(checker, param, scope, builtin));
  if (params.length > 1) checkParameters(checker, params);
  if (owner === null && node.const) {
    checker.diagnostics.error(node.at, 272, "'const' specifier is allowed for methods only");
  }
  return new FunctionSymbol({
    name: node.name,
    id: builtin ? node.name : checker.id(node.name),
    node,
    owner,
    params,
    returns,
    access,
    scope,
    builtin,
    virtual: node.virtual || node.override || owner?.keyword === 'interface',
    definition: null,
  });
}

/** What the parameters of a function must not be together (277, 376). */
function checkParameters(checker: Checker, params: readonly Parameter[]): void {
  let hasDefault = false;
  let isGapTold = false;
  const seen = new Set<string>();
  for (const { name, at, init } of params) {
    hasDefault ||= init !== null;
    if (hasDefault && init === null && !isGapTold) {
      isGapTold = true;
      checker.diagnostics.error(at, 277, `missing default value for parameter '${name}'`);
    }
    if (name !== '' && seen.has(name))
      checker.diagnostics.error(at, 376, `redefinition of formal parameter '${name}'`);
    seen.add(name);
  }
}

function makeParameter(
  checker: Checker,
  node: ParameterNode,
  scope: Scope,
  builtin: boolean,
): Parameter {
  const { at, name } = node;
  const own = checker.resolveType(node.type, scope);
  const type = parameterType(checker, node, own, scope);
  if (own === VOID && !builtin)
    checker.diagnostics.error(at, 143, "'void' - illegal type of a parameter");
  if (type.kind === 'array' && !node.reference && !builtin) {
    checker.diagnostics.error(at, 294, `'${name}' - arrays are passed by reference only`);
  } else if (type.kind === 'class' && !node.reference && !builtin) {
    checker.diagnostics.error(at, 293, `'${name}' - objects are passed by reference only`);
  }
  const init = node.init === null ? null : defaultValue(checker, node, type, scope);
  const isConst = node.type.const && (node.reference || own.kind !== 'pointer');
  return { name, type, reference: node.reference, const: isConst, at, init };
}

function parameterType(checker: Checker, node: ParameterNode, own: Type, scope: Scope): Type {
  if (node.dimensions.length === 0) return own;
  const binder = new Binder(checker, scope, null);
  const dims = node.dimensions.map((dimension) => {
    const size = dimension === null ? null : binder.expression(dimension);
    return size?.kind === 'constant' ? Number(size.value) : null;
  });
  return { kind: 'array', of: own, dims };
}

function defaultValue(
  checker: Checker,
  { init, at }: ParameterNode,
  type: Type,
  scope: Scope,
): Bound | null {
  if (init === null) return null;
  const binder = new Binder(checker, scope, null);
  return binder.convert(binder.expression(init), type.kind === 'array' ? ANY : type, at);
}

/**
 * Adds a function to those of its name. A second declaration, or the definition of an earlier one,
 * joins it; another result type (163) or a second body (165) is an error.
 */
export function addFunction(
  checker: Checker,
  list: FunctionSymbol[],
  symbol: FunctionSymbol,
): void {
  const { node } = symbol;
  const known = list.find(
    (other) => other.signature() === symbol.signature() && other.builtin === symbol.builtin,
  );
  if (known === undefined) {
    list.push(symbol);
    if (node.body !== null) checker.queue(symbol, node);
    return;
  }
  if (!sameType(known.returns, symbol.returns)) {
    checker.diagnostics.error(
      node.at,
      163,
      `'${node.name}' - function already defined and has different type`,
    );
  } else if (node.body !== null && known.definition !== null) {
    checker.diagnostics.error(
      node.at,
      165,
      `'${node.name}' - function already defined and has body`,
    );
  } else if (node.body !== null) checker.queue(known, node);
  else if (symbol.owner !== null) {
    checker.diagnostics.error(
      node.at,
      222,
      `'${node.name}' - method already declared with the same parameters`,
    );
  }
}

export function makeTemplate(
  node: FunctionNode,
  place: FunctionPlace,
  builtin: boolean,
): FunctionTemplate {
  return { ...place, node, builtin, instances: new Map() };
}
