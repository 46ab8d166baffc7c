/**
 * Structures, classes, interfaces and unions as types.
 * Invariants: 1. a class exists once per set of template arguments; 2. members are looked up in the
 * class itself first, then in its base.
 */
import type { Access } from '../syntax/ast.ts';
import type {
  ClassTemplate,
  FunctionSymbol,
  FunctionTemplate,
  Scope,
  Variable,
} from './symbols.ts';
import { sizeOf, type PointerType, type Type } from './types.ts';

const NONE: readonly FunctionSymbol[] = [];
const NO_TEMPLATES: readonly FunctionTemplate[] = [];

export class ClassType {
  readonly kind = 'class';
  readonly name: string;
  readonly keyword: 'struct' | 'class' | 'interface' | 'union';
  /** What may be named inside: template arguments, nested types, static members. */
  readonly scope: Scope;
  base: ClassType | null = null;
  baseAccess: Access = 'public';
  final = false;
  /** False while only declared: `class X;` */
  complete = false;
  /** In the order of their declaration; base classes have their own. */
  readonly fields: Variable[] = [];
  readonly #fieldsByName = new Map<string, Variable>();
  readonly methods = new Map<string, FunctionSymbol[]>();
  readonly templates = new Map<string, FunctionTemplate[]>();
  readonly constructors: FunctionSymbol[] = [];
  destructor: FunctionSymbol | null = null;
  /** Name of the class in the emitted program. */
  readonly id: string;
  readonly builtin: boolean;
  /** `C *` */
  readonly pointer: PointerType = { kind: 'pointer', to: this };
  /** The template this is an instance of. */
  template: { readonly source: ClassTemplate; readonly args: readonly Type[] } | null = null;

  constructor(
    name: string,
    keyword: ClassType['keyword'],
    scope: Scope,
    id: string,
    builtin: boolean,
  ) {
    this.name = name;
    this.keyword = keyword;
    this.scope = scope;
    this.id = id;
    this.builtin = builtin;
  }

  /** Whether this is `other` or inherits from it. */
  isA(other: ClassType): boolean {
    return this === other || (this.base?.isA(other) ?? false);
  }

  addField(field: Variable): void {
    this.fields.push(field);
    if (!this.#fieldsByName.has(field.name)) this.#fieldsByName.set(field.name, field);
  }

  /** Whether the class itself, not a base of it, has the field. */
  hasOwnField(name: string): boolean {
    return this.#fieldsByName.has(name);
  }

  field(name: string): Variable | null {
    return this.#fieldsByName.get(name) ?? this.base?.field(name) ?? null;
  }

  /** The overloads of the nearest class that has the name, and from bases what is not hidden. */
  overloads(name: string): readonly FunctionSymbol[] {
    const own = this.methods.get(name) ?? NONE;
    const inherited = this.base?.overloads(name) ?? NONE;
    if (inherited.length === 0) return own;
    if (own.length === 0) return inherited;
    return [
      ...own,
      ...inherited.filter((other) => !own.some((method) => sameParameters(method, other))),
    ];
  }

  methodTemplates(name: string): readonly FunctionTemplate[] {
    const own = this.templates.get(name) ?? NO_TEMPLATES;
    const inherited = this.base?.methodTemplates(name) ?? NO_TEMPLATES;
    if (inherited.length === 0) return own;
    return own.length === 0 ? inherited : [...own, ...inherited];
  }

  /** Virtual methods that nothing implements yet. */
  abstractMethods(): FunctionSymbol[] {
    const inherited = this.base?.abstractMethods() ?? [];
    const own = [...this.methods.values()].flat();
    const open = inherited.filter(
      (method) => !own.some((other) => other.name === method.name && sameParameters(other, method)),
    );
    return [...open, ...own.filter(({ pure }) => pure)];
  }

  /** No strings, dynamic arrays, objects or pointers anywhere: may be copied as bytes. */
  isSimple(): boolean {
    return (this.base?.isSimple() ?? true) && this.fields.every(({ type }) => isSimpleType(type));
  }

  get copyable(): boolean {
    return this.keyword === 'struct' || this.keyword === 'union';
  }

  needsDestruction(): boolean {
    return (
      this.destructor !== null ||
      (this.base?.needsDestruction() ?? false) ||
      this.fields.some(({ type }) => type.kind === 'class' && type.needsDestruction())
    );
  }

  size(): number {
    const own = this.fields.map(({ type }) => sizeOf(type));
    const total =
      this.keyword === 'union' ? Math.max(0, ...own) : own.reduce((sum, n) => sum + n, 0);
    const table = this.keyword === 'class' && this.base === null ? 16 : 0;
    return Math.max(1, total + table + (this.base?.size() ?? 0));
  }
}

function isSimpleType(type: Type): boolean {
  if (type.kind === 'array') return type.dims[0] !== null && isSimpleType(type.of);
  if (type.kind === 'class') return type.copyable && type.isSimple();
  return type.kind === 'enum' || (type.kind === 'primitive' && type.name !== 'string');
}

export function sameParameters(a: FunctionSymbol, b: FunctionSymbol): boolean {
  return a.signature() === b.signature();
}
