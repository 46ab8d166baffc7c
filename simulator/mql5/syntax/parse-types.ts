/**
 * Types as written, and the question that C-like grammars force on a parser: does a type begin here?
 * Declared names are known; a name from a file that is missing is judged by what follows it.
 */
import { passTypeArguments, startsMemberMacro } from './absent-macros.ts';
import type { Expression, TypeNode } from './ast-expressions.ts';
import type { Cursor } from './cursor.ts';
import { BUILTIN_TYPES, RESERVED, TOKEN } from './token.ts';

const KEYWORDS_BEFORE_TYPE = new Set(['const', 'class', 'struct', 'enum', 'union', 'typename']);

/** `const int`, `N::CList<double> *`, `string`; a reference sign is left to the caller. */
export function parseType(cursor: Cursor): TypeNode {
  let isConst = false;
  while (KEYWORDS_BEFORE_TYPE.has(cursor.token.text)) {
    isConst ||= cursor.token.text === 'const';
    cursor.next();
  }
  const at = cursor.token;
  const path: string[] = [];
  let args: TypeNode[] = [];
  let outer: TypeNode | null = null;
  if (at.text === 'unsigned') path.push(parseUnsigned(cursor));
  else if (BUILTIN_TYPES.has(at.text) && at.kind === TOKEN.name) {
    path.push(cursor.next().text);
    if (cursor.is('<') && !RESERVED.has(at.text)) args = parseTypeArguments(cursor);
  } else {
    if (cursor.accept('::')) path.push('');
    do {
      if (args.length > 0) outer = { at, path: [...path], args, pointer: false, const: false };
      args = [];
      path.push(cursor.expectName().text);
      if (cursor.is('<')) args = parseTypeArguments(cursor);
    } while (cursor.accept('::'));
    passTypeArguments(cursor, at);
  }
  if (cursor.accept('const')) isConst = true;
  const pointer = cursor.accept('*');
  if (pointer) {
    cursor.accept('const');
    if (cursor.is('*')) cursor.fail(250, 'pointer to a pointer is not allowed');
  }
  return { at, path, args, ...(outer === null ? {} : { outer }), pointer, const: isConst };
}

/** `unsigned int` as in C, which MetaEditor reads as `uint`; before any other type it means nothing. */
function parseUnsigned(cursor: Cursor): string {
  cursor.next();
  const { text } = cursor.token;
  if (cursor.isName() && cursor.peek().kind === TOKEN.name) return cursor.next().text;
  return ['char', 'short', 'int', 'long'].includes(text) ? `u${cursor.next().text}` : 'uint';
}

/** `<int, CItem*>`; a `>>` closes two lists. */
export function parseTypeArguments(cursor: Cursor): TypeNode[] {
  cursor.expect('<');
  const args: TypeNode[] = [];
  if (!cursor.accept('>')) {
    do args.push(parseType(cursor));
    while (cursor.accept(','));
    cursor.closeAngle();
  }
  return args;
}

/** Names of the library's structures and enumerations, by the habit of their authors. */
const LIBRARY_TYPE = /^(?:ENUM_[A-Z]|Mql[A-Z])/;

export function isTypeName(cursor: Cursor, name: string): boolean {
  return BUILTIN_TYPES.has(name) || cursor.typeNames.has(name) || LIBRARY_TYPE.test(name);
}

/** Whether the name at the cursor is known to be a type. */
export function isKnownType(cursor: Cursor): boolean {
  const { token } = cursor;
  if (token.kind !== TOKEN.name) return false;
  return isTypeName(cursor, token.text);
}

const AFTER_DECLARED_NAME = new Set([';', '=', ',', '[', '(', ')', ':', '{']);

/** Whether a variable declaration starts here: a type and then a name. */
export function startsDeclaration(cursor: Cursor): boolean {
  const { token } = cursor;
  if (token.kind !== TOKEN.name && !cursor.is('::')) return false;
  if (token.text === 'const' || token.text === 'static') return true;
  const second = cursor.peek();
  if (RESERVED.has(token.text) && !BUILTIN_TYPES.has(token.text)) {
    return KEYWORDS_BEFORE_TYPE.has(token.text) && second.text !== '(';
  }
  if (token.text === 'unsigned') return second.kind === TOKEN.name;
  if (token.text === '::') return typeThenName(cursor, true);
  if (second.kind === TOKEN.name) {
    if (startsMemberMacro(cursor)) return false;
    return !RESERVED.has(second.text) || second.text === 'const';
  }
  if (second.kind !== TOKEN.operator) return false;
  if (second.text === '(') return false;
  if (second.text !== '*' && second.text !== '&' && second.text !== '<' && second.text !== '::') {
    return false;
  }
  return typeThenName(cursor, isKnownType(cursor));
}

/** Tries it; a `*` or `&` behind an unknown name is believed only where a declarator ends well. */
function typeThenName(cursor: Cursor, known: boolean): boolean {
  const mark = cursor.mark;
  const type = cursor.attempt(() => parseType(cursor));
  const reference = cursor.accept('&');
  const named = type !== null && cursor.isName();
  const after = cursor.peek();
  cursor.rewind(mark);
  if (!named) return false;
  if (known || (!type.pointer && !reference)) return true;
  return after.kind === TOKEN.operator && AFTER_DECLARED_NAME.has(after.text);
}

/** A type as a whole argument, `SORT(Pair<K,V>,list)`: only a macro takes one, and only a missing file has it. */
export function parseTypeArgument(cursor: Cursor): Expression | null {
  const { token, mark } = cursor;
  if (!cursor.lenient || token.kind !== TOKEN.name) return null;
  const next = cursor.peek().text;
  const isWord =
    RESERVED.has(token.text) && (BUILTIN_TYPES.has(token.text) || token.text === 'const');
  if (!isWord && next !== '<' && next !== '*') return null;
  const type = cursor.attempt(() => parseType(cursor));
  if (type !== null && (cursor.is(',') || cursor.is(')')))
    return { kind: 'name', at: token, path: type.path, typeArgs: type.args, owner: null };
  cursor.rewind(mark);
  return null;
}

/** Whether `(` at the cursor opens a cast: a type alone in the parentheses, an operand behind them. */
export function startsCast(cursor: Cursor): boolean {
  const first = cursor.peek();
  if (first.kind !== TOKEN.name && first.text !== '::') return false;
  if (RESERVED.has(first.text) && !BUILTIN_TYPES.has(first.text) && first.text !== 'const') {
    // `(typename(T)=="int")` is a comparison.
    return KEYWORDS_BEFORE_TYPE.has(first.text) && cursor.peek(2).text !== '(';
  }
  const mark = cursor.mark;
  cursor.next();
  const known = isKnownType(cursor) || first.text === 'const';
  const type = cursor.attempt(() => parseType(cursor));
  const closed = type !== null && cursor.accept(')');
  const after = cursor.token;
  cursor.rewind(mark);
  if (!closed) return false;
  if (known || type.pointer || type.args.length > 0) return startsOperand(after, true);
  return startsOperand(after, false);
}

/** @param generous whether `-`, `+`, `&` and `*` may begin the operand */
function startsOperand(token: { kind: number; text: string }, generous: boolean): boolean {
  if (token.kind === TOKEN.name) {
    return (
      !RESERVED.has(token.text) || OPERAND_WORDS.has(token.text) || BUILTIN_TYPES.has(token.text)
    );
  }
  if (token.kind !== TOKEN.operator) return token.kind !== TOKEN.eof && token.kind !== TOKEN.bad;
  if (token.text === '(' || token.text === '!' || token.text === '~' || token.text === '::')
    return true;
  return generous && ['-', '+', '&', '*', '++', '--', '{'].includes(token.text);
}

const OPERAND_WORDS = new Set([
  'this',
  'true',
  'false',
  'new',
  'sizeof',
  'typename',
  'dynamic_cast',
]);
