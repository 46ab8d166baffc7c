/** Statements and the bodies of functions. */
import type { Position } from '../position.ts';
import type { BlockNode, Statement, SwitchNode, SwitchPart } from '../syntax/ast.ts';
import type { Expression } from '../syntax/ast-expressions.ts';
import { bindLocal } from './bind-locals.ts';
import type { Binder } from './binder.ts';
import type { Bound, BoundStatement, BoundSwitchPart } from './bound.ts';
import { promoted } from './convert.ts';
import { INT, STRING, VOID, isIntegral, typeName } from './types.ts';

export function bindBlock(binder: Binder, { statements }: BlockNode): BoundStatement[] {
  // Most blocks declare nothing and need no scope of their own.
  return statements.some(({ kind }) => kind === 'declare')
    ? binder.nested(() => bindStatements(binder, statements))
    : bindStatements(binder, statements);
}

function bindStatements(binder: Binder, statements: readonly Statement[]): BoundStatement[] {
  const bound: BoundStatement[] = [];
  for (const node of statements) {
    if (node.kind !== 'declare') bound.push(bindStatement(binder, node));
    else for (const declaration of node.declarations) bound.push(...bindLocal(binder, declaration));
  }
  return bound;
}

/** Anything but a declaration, which may become several statements or none. */
function bindStatement(
  binder: Binder,
  node: Exclude<Statement, { kind: 'declare' }>,
): BoundStatement {
  const { at } = node;
  switch (node.kind) {
    case 'block':
      return { kind: 'block', at, body: bindBlock(binder, node) };
    case 'expression':
      return { kind: 'expression', at, value: bindEffect(binder, node.expression) };
    case 'if': {
      const condition = binder.condition(node.condition);
      warnEmpty(binder, node.consequent);
      const yes = bindNested(binder, node.consequent);
      const no = node.alternate === null ? null : bindNested(binder, node.alternate);
      return { kind: 'if', at, condition, yes, no };
    }
    case 'while':
    case 'do': {
      const condition = binder.condition(node.condition);
      if (node.kind === 'while') warnEmpty(binder, node.body);
      const body = bindLoopBody(binder, node.body);
      return { kind: 'loop', at, form: node.kind, start: [], condition, step: null, body };
    }
    case 'for':
      return binder.nested(() => {
        const start = node.start === null ? [] : bindStatements(binder, [node.start]);
        const condition = node.condition === null ? null : binder.condition(node.condition);
        const step = node.step === null ? null : bindEffect(binder, node.step);
        const body = bindLoopBody(binder, node.body);
        return { kind: 'loop', at, form: 'for', start, condition, step, body };
      });
    case 'switch':
      return bindSwitch(binder, node);
    case 'return':
      return bindReturn(binder, at, node.value);
    case 'break':
      if (binder.loops + binder.switches === 0)
        binder.error(at, 153, "'break' cannot be used here");
      return { kind: 'break', at };
    case 'continue':
      if (binder.loops === 0) binder.error(at, 210, "'continue' can be used inside a loop only");
      return { kind: 'continue', at };
    default:
      return { kind: 'empty', at };
  }
}

function bindNested(binder: Binder, node: Statement): BoundStatement {
  if (node.kind !== 'declare') return bindStatement(binder, node);
  const body = binder.nested(() => bindStatements(binder, [node]));
  return { kind: 'block', at: node.at, body };
}

function bindLoopBody(binder: Binder, node: Statement): BoundStatement {
  binder.loops++;
  try {
    return bindNested(binder, node);
  } finally {
    binder.loops--;
  }
}

function warnEmpty(binder: Binder, body: Statement): void {
  if (body.kind === 'empty') binder.warning(body.at, 69, 'empty controlled statement found');
}

/** Functions whose result tells whether a trade request was sent. */
const CHECKED_RESULTS = new Set(['OrderSend', 'OrderSendAsync']);

/** An expression as a statement: it must do something (178), and some results must be used (83). */
function bindEffect(binder: Binder, node: Expression): Bound {
  const value = binder.expression(node);
  if (value.kind === 'call' && value.target.builtin && CHECKED_RESULTS.has(value.target.name)) {
    binder.warning(node.at, 83, `return value of '${value.target.name}' should be checked`);
  }
  if (!hasEffect(value)) binder.warning(node.at, 178, 'result of expression not used');
  return value;
}

function hasEffect(value: Bound): boolean {
  switch (value.kind) {
    case 'sequence':
      return hasEffect(value.left) && hasEffect(value.right);
    case 'conditional':
      return hasEffect(value.yes) || hasEffect(value.no);
    case 'convert':
      return hasEffect(value.value);
    case 'logical':
      return hasEffect(value.right);
    default:
      return value.type.kind === 'any' || EFFECTS.has(value.kind);
  }
}

const EFFECTS = new Set([
  'assign',
  'update',
  'call',
  'call-pointer',
  'new',
  'delete',
  'absent',
  'nothing',
]);

function bindReturn(binder: Binder, at: Position, node: Expression | null): BoundStatement {
  const returns = binder.function?.returns ?? VOID;
  if (node === null) {
    if (returns !== VOID && returns.kind !== 'any')
      binder.error(at, 121, 'function must return a value');
    return { kind: 'return', at, value: null };
  }
  const value = binder.expression(node);
  if (returns === VOID) {
    const empty = value.type === VOID || value.type.kind === 'any';
    if (!empty) binder.error(at, 167, "'return' - 'void' function returns a value");
    return { kind: 'return', at, value };
  }
  if (value.type.kind === 'array') binder.error(node.at, 302, 'arrays cannot be returned');
  checkReturnedObject(binder, value, node.at);
  return { kind: 'return', at, value: binder.convert(value, returns, node.at) };
}

/** An object of a class is returned by copying it. */
function checkReturnedObject(binder: Binder, { type }: Bound, at: Position): void {
  const returns = binder.function?.returns;
  if (returns?.kind !== 'class' || returns.copyable || type.kind !== 'class') return;
  const copies = returns.constructors.some(
    ({ params }) => params.length === 1 && params[0]?.type === returns,
  );
  if (!copies)
    binder.error(
      at,
      373,
      `object of '${returns.name}' cannot be returned, copy constructor not found`,
    );
}

function bindSwitch(binder: Binder, node: SwitchNode): BoundStatement {
  let subject = binder.expression(node.subject);
  const { type } = subject;
  if (!isIntegral(type) && type.kind !== 'any') {
    binder.error(node.subject.at, 260, `illegal switch expression type '${typeName(type)}'`);
  }
  if (isIntegral(type))
    subject = binder.convert(subject, promoted(type), node.at, { explicit: true });
  binder.switches++;
  const seen = new Set<string>();
  const parts = binder.nested(() =>
    node.parts.flatMap((part) => bindPart(binder, part, subject, seen)),
  );
  binder.switches--;
  return { kind: 'switch', at: node.at, subject, parts };
}

function bindPart(
  binder: Binder,
  part: SwitchPart,
  subject: Bound,
  seen: Set<string>,
): BoundSwitchPart[] {
  if (part.kind === 'statement') {
    const { statement } = part;
    if (statement.kind === 'declare')
      binder.error(statement.at, 179, "variables cannot be declared in 'case' without braces");
    return bindStatements(binder, [statement]).map((bound) => ({
      kind: 'statement',
      statement: bound,
    }));
  }
  const { at } = part;
  if (part.value === null) {
    if (seen.has('default')) binder.error(at, 238, "'default' is already defined in this switch");
    seen.add('default');
    return [{ kind: 'label', at, value: null }];
  }
  const bound = binder.expression(part.value);
  if (bound.type.kind === 'any') return [{ kind: 'label', at, value: bound }];
  if (bound.kind !== 'constant' || !isIntegral(bound.type) || bound.type === STRING) {
    binder.error(part.value.at, 171, 'constant integer expression required in case');
    return [];
  }
  const type = isIntegral(subject.type) ? subject.type : INT;
  const value = binder.convert(bound, type, at, { explicit: true });
  const key = value.kind === 'constant' ? String(value.value) : '';
  if (seen.has(key)) binder.error(part.value.at, 172, 'case value already used');
  seen.add(key);
  return [{ kind: 'label', at, value }];
}
