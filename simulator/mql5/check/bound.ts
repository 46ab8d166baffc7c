/**
 * A checked program: every expression has a type, every name is resolved, every conversion is explicit.
 * The emitter reads nothing else.
 */
import type { Position } from '../position.ts';
import type { ArithmeticOperator, ComparisonOperator } from '../syntax/ast-expressions.ts';
import type { ClassType } from './class-type.ts';
import type { FunctionSymbol, Variable } from './symbols.ts';
import type { Type } from './types.ts';

type Node<Kind extends string, Fields = unknown> = {
  readonly kind: Kind;
  readonly type: Type;
  readonly at: Position;
} & Readonly<Fields>;

export type Constant = number | bigint | string | boolean;

export type Bound =
  | Node<'constant', { value: Constant }>
  | Node<'null' | 'this' | 'nothing'>
  | Node<'variable', { variable: Variable }>
  | Node<'field', { object: Bound; variable: Variable }>
  | Node<'index', { array: Bound; indices: readonly Bound[] }>
  | Node<'convert', { value: Bound }>
  | Node<'arithmetic', { op: ArithmeticOperator; left: Bound; right: Bound }>
  | Node<'compare', { op: ComparisonOperator; left: Bound; right: Bound }>
  | Node<'logical', { op: '&&' | '||'; left: Bound; right: Bound }>
  | Node<'negate' | 'complement' | 'not', { value: Bound }>
  | Node<'assign', { target: Bound; value: Bound }>
  /** `target = convert(convert(target, value.type) op value)` with the target evaluated once. */
  | Node<
      'update',
      { op: ArithmeticOperator; target: Bound; value: Bound; work: Type; result: 'old' | 'new' }
    >
  | Node<'conditional', { condition: Bound; yes: Bound; no: Bound }>
  | Node<'sequence', { left: Bound; right: Bound }>
  | Node<
      'call',
      {
        target: FunctionSymbol;
        args: readonly BoundArgument[];
        object: Bound | null;
        direct: boolean;
      }
    >
  | Node<'call-pointer', { callee: Bound; args: readonly BoundArgument[] }>
  | Node<'function', { target: FunctionSymbol }>
  /** An object by `new`, or a structure made in an expression: the latter's type is the structure. */
  | Node<'new', { class: ClassType; target: FunctionSymbol | null; args: readonly BoundArgument[] }>
  | Node<'delete' | 'address' | 'pointer-check', { value: Bound }>
  | Node<'dynamic-cast', { value: Bound; class: ClassType }>
  | Node<'list', { items: readonly Bound[] }>
  /** A name that MQL5 has and this runtime has not. */
  | Node<'absent', { name: string; args: readonly Bound[] }>;

/** How an argument reaches its parameter. */
export interface BoundArgument {
  readonly value: Bound;
  /** `cell`: a scalar by reference; `share`: an object or array by reference; `value`: a copy. */
  readonly mode: 'value' | 'cell' | 'share';
}

export type BoundStatement =
  | { readonly kind: 'expression'; readonly at: Position; readonly value: Bound }
  | {
      readonly kind: 'declare';
      readonly at: Position;
      readonly variable: Variable;
      readonly init: BoundInit;
    }
  | { readonly kind: 'block'; readonly at: Position; readonly body: readonly BoundStatement[] }
  | {
      readonly kind: 'if';
      readonly at: Position;
      readonly condition: Bound;
      readonly yes: BoundStatement;
      readonly no: BoundStatement | null;
    }
  | {
      readonly kind: 'loop';
      readonly at: Position;
      readonly form: 'while' | 'do' | 'for';
      readonly start: readonly BoundStatement[];
      readonly condition: Bound | null;
      readonly step: Bound | null;
      readonly body: BoundStatement;
    }
  | {
      readonly kind: 'switch';
      readonly at: Position;
      readonly subject: Bound;
      readonly parts: readonly BoundSwitchPart[];
    }
  | { readonly kind: 'return'; readonly at: Position; readonly value: Bound | null }
  | { readonly kind: 'break' | 'continue' | 'empty'; readonly at: Position };

export type BoundSwitchPart =
  | { readonly kind: 'label'; readonly at: Position; readonly value: Bound | null }
  | { readonly kind: 'statement'; readonly statement: BoundStatement };

/** What a variable starts with. */
export type BoundInit =
  | { readonly kind: 'none' | 'zero' }
  | { readonly kind: 'value'; readonly value: Bound }
  | {
      readonly kind: 'construct';
      readonly target: FunctionSymbol | null;
      readonly args: readonly BoundArgument[];
    };

export interface BoundFunction {
  readonly symbol: FunctionSymbol;
  readonly params: readonly Variable[];
  readonly body: readonly BoundStatement[];
  /** Members that a constructor starts by itself. */
  readonly initializers: readonly {
    readonly variable: Variable | null;
    readonly init: BoundInit;
  }[];
  /** Local static variables: they live as long as the program. */
  readonly statics: readonly { readonly variable: Variable; readonly init: BoundInit }[];
}

export interface BoundProgram {
  readonly globals: readonly { readonly variable: Variable; readonly init: BoundInit }[];
  readonly classes: readonly ClassType[];
  readonly functions: readonly BoundFunction[];
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}
