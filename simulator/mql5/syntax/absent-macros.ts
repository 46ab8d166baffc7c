/**
 * Macros of included files that are missing, recognised by where they stand: no type, statement or
 * operand of MQL5 looks so. Only `parse` meets them, and only when a file is missing (`cursor.lenient`).
 */
import type { TypeNode } from './ast-expressions.ts';
import type { Cursor } from './cursor.ts';
import { RESERVED, TOKEN, type Token } from './token.ts';

const MACRO_NAME = /^[A-Z][A-Z0-9_]{2,}$/;

/** Passes over `MACRO(a,b)`, `MACRO(a) { … }` or `Macro { … }` where a declaration may stand. */
export function passDeclarationMacro(cursor: Cursor, className: string | null): boolean {
  if (!cursor.lenient || !cursor.isName() || cursor.typeNames.has(cursor.token.text)) return false;
  if (cursor.token.text === className) return false;
  const { mark, token } = cursor;
  cursor.next();
  if (cursor.is('{')) return skipBalanced(cursor);
  if (cursor.is('(')) {
    while (cursor.is('(') || cursor.is('[')) skipBalanced(cursor);
    if (cursor.is('{') && looksLikeMacro(token)) return skipBalanced(cursor);
    const onNextLine = cursor.atEnd() || cursor.token.line > token.line;
    if (!cursor.is('{') && !cursor.is(':') && onNextLine) return true;
    if (cursor.accept(';')) return true;
  }
  cursor.rewind(mark);
  return false;
}

/** Passes over a macro used as a statement without a semicolon, or as the head of one. */
export function passStatementMacro(cursor: Cursor): boolean {
  if (!cursor.lenient || !cursor.isName()) return false;
  if (cursor.peek().text !== '(') {
    if (cursor.peek().line === cursor.token.line || cursor.peek().kind !== TOKEN.name) return false;
    cursor.next();
    return true;
  }
  const { mark, token } = cursor;
  cursor.next();
  skipBalanced(cursor);
  const follows = cursor.token;
  const ends = follows.kind === TOKEN.name || follows.text === '}' || follows.text === '{';
  if (ends && follows.line > token.line) return true;
  // `FOREACH(x,list) { … }`: a loop whose head is the macro.
  if (follows.text === '{' || (follows.kind === TOKEN.name && looksLikeMacro(token))) return true;
  cursor.rewind(mark);
  return false;
}

/** `ARRAY_REF(int, a)` as a whole parameter, or as the type of one: the type that stands for it. */
export function passParameterMacro(cursor: Cursor): TypeNode | null {
  const at = cursor.token;
  if (!cursor.lenient || !looksLikeMacro(at) || cursor.peek().text !== '(') return null;
  cursor.next();
  skipBalanced(cursor);
  return { at, path: [at.text], args: [], pointer: false, const: false };
}

/** Passes over the arguments of `CONST_REF_TO(string)` in front of a name: the macro is a type. */
export function passTypeArguments(cursor: Cursor, type: Token): void {
  if (!cursor.lenient || !cursor.is('(') || !looksLikeMacro(type)) return;
  const { mark } = cursor;
  skipBalanced(cursor);
  const { token } = cursor;
  const named = token.kind === TOKEN.name && !RESERVED.has(token.text);
  if (!named || token.line > type.line) cursor.rewind(mark);
}

/** `object ARROW member`: passes over the macro, which stands for a dot. */
export function passMemberMacro(cursor: Cursor): boolean {
  const { token } = cursor;
  if (!cursor.lenient || token.kind !== TOKEN.name || !looksLikeMacro(token)) return false;
  const member = cursor.peek();
  if (member.kind !== TOKEN.name || member.line > token.line) return false;
  cursor.next();
  return true;
}

/** `object ARROW member` at the start of a statement, as opposed to a declaration. */
export function startsMemberMacro(cursor: Cursor): boolean {
  const [macro, member] = [cursor.peek(), cursor.peek(2)];
  if (!cursor.lenient || !looksLikeMacro(macro) || member.kind !== TOKEN.name) return false;
  return cursor.token.line === member.line && !RESERVED.has(member.text);
}

function looksLikeMacro(token: Token): boolean {
  return MACRO_NAME.test(token.text);
}

function skipBalanced(cursor: Cursor): true {
  cursor.skipBalanced();
  return true;
}
