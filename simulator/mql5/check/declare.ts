/**
 * The first pass over a program: every name gets its symbol, in the order of the source.
 */
import type {
  Declaration,
  EnumNode,
  FunctionNode,
  MemberNode,
  StructNode,
  VariableNode,
} from '../syntax/ast.ts';
import { Binder } from './binder.ts';
import type { Checker } from './checker.ts';
import { ClassType } from './class-type.ts';
import { defineStatic, templateOf } from './declare-statics.ts';
import { completeClass, defineMethod, instantiateClass } from './declare-classes.ts';
import { addFunction, makeFunction, makeTemplate } from './declare-functions.ts';
import { Scope, type FunctionTemplate } from './symbols.ts';
import { INT, LONG, isIntegral, type EnumType } from './types.ts';
import { bindInit, makeVariable } from './variables.ts';

/** Declares everything in `scope`; bodies are queued. */
export function declare(
  checker: Checker,
  declarations: readonly Declaration[],
  scope: Scope,
): void {
  checker.instantiate = (template, args) =>
    instantiateClass(checker, template, args, declareNested);
  for (const node of declarations) declareOne(checker, node, scope);
}

function declareOne(checker: Checker, node: Declaration, scope: Scope): void {
  switch (node.kind) {
    case 'enum':
      return declareEnum(checker, node, scope);
    case 'struct':
      return declareClass(checker, node, scope);
    case 'function':
      return declareFunction(checker, node, scope);
    case 'variable':
      return declareGlobal(checker, node, scope);
    case 'typedef': {
      const target = checker.resolveType(node.target, scope);
      const { name, at, params } = node;
      if (params === null)
        return define(checker, scope, name, { kind: 'type', type: target, at }, at);
      const types = params.map((param) => ({
        type:
          param.dimensions.length > 0
            ? { kind: 'array' as const, of: checker.resolveType(param.type, scope), dims: [null] }
            : checker.resolveType(param.type, scope),
        reference: param.reference,
        const: param.type.const,
      }));
      const type = { kind: 'function', name, returns: target, params: types } as const;
      return define(checker, scope, name, { kind: 'type', type, at }, at);
    }
    case 'namespace': {
      const known = scope.own(node.name);
      const inner = known?.kind === 'namespace' ? known.scope : new Scope(scope);
      scope.names.set(node.name, { kind: 'namespace', scope: inner });
      for (const child of node.declarations) declareOne(checker, child, inner);
      return;
    }
    case 'using': {
      const symbol = checker.lookup(node.path, scope);
      if (symbol?.kind === 'namespace') scope.used = [...scope.used, symbol.scope];
      else if (symbol !== undefined) scope.names.set(node.path.at(-1) ?? '', symbol);
      else
        checker.diagnostics.error(node.at, 256, `undeclared identifier '${node.path.join('::')}'`);
      return;
    }
    default:
  }
}

function define(
  checker: Checker,
  scope: Scope,
  name: string,
  symbol: Parameters<Scope['names']['set']>[1],
  at: Declaration['at'],
): void {
  if (scope.own(name) !== undefined)
    checker.diagnostics.error(at, 125, `identifier '${name}' already used`);
  else scope.names.set(name, symbol);
}

export function declareEnum(checker: Checker, node: EnumNode, scope: Scope): void {
  const type: EnumType = { kind: 'enum', name: node.name, members: new Map() };
  if (node.name !== '')
    define(checker, scope, node.name, { kind: 'type', type, at: node.at }, node.at);
  const binder = new Binder(checker, scope, null);
  const inner = new Scope(null);
  let next = 0;
  for (const member of node.members) {
    if (member.value !== null) {
      const value = binder.expression(member.value);
      if (value.kind === 'constant' && isIntegral(value.type)) next = Number(value.value);
      else if (value.type.kind !== 'any')
        binder.error(member.at, 188, 'constant expression required');
    }
    type.members.set(member.name, next);
    const constant = {
      kind: 'constant',
      name: member.name,
      type: node.name === '' ? INT : type,
      value: next,
    } as const;
    if (scope.own(member.name) !== undefined) {
      checker.diagnostics.error(
        member.at,
        191,
        `'${member.name}' - enumerator identifier already used`,
      );
    }
    scope.names.set(member.name, constant);
    inner.names.set(member.name, constant);
    next++;
  }
  checker.enumScopes.set(type, inner);
}

export function declareClass(checker: Checker, node: StructNode, scope: Scope): void {
  const { name, at, keyword } = node;
  const known = scope.own(name);
  if (node.typeParams.length > 0) {
    if (known?.kind === 'class-template' && known.node.members === null) known.node = node;
    else
      define(
        checker,
        scope,
        name,
        { kind: 'class-template', node, scope, instances: new Map(), definitions: [], statics: [] },
        at,
      );
    return;
  }
  const forward = known?.kind === 'type' && known.type.kind === 'class' ? known.type : null;
  if (forward !== null && (!forward.complete || node.members === null)) {
    if (node.members !== null) completeClass(checker, forward, node, declareNested);
    return;
  }
  const inner = new Scope(scope);
  const type = new ClassType(
    name,
    keyword,
    inner,
    checker.id(name === '' ? 'Anonymous' : name),
    checker.builtin,
  );
  inner.owner = type;
  if (name !== '') define(checker, scope, name, { kind: 'type', type, at }, at);
  checker.classes.push(type);
  if (node.members !== null) completeClass(checker, type, node, declareNested);
}

function declareNested(checker: Checker, { declaration }: MemberNode, scope: Scope): boolean {
  if (declaration.kind === 'enum') declareEnum(checker, declaration, scope);
  else if (declaration.kind === 'struct') declareClass(checker, declaration, scope);
  else return false;
  return true;
}

function declareFunction(checker: Checker, node: FunctionNode, scope: Scope): void {
  if (node.owner.length > 0) return defineOutside(checker, node, scope);
  const known = scope.own(node.name);
  if (known !== undefined && known.kind !== 'functions') {
    return checker.diagnostics.error(node.at, 125, `identifier '${node.name}' already used`);
  }
  const functions = known ?? {
    kind: 'functions' as const,
    list: [],
    templates: [] as FunctionTemplate[],
  };
  scope.names.set(node.name, functions);
  if (node.imported !== null) namespaceOf(scope, node.imported).names.set(node.name, functions);
  const place = { scope, owner: null, access: 'public' } as const;
  if (node.typeParams.length > 0)
    functions.templates.push(makeTemplate(node, place, checker.builtin));
  else addFunction(checker, functions.list, makeFunction(checker, node, place));
}

/** The names of an imported library, for `kernel32::GetTickCount()`: those of its file without ending. */
function namespaceOf(scope: Scope, library: string): Scope {
  const name = library.replace(/^.*[\\/]/, '').replace(/\.\w+$/, '');
  const known = scope.own(name);
  if (known?.kind === 'namespace') return known.scope;
  const inner = new Scope(scope);
  if (known === undefined) scope.names.set(name, { kind: 'namespace', scope: inner });
  return inner;
}

function defineOutside(checker: Checker, node: FunctionNode, scope: Scope): void {
  const symbol = checker.lookup(node.owner, scope);
  const template = templateOf(checker, node.owner, scope);
  if (template !== null) {
    template.definitions.push(node);
    for (const instance of template.instances.values()) defineMethod(checker, instance, node);
  } else if (symbol?.kind === 'type' && symbol.type.kind === 'class')
    defineMethod(checker, symbol.type, node);
  else if (symbol?.kind === 'namespace')
    declareFunction(checker, { ...node, owner: [] }, symbol.scope);
  else checker.diagnostics.error(node.at, 256, `undeclared identifier '${node.owner.join('::')}'`);
}

function declareGlobal(checker: Checker, node: VariableNode, scope: Scope): void {
  const binder = new Binder(checker, scope, null);
  if (node.owner.length > 0) return defineStatic(checker, node, scope);
  const place = checker.builtin ? 'builtin' : 'global';
  const variable = makeVariable(binder, node, { place, owner: null, access: 'public' });
  const known = scope.own(node.name);
  if (known !== undefined) {
    checker.diagnostics.error(
      node.at,
      known.kind === 'variable' ? 124 : 125,
      `variable '${node.name}' already defined`,
    );
  } else scope.names.set(node.name, variable);
  const init = bindInit(binder, node, variable);
  if (
    init.kind === 'value' &&
    init.value.kind === 'constant' &&
    (variable.const || variable.input)
  ) {
    if (variable.const) variable.constant = init.value.value;
  }
  if (
    variable.const &&
    checker.builtin &&
    init.kind === 'value' &&
    init.value.kind === 'constant'
  ) {
    const { value, type } = init.value;
    if (typeof value === 'number' && (type === INT || type !== LONG)) variable.constant = value;
  }
  checker.variables.push({ variable, init });
}
