/**
 * Statements. After an error in one, reading goes on with the next, so that one run shows all errors.
 */
import { passStatementMacro } from './absent-macros.ts';
import { passWordMacro } from './absent-word-macros.ts';
import type { BlockNode, Declaration, Statement, SwitchPart } from './ast.ts';
import type { Expression } from './ast-expressions.ts';
import { SyntaxFailure, type Cursor } from './cursor.ts';
import { parseAssignment } from './parse-expressions.ts';
import { parseCommas } from './parse-primary.ts';
import { parseType, startsDeclaration } from './parse-types.ts';
import { parseDeclarators } from './parse-variables.ts';
import { TOKEN } from './token.ts';

/** `{ … }` */
export function parseBlock(cursor: Cursor): BlockNode {
  const at = cursor.expect('{');
  const statements: Statement[] = [];
  while (!cursor.is('}')) {
    if (cursor.token.kind === TOKEN.eof) cursor.fail(133, "'{' - unbalanced parentheses", at);
    const statement = parseStatementOrRecover(cursor);
    if (statement !== null) statements.push(statement);
  }
  const end = cursor.next();
  return { kind: 'block', at, statements, end };
}

function parseStatementOrRecover(cursor: Cursor): Statement | null {
  const { mark } = cursor;
  try {
    return parseStatement(cursor);
  } catch (error) {
    if (!(error instanceof SyntaxFailure) || cursor.speculative) throw error;
    if (cursor.token.kind === TOKEN.eof) throw error;
    cursor.recover(mark);
    return null;
  }
}

/** One statement; after an error the caller decides where reading goes on. */
export function parseStatement(cursor: Cursor): Statement {
  passWordMacro(cursor);
  const at = cursor.token;
  if (at.kind === TOKEN.directive) {
    cursor.next();
    return { kind: 'empty', at };
  }
  if (cursor.is('{')) return parseBlock(cursor);
  if (cursor.accept(';')) return { kind: 'empty', at };
  if (at.kind === TOKEN.name) {
    const parse = KEYWORD_STATEMENTS.get(at.text);
    if (parse !== undefined) return parse(cursor);
    if (LOCAL_TYPES.has(at.text) && declaresType(cursor)) {
      return { kind: 'declare', at, declarations: cursor.grammar.localType(cursor) };
    }
  }
  if (startsDeclaration(cursor)) return { kind: 'declare', at, declarations: parseLocals(cursor) };
  if (passStatementMacro(cursor)) return { kind: 'empty', at };
  const expression = parseCommas(cursor);
  cursor.expect(';');
  return { kind: 'expression', at, expression };
}

const LOCAL_TYPES = new Set(['struct', 'class', 'enum', 'union', 'typedef']);

function declaresType(cursor: Cursor): boolean {
  const second = cursor.peek();
  if (cursor.is('typedef') || second.text === '{') return true;
  const third = cursor.peek(2).text;
  return third === '{' || third === ':' || third === ';' || third === 'final';
}

/** Local variables, the words before the type included. */
export function parseLocals(cursor: Cursor): Declaration[] {
  let isStatic = false;
  let isConst = false;
  while (cursor.is('static') || cursor.is('const')) {
    if (cursor.next().text === 'static') isStatic = true;
    else isConst = true;
  }
  const type = parseType(cursor);
  return parseDeclarators(cursor, { storage: isStatic ? 'static' : 'none', const: isConst }, type);
}

function parseCondition(cursor: Cursor): Expression {
  cursor.expect('(');
  const condition = parseCommas(cursor);
  cursor.expect(')');
  return condition;
}

type ParseStatement = (cursor: Cursor) => Statement;

const KEYWORD_STATEMENTS: ReadonlyMap<string, ParseStatement> = new Map(
  Object.entries<ParseStatement>({
    if: parseIf,
    else: (cursor) => cursor.fail(183, "illegal 'else' without matching 'if'"),
    while: (cursor) => {
      const at = cursor.next();
      const condition = parseCondition(cursor);
      return { kind: 'while', at, condition, body: parseStatement(cursor) };
    },
    do: (cursor) => {
      const at = cursor.next();
      const body = parseStatement(cursor);
      cursor.expect('while');
      const condition = parseCondition(cursor);
      cursor.expect(';');
      return { kind: 'do', at, condition, body };
    },
    for: parseFor,
    switch: parseSwitch,
    case: (cursor) => cursor.fail(184, "illegal 'case' without matching 'switch'"),
    default: (cursor) => cursor.fail(184, "illegal 'default' without matching 'switch'"),
    return: (cursor) => {
      const at = cursor.next();
      const value = cursor.is(';') ? null : parseCommas(cursor);
      cursor.expect(';');
      return { kind: 'return', at, value };
    },
    break: parseJump,
    continue: parseJump,
  }),
);

function parseJump(cursor: Cursor): Statement {
  const at = cursor.next();
  cursor.expect(';');
  return { kind: at.text === 'break' ? 'break' : 'continue', at };
}

function parseIf(cursor: Cursor): Statement {
  const at = cursor.next();
  const condition = parseCondition(cursor);
  const consequent = parseStatement(cursor);
  const alternate = cursor.accept('else') ? parseStatement(cursor) : null;
  return { kind: 'if', at, condition, consequent, alternate };
}

function parseFor(cursor: Cursor): Statement {
  const at = cursor.next();
  cursor.expect('(');
  let start: Statement | null = null;
  const startAt = cursor.token;
  if (startsDeclaration(cursor)) {
    start = { kind: 'declare', at: startAt, declarations: parseLocals(cursor) };
  } else if (!cursor.accept(';')) {
    start = { kind: 'expression', at: startAt, expression: parseCommas(cursor) };
    cursor.expect(';');
  }
  const condition = cursor.is(';') ? null : parseCommas(cursor);
  cursor.expect(';');
  const step = cursor.is(')') ? null : parseCommas(cursor);
  cursor.expect(')');
  return { kind: 'for', at, start, condition, step, body: parseStatement(cursor) };
}

function parseSwitch(cursor: Cursor): Statement {
  const at = cursor.next();
  const subject = parseCondition(cursor);
  const open = cursor.expect('{');
  const parts: SwitchPart[] = [];
  while (!cursor.is('}')) {
    const label = cursor.token;
    if (label.kind === TOKEN.eof) cursor.fail(133, "'{' - unbalanced parentheses", open);
    if (cursor.accept('case')) {
      parts.push({ kind: 'label', at: label, value: parseAssignment(cursor) });
      cursor.expect(':');
    } else if (cursor.is('default') && cursor.peek().text === ':') {
      cursor.next();
      cursor.next();
      parts.push({ kind: 'label', at: label, value: null });
    } else {
      const statement = parseStatementOrRecover(cursor);
      if (statement !== null) parts.push({ kind: 'statement', statement });
    }
  }
  return { kind: 'switch', at, subject, parts, end: cursor.next() };
}
