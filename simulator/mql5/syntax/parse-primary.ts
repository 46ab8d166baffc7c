/**
 * The operands of expressions: literals, names, `new`, casts written as calls, arguments.
 */
import type { Expression, TypeNode } from './ast-expressions.ts';
import type { Cursor } from './cursor.ts';
import {
  isKnownType,
  isTypeName,
  parseType,
  parseTypeArgument,
  parseTypeArguments,
} from './parse-types.ts';
import { BUILTIN_TYPES, RESERVED, TOKEN, type Token } from './token.ts';

const LITERALS: Readonly<Record<number, 'number' | 'char' | 'date' | 'color'>> = {
  [TOKEN.number]: 'number',
  [TOKEN.char]: 'char',
  [TOKEN.date]: 'date',
  [TOKEN.color]: 'color',
};

export function parsePrimary(cursor: Cursor): Expression {
  const { token } = cursor;
  const literal = LITERALS[token.kind];
  if (literal !== undefined) {
    cursor.next();
    return { kind: literal, at: token, text: token.text };
  }
  if (token.kind === TOKEN.string) return parseString(cursor);
  if (token.kind === TOKEN.name) return parseWord(cursor, token);
  if (cursor.accept('(')) {
    const inner = parseCommas(cursor);
    cursor.expect(')');
    return inner.kind === 'binary' ? { ...inner, grouped: true } : inner;
  }
  if (cursor.is('::')) return parseName(cursor);
  if (token.kind === TOKEN.eof) return cursor.fail(161, 'unexpected end of program');
  return cursor.fail(157, `'${token.text}' - expression expected`);
}

/** Adjacent string literals are one; `__FUNCTION__` beside them is a literal, too. */
function parseString(cursor: Cursor): Expression {
  const at = cursor.next();
  if (cursor.token.kind !== TOKEN.string)
    return joinAdjacent(cursor, { kind: 'string', at, text: at.text });
  const parts = [at.text.slice(1, -1)];
  while (cursor.token.kind === TOKEN.string) parts.push(cursor.next().text.slice(1, -1));
  return joinAdjacent(cursor, { kind: 'string', at, text: `"${parts.join('')}"` });
}

function joinAdjacent(cursor: Cursor, left: Expression): Expression {
  const { token } = cursor;
  const named = FUNCTION_NAMES.has(token.text) || (cursor.lenient && cursor.isName());
  if (token.kind === TOKEN.name && named && left.kind === 'string') {
    const right = joinAdjacent(cursor, parseName(cursor));
    return { kind: 'binary', at: token, op: '+', left, right };
  }
  if (token.kind !== TOKEN.string || left.kind === 'string') return left;
  return { kind: 'binary', at: token, op: '+', left, right: parseString(cursor) };
}

const FUNCTION_NAMES = new Set(['__FUNCTION__', '__FUNCSIG__']);

function parseWord(cursor: Cursor, token: Token): Expression {
  if (!SPECIAL_WORDS.has(token.text) && !BUILTIN_TYPES.has(token.text))
    return joinAdjacent(cursor, parseName(cursor));
  switch (token.text) {
    case 'true':
    case 'false':
      cursor.next();
      return { kind: 'bool', at: token, value: token.text === 'true' };
    case 'NULL':
      cursor.next();
      return { kind: 'null', at: token };
    case 'this':
      cursor.next();
      return { kind: 'this', at: token };
    case 'new': {
      cursor.next();
      const type = parseType(cursor);
      return { kind: 'new', at: token, type, args: cursor.is('(') ? parseArguments(cursor) : [] };
    }
    case 'dynamic_cast': {
      cursor.next();
      const type = parseTypeArguments(cursor)[0] ?? cursor.fail(149, 'type expected');
      cursor.expect('(');
      const operand = parseCommas(cursor);
      cursor.expect(')');
      return { kind: 'dynamic-cast', at: token, type, operand };
    }
    case 'C':
    case 'D':
      if (cursor.peek().kind !== TOKEN.char) return joinAdjacent(cursor, parseName(cursor));
      return parseSpacedLiteral(cursor);
    case 'sizeof':
    case 'typename':
    case 'offsetof':
      if (token.text !== 'offsetof' || cursor.peek().text === '(')
        return parseMeasure(cursor, token.text);
      return parseName(cursor);
    default:
      if (BUILTIN_TYPES.has(token.text) && (RESERVED.has(token.text) || isTypeUse(cursor))) {
        return parseFunctionCast(cursor);
      }
      return joinAdjacent(cursor, parseName(cursor));
  }
}

/** Words that are, or may be, more than a name. */
const SPECIAL_WORDS = new Set(
  'true false NULL this new dynamic_cast C D sizeof typename offsetof'.split(' '),
);

/** `C '1,2,3'` and `D '2020.01.01'`, as formatters of C++ leave them. */
function parseSpacedLiteral(cursor: Cursor): Expression {
  const at = cursor.next();
  const text = at.text + cursor.next().text;
  return { kind: at.text === 'C' ? 'color' : 'date', at, text };
}

/** `matrix`, `vector` and `complex` may also be names of variables. */
function isTypeUse(cursor: Cursor): boolean {
  return cursor.peek().text === '(' || cursor.peek().text === '::';
}

/** `int(x)`, `string(a,b)`, `matrix::Zeros(2,2)`. */
function parseFunctionCast(cursor: Cursor): Expression {
  if (cursor.peek().text === '::') return parseName(cursor);
  const type = parseType(cursor);
  if (!cursor.is('(')) return cursor.fail(149, `'${cursor.token.text}' - unexpected token`);
  const args = parseArguments(cursor);
  const [operand] = args;
  if (args.length !== 1 || operand === undefined)
    return { kind: 'construct', at: type.at, type, args };
  return { kind: 'cast', at: type.at, type, operand };
}

function parseMeasure(cursor: Cursor, kind: 'sizeof' | 'typename' | 'offsetof'): Expression {
  const at = cursor.next();
  cursor.expect('(');
  const mark = cursor.mark;
  const known = isKnownType(cursor);
  let type: TypeNode | null = cursor.attempt(() => parseType(cursor));
  if (type !== null && kind === 'offsetof') cursor.accept(',');
  const certain = type !== null && (known || type.pointer || type.args.length > 0);
  if (kind !== 'offsetof' && !(certain && cursor.is(')'))) {
    cursor.rewind(mark);
    type = null;
  }
  const operand = cursor.is(')') ? null : parseCommas(cursor);
  cursor.expect(')');
  return { kind, at, type, operand };
}

function parseName(cursor: Cursor): Expression {
  if (cursor.isName() && !GO_ON_IN_NAMES.has(cursor.peek().text)) {
    const word = cursor.next();
    return { kind: 'name', at: word, path: [word.text], typeArgs: [], owner: null };
  }
  const path: string[] = [];
  if (cursor.accept('::')) path.push('');
  let at = cursor.token;
  let typeArgs: readonly TypeNode[] = [];
  let owner: TypeNode | null = null;
  for (;;) {
    at = cursor.token;
    if (typeArgs.length > 0)
      owner = { at, path: [...path], args: typeArgs, pointer: false, const: false };
    typeArgs = [];
    if (at.text === 'operator') path.push(parseOperatorName(cursor).text);
    else if (BUILTIN_TYPES.has(at.text) && path.length === 0) path.push(cursor.next().text);
    else {
      if (RESERVED.has(at.text)) return cursor.fail(149, `'${at.text}' - unexpected token`);
      path.push(cursor.expectName().text);
    }
    if (cursor.is('<')) typeArgs = parseExplicitArguments(cursor, at) ?? [];
    if (!cursor.accept('::')) break;
  }
  return { kind: 'name', at, path, typeArgs, owner };
}

const GO_ON_IN_NAMES = new Set(['::', '<']);

/** `F<int>(x)` and `C<int>::x`, as opposed to two comparisons. */
export function parseExplicitArguments(cursor: Cursor, name: Token): readonly TypeNode[] | null {
  const mark = cursor.mark;
  const inside = cursor.peek();
  if (!mayGoOnAsType(inside, cursor.peek(2))) return null;
  const args = cursor.attempt(() => parseTypeArguments(cursor));
  const known =
    cursor.templateNames.has(name.text) ||
    (cursor.is('(') && cursor.peek().text === ')') ||
    args?.some((type) => isSurelyType(cursor, type)) === true ||
    // `T v=Make<A,B>(x);`: comparisons could not go on behind the comma.
    (cursor.lenient && args !== null && args.length > 1);
  if (args !== null && known && (cursor.is('(') || cursor.is('::'))) return args;
  cursor.rewind(mark);
  return null;
}

/** Whether what was read as a type can be no value. */
function isSurelyType(cursor: Cursor, { path, pointer, args }: TypeNode): boolean {
  return pointer || args.length > 0 || (path.length === 1 && isTypeName(cursor, path[0] ?? ''));
}

/** Spares `i<Count(x)` and `i<n;` the attempt to read types: no type goes on like that. */
function mayGoOnAsType(first: Token, second: Token): boolean {
  if (first.kind !== TOKEN.name) return first.text === '::' || first.text === '>';
  return second.kind === TOKEN.name || GOES_ON_AS_TYPE.has(second.text);
}

const GOES_ON_AS_TYPE = new Set([',', '>', '>>', '*', '<', '::']);

/** A whole expression, commas included. */
export function parseCommas(cursor: Cursor): Expression {
  let left = cursor.grammar.assignment(cursor);
  while (cursor.is(',')) {
    const at = cursor.next();
    left = { kind: 'comma', at, left, right: cursor.grammar.assignment(cursor) };
  }
  return left;
}

/** `operator+`, `operator[]`, … as one token. */
export function parseOperatorName(cursor: Cursor): Token {
  const at = cursor.expect('operator');
  const symbol = cursor.next();
  let text = symbol.text;
  if (text === '[') text += cursor.expect(']').text;
  else if (text === '(') text += cursor.expect(')').text;
  else if (symbol.kind !== TOKEN.operator)
    cursor.fail(352, 'an operator is expected after operator', symbol);
  return { ...at, text: `operator${text}` };
}

/** `(a, b)`; the opening parenthesis is at the cursor. */
export function parseArguments(cursor: Cursor): Expression[] {
  cursor.expect('(');
  const args: Expression[] = [];
  if (cursor.accept(')')) return args;
  do {
    if (cursor.is(',') || cursor.is(')')) cursor.fail(291, 'parameter missed');
    const read = cursor.is('{') ? cursor.grammar.list : cursor.grammar.assignment;
    args.push(parseTypeArgument(cursor) ?? read(cursor));
  } while (cursor.accept(','));
  if (!cursor.is(')') && cursor.is(';')) cursor.fail(176, "')' - close parenthesis expected");
  cursor.expect(')');
  return args;
}
