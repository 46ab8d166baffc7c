/**
 * Expressions, by precedence climbing; the levels are those of C++.
 */
import type {
  AssignOperator,
  BinaryOperator,
  Expression,
  UnaryOperator,
} from './ast-expressions.ts';
import { passInfixMacro, passPrefixMacro } from './absent-word-macros.ts';
import type { Cursor } from './cursor.ts';
import {
  parseArguments,
  parseCommas,
  parseExplicitArguments,
  parseOperatorName,
  parsePrimary,
} from './parse-primary.ts';
import { parseType, startsCast } from './parse-types.ts';
import { TOKEN, type Token } from './token.ts';

const LEVELS: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
  '@': 10,
};
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '|=', '^=']);
const UNARY = new Set(['+', '-', '!', '~', '++', '--', '&', '*']);

/** An expression without a comma at its top, as in arguments and initial values. */
export function parseAssignment(cursor: Cursor): Expression {
  const target = parseConditional(cursor);
  const { token } = cursor;
  if (token.kind !== TOKEN.operator || !ASSIGNMENTS.has(token.text)) return target;
  cursor.next();
  const value = cursor.is('{') ? parseList(cursor) : parseAssignment(cursor);
  return { kind: 'assign', at: token, op: token.text as AssignOperator, target, value };
}

function parseConditional(cursor: Cursor): Expression {
  const condition = parseBinary(cursor, 1);
  if (!cursor.is('?')) return condition;
  const at = cursor.next();
  const consequent = parseAssignment(cursor);
  cursor.expect(':');
  return { kind: 'conditional', at, condition, consequent, alternate: parseAssignment(cursor) };
}

function parseBinary(cursor: Cursor, level: number): Expression {
  let left = parseUnary(cursor);
  for (;;) {
    const { token } = cursor;
    const own = token.kind === TOKEN.operator ? LEVELS[token.text] : undefined;
    if (own === undefined || own < level) return left;
    cursor.next();
    const right = parseBinary(cursor, own + 1);
    left = { kind: 'binary', at: token, op: token.text as BinaryOperator, left, right };
  }
}

function parseUnary(cursor: Cursor): Expression {
  const { token } = cursor;
  if (token.kind === TOKEN.operator) {
    if (UNARY.has(token.text)) {
      cursor.next();
      return {
        kind: 'unary',
        at: token,
        op: token.text as UnaryOperator,
        operand: parseUnary(cursor),
      };
    }
    if (token.text === '(' && startsCast(cursor)) {
      cursor.next();
      const type = parseType(cursor);
      cursor.expect(')');
      const operand = cursor.is('{') ? parseList(cursor) : parseUnary(cursor);
      return { kind: 'cast', at: token, type, operand };
    }
  } else if (token.text === 'delete' && token.kind === TOKEN.name) {
    cursor.next();
    if (cursor.accept('[')) cursor.expect(']');
    return { kind: 'delete', at: token, operand: parseUnary(cursor) };
  }
  passPrefixMacro(cursor);
  return parsePostfix(cursor, parsePrimary(cursor));
}

function parsePostfix(cursor: Cursor, start: Expression): Expression {
  let expression = start;
  for (;;) {
    const { token } = cursor;
    if (token.kind === TOKEN.string && cursor.lenient) {
      // `TEXT(x) "b"`: what a macro of a missing file stands for ends in a text.
      const right = parsePrimary(cursor);
      expression = { kind: 'binary', at: token, op: '+', left: expression, right };
    } else if (token.kind !== TOKEN.operator) {
      if (!passInfixMacro(cursor)) return expression;
      const right = parseUnary(cursor);
      expression = { kind: 'binary', at: token, op: '&&', left: expression, right };
    } else if (token.text === '(') {
      expression = {
        kind: 'call',
        at: expression.at,
        callee: expression,
        args: parseArguments(cursor),
      };
    } else if (token.text === '[') {
      cursor.next();
      const index = cursor.is(']') ? null : parseCommas(cursor);
      cursor.expect(']');
      expression = { kind: 'index', at: token, array: expression, index };
    } else if (token.text === '.' || token.text === '->') {
      cursor.next();
      expression = parseMember(cursor, expression);
    } else if (token.text === '++' || token.text === '--') {
      cursor.next();
      expression = { kind: 'postfix', at: token, op: token.text, operand: expression };
    } else return expression;
  }
}

function parseMember(cursor: Cursor, object: Expression): Expression {
  const scope: string[] = [];
  if (cursor.accept('~')) return cursor.fail(149, "'~' - unexpected token");
  let at = memberName(cursor);
  const typeArgs = (cursor.is('<') ? parseExplicitArguments(cursor, at) : null) ?? [];
  while (cursor.accept('::')) {
    scope.push(at.text);
    at = memberName(cursor);
  }
  return { kind: 'member', at, object, name: at.text, scope, typeArgs };
}

/** A member may be called like a contextual word, or be `operator=` called by name. */
function memberName(cursor: Cursor): Token {
  if (cursor.is('operator')) return parseOperatorName(cursor);
  return cursor.expectName();
}

/** `{1, {2, 3}, }`; only where an initial value stands. */
export function parseList(cursor: Cursor): Expression {
  const at = cursor.expect('{');
  const items: Expression[] = [];
  while (!cursor.is('}')) {
    items.push(cursor.is('{') ? parseList(cursor) : parseAssignment(cursor));
    if (!cursor.accept(',')) break;
  }
  cursor.expect('}');
  return { kind: 'list', at, items };
}
