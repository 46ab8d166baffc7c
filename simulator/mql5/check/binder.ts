/**
 * The place where an expression stands: its scope, function and class. One binder checks one body.
 */
import type { Position } from '../position.ts';
import type { Expression } from '../syntax/ast-expressions.ts';
import type { Bound, BoundInit } from './bound.ts';
import type { Checker } from './checker.ts';
import type { ClassType } from './class-type.ts';
import { convert, type ConvertOptions } from './convert.ts';
import { Scope, type FunctionSymbol, type Variable } from './symbols.ts';
import { ANY, BOOL, STRING, type Type } from './types.ts';

export class Binder {
  readonly checker: Checker;
  /** `null` outside of functions. */
  readonly function: FunctionSymbol | null;
  scope: Scope;
  readonly statics: { variable: Variable; init: BoundInit }[] = [];
  /** Local variables in the order of their declaration. */
  readonly declared: Variable[] = [];
  /** Whether some local variable began without a value. */
  hasOpenVariables = false;
  /** Whether the size of an array is bound. */
  inArraySize = false;
  loops = 0;
  switches = 0;

  constructor(checker: Checker, scope: Scope, symbol: FunctionSymbol | null) {
    this.checker = checker;
    this.scope = scope;
    this.function = symbol;
  }

  get class(): ClassType | null {
    if (this.function !== null) return this.function.owner;
    for (let scope: Scope | null = this.scope; scope !== null; scope = scope.parent) {
      if (scope.owner !== null) return scope.owner;
    }
    return null;
  }

  expression(node: Expression): Bound {
    return this.checker.bindExpression(this, node);
  }

  convert(value: Bound, to: Type, at: Position, options?: ConvertOptions): Bound {
    return convert(this.checker.diagnostics, value, to, at, options);
  }

  condition(node: Expression): Bound {
    const value = this.expression(node);
    if (value.type.kind === 'class' || value.type.kind === 'array' || value.type === STRING) {
      this.error(node.at, 302, 'condition expected: type mismatch');
      return { ...value, type: ANY };
    }
    return this.convert(value, BOOL, node.at, { explicit: true });
  }

  error(at: Position, code: number, message: string): void {
    this.checker.diagnostics.error(at, code, message);
  }

  warning(at: Position, code: number, message: string): void {
    this.checker.diagnostics.warning(at, code, message);
  }

  /** An expression of unknown type, to go on after an error without follow-ups. */
  wrong(at: Position): Bound {
    return { kind: 'nothing', type: ANY, at };
  }

  /** Runs with an inner scope of its own. */
  nested<T>(run: () => T): T {
    const outer = this.scope;
    this.scope = new Scope(outer);
    try {
      return run();
    } finally {
      this.scope = outer;
    }
  }
}
