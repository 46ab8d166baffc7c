/**
 * A parsed program to a checked one: names first, then bodies, then what only the whole can tell.
 */
import { bindExpression } from './check/bind-expressions.ts';
import { bindFunction } from './check/bind-functions.ts';
import type { BoundProgram } from './check/bound.ts';
import { Checker } from './check/checker.ts';
import { declare } from './check/declare.ts';
import { withinDepth } from './depth.ts';
import type { FunctionSymbol, Scope } from './check/symbols.ts';
import type { Diagnostics } from './position.ts';
import type { Declaration } from './syntax/ast.ts';

export interface CheckedProgram {
  readonly program: BoundProgram;
  readonly checker: Checker;
}

/**
 * @param builtins the names of the library
 * @param now seconds since 1970, for `D''`
 */
export function checkProgram(
  declarations: readonly Declaration[],
  diagnostics: Diagnostics,
  now: number,
  builtins: Scope,
): CheckedProgram {
  const checker = new Checker(diagnostics, now, builtins);
  checker.bindExpression = bindExpression;
  declare(checker, declarations, checker.globals);
  // Bodies may instantiate templates, whose bodies then wait at the end of the list.
  for (let next = checker.pending.shift(); next !== undefined; next = checker.pending.shift()) {
    const { definition } = next;
    if (definition === null) continue;
    const symbol = next;
    const bound = withinDepth(diagnostics, definition.at, () =>
      bindFunction(checker, symbol, definition),
    );
    if (bound !== null) checker.functions.push(bound);
  }
  checkWhole(checker);
  const { variables: globals, classes, functions } = checker;
  return { program: { globals, classes, functions, properties: [] }, checker };
}

function checkWhole({ classes, globals, diagnostics }: Checker): void {
  for (const type of classes) {
    for (const symbol of type.scope.names.values()) {
      if (symbol.kind === 'variable' && symbol.undefined && type.template === null) {
        diagnostics.error(symbol.at, 370, `static member '${symbol.name}' must be initialized`);
      }
    }
    const { constructors, destructor, methods } = type;
    checkBodies([...constructors, ...[...methods.values()].flat()], diagnostics);
    if (destructor !== null) checkBodies([destructor], diagnostics);
  }
  for (const symbol of globals.names.values()) {
    if (symbol.kind === 'functions') checkBodies(symbol.list, diagnostics);
    if (symbol.kind !== 'type' || symbol.type.kind !== 'class') continue;
    // MetaQuotes' own library declares structures ahead, which the reference forbids.
    const { complete, keyword, name } = symbol.type;
    if (!complete && keyword === 'struct')
      diagnostics.error(symbol.at, 162, `'${name}' - structure declared ahead and never defined`);
  }
}

/** What is declared must be defined, unless it is imported, pure or deleted (270). */
function checkBodies(list: readonly FunctionSymbol[], diagnostics: Diagnostics): void {
  for (const { definition, pure, node, name } of list) {
    if (definition === null && !pure && !node.deleted && node.imported === null) {
      diagnostics.error(node.at, 270, `'${name}' - function must have a body`);
    }
  }
}
