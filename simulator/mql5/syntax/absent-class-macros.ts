/** Macros of missing files in and around classes and enumerations; see `absent-macros`. */
import { looksLikeMacro } from './absent-word-macros.ts';
import type { Cursor } from './cursor.ts';
import { TOKEN } from './token.ts';

/** Whether macros stand in the head of a class: `class API A {`, `class A EXTENDS B {`. */
export function startsMacroHead(cursor: Cursor): boolean {
  const isMacro = looksLikeMacro(cursor.peek()) || looksLikeMacro(cursor.peek(2));
  if (!cursor.lenient || !isMacro) return false;
  for (let i = 1; ; i++) {
    const { kind, text } = cursor.peek(i);
    if (text === '{') return true;
    if (kind !== TOKEN.name && !HEAD_OPERATORS.has(text)) return false;
  }
}

const HEAD_OPERATORS = new Set([':', '::', '<', '>', ',', '(', ')']);

/** Passes over `API` or `API(x)` in front of the name of a class. */
export function passMacroBeforeClass(cursor: Cursor): void {
  const next = cursor.peek();
  if (!cursor.lenient || !looksLikeMacro(cursor.token) || looksLikeMacro(next)) return;
  if (next.text === 'final' || next.text === 'pack') return;
  const { mark } = cursor;
  cursor.next();
  if (cursor.is('(')) cursor.skipBalanced();
  if (!cursor.isName()) cursor.rewind(mark);
}

/** Passes over `EXTENDS B` and `EXTENDS(B)` behind the name of a class. */
export function passMacrosBehindClass(cursor: Cursor): void {
  if (!cursor.lenient || !looksLikeMacro(cursor.token)) return;
  while (!cursor.is('{') && !cursor.is(':') && !cursor.is(';') && !cursor.atEnd()) cursor.next();
}

/** Passes over `PUBLIC` in front of a base class. */
export function passMacroBeforeBase(cursor: Cursor): void {
  if (cursor.lenient && looksLikeMacro(cursor.token) && cursor.peek().kind === TOKEN.name)
    cursor.next();
}

/** Passes over `SLOTS:` among members. */
export function passAccessMacro(cursor: Cursor): boolean {
  if (!cursor.lenient || !looksLikeMacro(cursor.token) || cursor.peek().text !== ':') return false;
  cursor.next();
  return cursor.accept(':');
}

/** Passes over the arguments of a base class that a macro names. */
export function passBaseArguments(cursor: Cursor): void {
  if (cursor.lenient && cursor.is('(')) cursor.skipBalanced();
}

/** Passes over `ITEM(A)`, which stands for a member of an enumeration and its comma. */
export function passMemberMacro(cursor: Cursor): boolean {
  if (!cursor.lenient || !looksLikeMacro(cursor.token) || cursor.peek().text !== '(') return false;
  cursor.next();
  cursor.skipBalanced();
  return cursor.accept(',') || cursor.isName();
}
