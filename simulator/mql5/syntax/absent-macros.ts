/**
 * Macros of included files that are missing, recognised by where they stand: no type, statement or
 * operand of MQL5 looks so. Only `parse` meets them, and only when a file is missing (`cursor.lenient`).
 */
import type { TypeNode } from './ast-expressions.ts';
import { passTrait } from './absent-traits.ts';
import { hasTypeAndName, looksLikeMacro, passWordMacro } from './absent-word-macros.ts';
import type { Cursor } from './cursor.ts';
import { BUILTIN_TYPES, RESERVED, TOKEN, type Token } from './token.ts';

/** Loops are the macros that are written in small letters. */
const LOOP_NAME = /^for|each/i;

/**
 * Passes over `MACRO(a,b)`, `MACRO(a) { … }` or `Macro { … }` where a declaration may stand, or over the
 * first word of `MACRO int f();`.
 */
export function passDeclarationMacro(cursor: Cursor, className: string | null): boolean {
  if (!cursor.lenient || !cursor.isName() || cursor.typeNames.has(cursor.token.text)) return false;
  if (cursor.token.text === className) return false;
  if (passWordMacro(cursor) || (className !== null && passTrait(cursor, className))) return true;
  const { mark, token } = cursor;
  cursor.next();
  if (beginsDeclaration(cursor) || standsAlone(cursor, token, className)) return true;
  if (looksLikeMacro(token) && cursor.accept(';')) return true;
  if (cursor.is('{')) return skipBalanced(cursor);
  if (cursor.is('(')) {
    while (cursor.is('(') || cursor.is('[')) skipBalanced(cursor);
    if (cursor.is('{') && looksLikeMacro(token)) return skipBalanced(cursor);
    const ends = cursor.atEnd() || cursor.token.line > token.line || cursor.is('}');
    const goesOn = looksLikeMacro(token) && beginsDeclarationOrMacro(cursor);
    if (!cursor.is('{') && !cursor.is(':') && (ends || goesOn)) {
      cursor.inMacroBlock ||= className === null;
      return true;
    }
    if (cursor.accept(';')) return true;
  }
  cursor.rewind(mark);
  return false;
}

const TAGS = new Set(
  'class struct enum union template typedef input sinput public protected private'.split(' '),
);

/** Whether the word at the cursor can only begin a declaration: no name may stand before it. */
function beginsDeclaration(cursor: Cursor): boolean {
  const isWord = cursor.is('static') || cursor.is('virtual') || cursor.is('const');
  const { kind, text } = isWord ? cursor.peek() : cursor.token;
  return kind === TOKEN.name && RESERVED.has(text) && (BUILTIN_TYPES.has(text) || TAGS.has(text));
}

function beginsDeclarationOrMacro(cursor: Cursor): boolean {
  if (beginsDeclaration(cursor)) return true;
  const next = cursor.peek();
  const isLast = next.kind === TOKEN.eof || next.line > cursor.token.line;
  return looksLikeMacro(cursor.token) && (next.text === '(' || isLast);
}

/** `MACRO` in a line of its own, with a declaration behind it that does not go on from a type. */
function standsAlone(cursor: Cursor, macro: Token, className: string | null): boolean {
  const { token } = cursor;
  if (looksLikeMacro(macro) && cursor.atEnd()) return true;
  if (!looksLikeMacro(macro) || token.line <= macro.line || cursor.is('operator')) return false;
  if (token.kind !== TOKEN.name) return cursor.is('}') || cursor.is('~');
  const second = cursor.peek();
  const typed = second.kind === TOKEN.name || second.text === '*' || second.text === '<';
  return typed || RESERVED.has(token.text) || token.text === className || isCallLine(cursor);
}

/** Whether `MACRO(a)` has the line to itself, or with others, that begins at the cursor. */
function isCallLine(cursor: Cursor): boolean {
  const { mark, token } = cursor;
  if (!looksLikeMacro(token) || cursor.peek().text !== '(') return false;
  cursor.next();
  skipBalanced(cursor);
  const onNextLine = cursor.atEnd() || cursor.token.line > token.line;
  const isLast = onNextLine ? !cursor.is('{') : looksLikeMacro(cursor.token);
  cursor.rewind(mark);
  return isLast;
}

/** Passes over a macro used as a statement without a semicolon, or as the head of one. */
export function passStatementMacro(cursor: Cursor): boolean {
  if (!cursor.lenient || !cursor.isName()) return false;
  const { mark, token } = cursor;
  const second = cursor.peek();
  if (second.text !== '(') {
    const brace = second.text === '{' || second.text === '}';
    const onNextLine = second.line > token.line && second.kind === TOKEN.name;
    if (!onNextLine && !(brace && looksLikeMacro(token))) return false;
    cursor.next();
    return true;
  }
  cursor.next();
  const [argument, behind] = [cursor.peek(), cursor.peek(2)];
  const takesType =
    BUILTIN_TYPES.has(argument.text) && (behind.text === ')' || behind.text === ',');
  skipBalanced(cursor);
  const follows = cursor.token;
  const ends = follows.kind === TOKEN.name || follows.text === '}' || follows.text === '{';
  if (ends && follows.line > token.line) return true;
  if (follows.kind === TOKEN.name && RESERVED.has(follows.text)) return true;
  // `FOREACH(x,list) { … }`: a loop whose head is the macro.
  if (follows.text === '{') return true;
  const isMacro = looksLikeMacro(token) || LOOP_NAME.test(token.text) || takesType;
  if (isMacro && (follows.kind === TOKEN.name || follows.text === '}')) return true;
  cursor.rewind(mark);
  return false;
}

/**
 * `ARRAY_REF(int, a)` as a whole parameter, or as the type of one: the type that stands for it. Passes over
 * the first word of `OUT int &a`.
 */
export function passParameterMacro(cursor: Cursor): TypeNode | null {
  if (!cursor.lenient) return null;
  if (cursor.is('const') && looksLikeMacro(cursor.peek()) && cursor.peek(2).text === '(')
    cursor.next();
  const at = cursor.token;
  const mayBeMacro = cursor.isName() && !BUILTIN_TYPES.has(at.text);
  if (mayBeMacro && !cursor.typeNames.has(at.text) && hasTypeAndName(cursor)) {
    cursor.next();
    return null;
  }
  if (!looksLikeMacro(at) || cursor.peek().text !== '(') return null;
  cursor.next();
  skipBalanced(cursor);
  return { at, path: [at.text], args: [], pointer: false, const: false };
}

/** `REF(name)` in place of the name of a parameter. */
export function passNameMacro(cursor: Cursor): boolean {
  if (!cursor.lenient || !looksLikeMacro(cursor.token) || cursor.peek().text !== '(') return false;
  cursor.next();
  return skipBalanced(cursor);
}

/** Passes over `OVERRIDE` behind the parameters of a function. */
export function passTailMacro(cursor: Cursor): boolean {
  if (!cursor.lenient || !looksLikeMacro(cursor.token)) return false;
  const { kind, text } = cursor.peek();
  if (kind !== TOKEN.name && !['{', ';', ':', '='].includes(text)) return false;
  cursor.next();
  return true;
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

/** `object ARROW member` at the start of a statement, as opposed to a declaration. */
export function startsMemberMacro(cursor: Cursor): boolean {
  const [macro, member] = [cursor.peek(), cursor.peek(2)];
  if (!cursor.lenient || !looksLikeMacro(macro) || member.kind !== TOKEN.name) return false;
  return cursor.token.line === member.line && !RESERVED.has(member.text);
}

function skipBalanced(cursor: Cursor): true {
  cursor.skipBalanced();
  return true;
}
