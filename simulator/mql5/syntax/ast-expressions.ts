/**
 * The shape of parsed types and expressions: what was written, nothing about what it means.
 * Invariant: 1. every node has `at`, the token that MetaEditor would point to.
 */
import type { Position } from '../position.ts';

/** A type as written: `const N::CList<int> *`. */
export interface TypeNode {
  readonly at: Position;
  /** Parts of a qualified name; a built-in type has one. */
  readonly path: readonly string[];
  readonly args: readonly TypeNode[];
  /** `C<int>` of `C<int>::Inner`: the template in front, when it has arguments of its own. */
  readonly outer?: TypeNode;
  readonly pointer: boolean;
  readonly const: boolean;
}

/** A node with its discriminant, its place and its own fields. */
export type Node<Kind extends string, Fields = unknown> = {
  readonly kind: Kind;
  readonly at: Position;
} & Readonly<Fields>;

export type Expression =
  | Node<'number' | 'string' | 'char' | 'date' | 'color', { text: string }>
  | Node<'bool', { value: boolean }>
  | Node<'null' | 'this'>
  | NameNode
  | Node<'unary', { op: UnaryOperator; operand: Expression }>
  | Node<'postfix', { op: '++' | '--'; operand: Expression }>
  | BinaryNode
  | Node<'assign', { op: AssignOperator; target: Expression; value: Expression }>
  | Node<'conditional', { condition: Expression; consequent: Expression; alternate: Expression }>
  | Node<'comma', { left: Expression; right: Expression }>
  | Node<'cast' | 'dynamic-cast', { type: TypeNode; operand: Expression }>
  | CallNode
  | Node<'construct' | 'new', { type: TypeNode; args: readonly Expression[] }>
  | MemberAccessNode
  | IndexNode
  | Node<'delete', { operand: Expression }>
  | Node<'sizeof' | 'typename' | 'offsetof', { type: TypeNode | null; operand: Expression | null }>
  | ListNode;

/**
 * `x`, `::x`, `N::x`, `C::method`, `Func<int>`, `C<int>::x`. A leading empty part stands for the global
 * scope; `owner` is the template in front of the last part.
 */
export type NameNode = Node<
  'name',
  { path: readonly string[]; typeArgs: readonly TypeNode[]; owner: TypeNode | null }
>;

/** `grouped` when it stood in parentheses. */
export type BinaryNode = Node<
  'binary',
  { op: BinaryOperator; left: Expression; right: Expression; grouped?: boolean }
>;

/** `index` is `null` for `object[]`, a call of an operator whose parameter has a default value. */
export type IndexNode = Node<'index', { array: Expression; index: Expression | null }>;

export type CallNode = Node<'call', { callee: Expression; args: readonly Expression[] }>;

/** `object.name`, `object.name<int>`, or `object.scope::name`. */
export type MemberAccessNode = Node<
  'member',
  {
    object: Expression;
    name: string;
    scope: readonly string[];
    typeArgs: readonly TypeNode[];
  }
>;

/** `{1, 2}` as an initial value. */
export type ListNode = Node<'list', { items: readonly Expression[] }>;

export type UnaryOperator = '+' | '-' | '!' | '~' | '++' | '--' | '&' | '*';
export type ComparisonOperator = '<' | '>' | '<=' | '>=' | '==' | '!=';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '<<' | '>>' | '&' | '^' | '|';
/** `@` multiplies matrices. */
export type BinaryOperator = ComparisonOperator | ArithmeticOperator | '@' | '&&' | '||';
export type AssignOperator = '=' | `${ArithmeticOperator}=`;
