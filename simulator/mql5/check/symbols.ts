/**
 * What a name can stand for, and where names are found.
 * Invariant: 1. a scope knows its own names; everything else comes from its parent.
 */
import type { Position } from '../position.ts';
import type { Access, FunctionNode, StructNode, VariableNode } from '../syntax/ast.ts';
import type { Bound } from './bound.ts';
import type { ClassType } from './class-type.ts';
import { typeName, type Type } from './types.ts';

export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
  readonly type: Type;
  readonly const: boolean;
  readonly place: 'local' | 'parameter' | 'global' | 'field' | 'builtin';
  /** A parameter or variable that stands for another one. */
  readonly reference: boolean;
  readonly at: Position;
  readonly owner: ClassType | null;
  readonly access: Access;
  readonly input: boolean;
  /** Name in the emitted program. */
  readonly id: string;
  /** The value, if it is known while compiling. */
  constant: number | bigint | string | boolean | null;
  init: Bound | null;
  used: boolean;
  /** Set when something may change the variable through a reference: it is then kept in a cell. */
  cell: boolean;
  /** A static member that no line outside the class defines yet (error 370). */
  undefined: boolean;
}

export interface Parameter {
  readonly name: string;
  readonly type: Type;
  readonly reference: boolean;
  readonly const: boolean;
  readonly at: Position;
  /** Default value. */
  init: Bound | null;
}

export class FunctionSymbol {
  readonly kind = 'function';
  readonly name: string;
  readonly id: string;
  readonly node: FunctionNode;
  readonly owner: ClassType | null;
  readonly params: readonly Parameter[];
  readonly returns: Type;
  readonly access: Access;
  /** Where the names of the body are looked up. */
  readonly scope: Scope;
  readonly builtin: boolean;
  virtual: boolean;
  /** The node that has the body; `node` itself or a definition further down. */
  definition: FunctionNode | null;

  constructor(
    fields: Omit<FunctionSymbol, 'kind' | 'pure' | 'signature' | 'const' | 'static' | 'required'>,
  ) {
    this.name = fields.name;
    this.id = fields.id;
    this.node = fields.node;
    this.owner = fields.owner;
    this.params = fields.params;
    this.returns = fields.returns;
    this.access = fields.access;
    this.scope = fields.scope;
    this.builtin = fields.builtin;
    this.virtual = fields.virtual;
    this.definition = fields.definition;
  }

  get pure(): boolean {
    return this.node.pure || (this.owner?.keyword === 'interface' && this.definition === null);
  }

  get const(): boolean {
    return this.node.const;
  }

  get static(): boolean {
    return this.node.static;
  }

  /** The number of parameters without a default value. */
  get required(): number {
    const first = this.params.findIndex(({ init }) => init !== null);
    return first < 0 ? this.params.length : first;
  }

  /** The types of the parameters, for comparing declarations. */
  signature(): string {
    const types = this.params.map(
      ({ type, reference, const: isConst }) =>
        `${isConst && reference ? 'const ' : ''}${typeName(type)}${reference ? '&' : ''}`,
    );
    return types.join();
  }
}

export type Symbol =
  | Variable
  | {
      readonly kind: 'functions';
      readonly list: FunctionSymbol[];
      readonly templates: FunctionTemplate[];
    }
  | {
      readonly kind: 'constant';
      readonly name: string;
      readonly type: Type;
      readonly value: number;
    }
  | { readonly kind: 'type'; readonly type: Type; readonly at: Position }
  | ClassTemplate
  | { readonly kind: 'namespace'; readonly scope: Scope };

export interface FunctionTemplate {
  readonly node: FunctionNode;
  readonly scope: Scope;
  readonly owner: ClassType | null;
  readonly access: Access;
  readonly builtin: boolean;
  readonly instances: Map<string, FunctionSymbol>;
}

export interface ClassTemplate {
  readonly kind: 'class-template';
  node: StructNode;
  readonly scope: Scope;
  readonly instances: Map<string, ClassType>;
  /** Methods defined outside of the class. */
  readonly definitions: FunctionNode[];
  /** Static members that were defined outside. */
  readonly statics: VariableNode[];
}

/** Most scopes use no namespace, and there is one for every block. */
const NO_SCOPES: readonly Scope[] = [];

export class Scope {
  readonly parent: Scope | null;
  readonly names = new Map<string, Symbol>();
  /** The class whose members these are. */
  owner: ClassType | null = null;
  /** Named by `using namespace`. */
  used: readonly Scope[] = NO_SCOPES;

  constructor(parent: Scope | null) {
    this.parent = parent;
  }

  own(name: string): Symbol | undefined {
    return this.names.get(name);
  }

  find(name: string): Symbol | undefined {
    const own = this.names.get(name);
    if (own !== undefined) return own;
    const other = this.owner === null ? undefined : this.#inherited(name);
    return other ?? this.#fromUsed(name) ?? this.parent?.find(name);
  }

  #inherited(name: string): Symbol | undefined {
    for (let base = this.owner?.base ?? null; base !== null; base = base.base) {
      const symbol = base.scope.names.get(name);
      if (symbol !== undefined) return symbol;
    }
    return undefined;
  }

  #fromUsed(name: string): Symbol | undefined {
    if (this.used === NO_SCOPES) return undefined;
    for (const scope of this.used) {
      const symbol = scope.names.get(name);
      if (symbol !== undefined) return symbol;
    }
    return undefined;
  }
}
