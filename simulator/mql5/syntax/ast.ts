/**
 * The shape of parsed statements and declarations.
 */
import type { Position } from '../position.ts';
import type { Expression, Node, TypeNode } from './ast-expressions.ts';

export type Statement =
  | BlockNode
  | Node<'expression', { expression: Expression }>
  | Node<'declare', { declarations: readonly Declaration[] }>
  | Node<'if', { condition: Expression; consequent: Statement; alternate: Statement | null }>
  | Node<'while' | 'do', { condition: Expression; body: Statement }>
  | ForNode
  | SwitchNode
  | Node<'return', { value: Expression | null }>
  | Node<'break' | 'continue' | 'empty'>;

export type ForNode = Node<
  'for',
  {
    start: Statement | null;
    condition: Expression | null;
    step: Expression | null;
    body: Statement;
  }
>;

export type SwitchNode = Node<
  'switch',
  { subject: Expression; parts: readonly SwitchPart[]; end: Position }
>;

export interface BlockNode {
  readonly kind: 'block';
  readonly at: Position;
  readonly statements: readonly Statement[];
  readonly end: Position;
}

/** `value` is `null` for `default`. */
export type SwitchPart =
  | { readonly kind: 'label'; readonly at: Position; readonly value: Expression | null }
  | { readonly kind: 'statement'; readonly statement: Statement };

export type Declaration =
  | VariableNode
  | FunctionNode
  | StructNode
  | EnumNode
  | TypedefNode
  | NamespaceNode
  | { readonly kind: 'input-group'; readonly at: Position; readonly label: string }
  | { readonly kind: 'using'; readonly at: Position; readonly path: readonly string[] };

export type Storage = 'none' | 'static' | 'input' | 'sinput' | 'extern';
export type Access = 'public' | 'protected' | 'private';

export interface VariableNode {
  readonly kind: 'variable';
  readonly at: Position;
  readonly storage: Storage;
  readonly const: boolean;
  readonly type: TypeNode;
  readonly name: string;
  /** The class of `int C::x=0;`. */
  readonly owner: readonly string[];
  /** `null` stands for `[]`. */
  readonly dimensions: readonly (Expression | null)[];
  readonly init: Expression | null;
  /** `C x(1,2);` */
  readonly args: readonly Expression[] | null;
  readonly reference: boolean;
}

export interface ParameterNode {
  readonly at: Position;
  readonly type: TypeNode;
  /** Empty when left out, as in a declaration. */
  readonly name: string;
  readonly reference: boolean;
  readonly dimensions: readonly (Expression | null)[];
  readonly init: Expression | null;
}

export interface FunctionNode {
  readonly kind: 'function';
  readonly at: Position;
  /** For a destructor `~C`, for an operator `operator+`. */
  readonly name: string;
  /** The class of a method that is defined outside of it. */
  readonly owner: readonly string[];
  readonly typeParams: readonly string[];
  readonly role: 'function' | 'constructor' | 'destructor' | 'operator';
  /** `null` for constructors and destructors without one. */
  readonly returns: TypeNode | null;
  readonly returnsReference: boolean;
  readonly params: readonly ParameterNode[];
  readonly variadic: boolean;
  readonly static: boolean;
  readonly virtual: boolean;
  readonly const: boolean;
  readonly override: boolean;
  readonly final: boolean;
  readonly pure: boolean;
  readonly deleted: boolean;
  readonly exported: boolean;
  /** The library of an imported function. */
  readonly imported: string | null;
  readonly initializers: readonly {
    readonly at: Position;
    readonly name: string;
    readonly args: readonly Expression[];
  }[];
  readonly body: BlockNode | null;
}

export interface StructNode {
  readonly kind: 'struct';
  readonly at: Position;
  readonly keyword: 'struct' | 'class' | 'interface' | 'union';
  readonly name: string;
  readonly typeParams: readonly string[];
  readonly base: { readonly type: TypeNode; readonly access: Access | null } | null;
  readonly final: boolean;
  /** `null` for a forward declaration. */
  readonly members: readonly MemberNode[] | null;
}

export interface MemberNode {
  readonly access: Access;
  readonly declaration: Declaration;
}

export interface EnumNode {
  readonly kind: 'enum';
  readonly at: Position;
  /** Empty for an anonymous enumeration. */
  readonly name: string;
  readonly members: readonly {
    readonly at: Position;
    readonly name: string;
    readonly value: Expression | null;
  }[];
}

/** `typedef int (*F)(int a);`, or `typedef type NAME;` */
export interface TypedefNode {
  readonly kind: 'typedef';
  readonly at: Position;
  readonly name: string;
  readonly target: TypeNode;
  /** `null` when it is no function type. */
  readonly params: readonly ParameterNode[] | null;
}

export interface NamespaceNode {
  readonly kind: 'namespace';
  readonly at: Position;
  readonly name: string;
  readonly declarations: readonly Declaration[];
}
