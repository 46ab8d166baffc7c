/**
 * Macros of included files that are missing, recognised by where they stand: no type, statement or
 * operand of MQL5 looks so. Only `parse` meets them, and only when a file is missing (`cursor.lenient`).
 */
import type { TypeNode } from './ast-expressions.ts';
import type { Cursor } from './cursor.ts';
import { BUILTIN_TYPES, RESERVED, TOKEN, type Token } from './token.ts';

const MACRO_NAME = /^[A-Z][A-Z0-9_]{2,}$/;
/** Words for operators, as those who miss them in C define them. */
const INFIX_NAME = /^(?:and|or|xor|mod|eq|neq?|[lg][te]|is)$/i;
const PREFIX_NAME = /^not$/i;
/** Loops are the macros that are written in small letters. */
const LOOP_NAME = /^for|each/i;

/**
 * Passes over `MACRO(a,b)`, `MACRO(a) { … }` or `Macro { … }` where a declaration may stand, or over the
 * first word of `MACRO int f();`.
 */
export function passDeclarationMacro(cursor: Cursor, className: string | null): boolean {
  if (!cursor.lenient || !cursor.isName() || cursor.typeNames.has(cursor.token.text)) return false;
  if (cursor.token.text === className) return false;
  if (passWordMacro(cursor)) return true;
  const { mark, token } = cursor;
  cursor.next();
  if (beginsDeclaration(cursor) || standsAlone(cursor, token, className)) return true;
  if (looksLikeMacro(token) && cursor.accept(';')) return true;
  if (cursor.is('{')) return skipBalanced(cursor);
  if (cursor.is('(')) {
    while (cursor.is('(') || cursor.is('[')) skipBalanced(cursor);
    if (cursor.is('{') && looksLikeMacro(token)) return skipBalanced(cursor);
    const ends = cursor.atEnd() || cursor.token.line > token.line;
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

/** Passes over `INPUT` in `INPUT ENUM_SIDE side;`: two words before a name cannot both be its type. */
export function passWordMacro(cursor: Cursor): boolean {
  if (!cursor.lenient || !cursor.isName() || !looksLikeMacro(cursor.token)) return false;
  let at = 1;
  for (;;) {
    if (!mayBeInType(cursor.peek(at))) return false;
    at++;
    if (cursor.peek(at).text === '<') at = behindTypeArguments(cursor, at);
    if (cursor.peek(at).text !== '::') break;
    at++;
  }
  if (cursor.peek(at).text === '*' || cursor.peek(at).text === '&') at++;
  if (!mayBeInType(cursor.peek(at))) return false;
  cursor.next();
  return true;
}

function mayBeInType({ kind, text }: Token): boolean {
  return kind === TOKEN.name && (!RESERVED.has(text) || BUILTIN_TYPES.has(text));
}

/** Where a list such as `<A,B<C*>>` ends that begins so far ahead; there itself when it is none. */
function behindTypeArguments(cursor: Cursor, from: number): number {
  for (let at = from, depth = 0; ; at++) {
    const { kind, text } = cursor.peek(at);
    if (text === '<') depth++;
    else if (text === '>' || text === '>>') depth -= text.length;
    else if (kind !== TOKEN.name && text !== ',' && text !== '*' && text !== '::') return from;
    if (depth <= 0) return at + 1;
  }
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
  return beginsDeclaration(cursor) || (looksLikeMacro(cursor.token) && cursor.peek().text === '(');
}

/** `MACRO` in a line of its own, with a declaration behind it that does not go on from a type. */
function standsAlone(cursor: Cursor, macro: Token, className: string | null): boolean {
  const { token } = cursor;
  if (looksLikeMacro(macro) && cursor.atEnd()) return true;
  if (!looksLikeMacro(macro) || token.line <= macro.line || cursor.is('operator')) return false;
  if (token.kind !== TOKEN.name) return cursor.is('}') || cursor.is('~');
  const second = cursor.peek();
  const typed = second.kind === TOKEN.name || second.text === '*' || second.text === '<';
  return typed || RESERVED.has(token.text) || token.text === className;
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
  if (cursor.isName() && !cursor.typeNames.has(at.text)) {
    const { mark } = cursor;
    cursor.next();
    if (beginsDeclaration(cursor)) return null;
    cursor.rewind(mark);
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

/** `object ARROW member`, `a AND !b`: passes over the macro between two operands. */
export function passInfixMacro(cursor: Cursor): boolean {
  const { token } = cursor;
  if (!cursor.lenient || !isInfix(token) || !startsOperand(cursor, token)) return false;
  cursor.next();
  return true;
}

/** `NOT a`: passes over a macro in front of an operand. */
export function passPrefixMacro(cursor: Cursor): void {
  const { token } = cursor;
  if (!cursor.lenient || token.kind !== TOKEN.name || !cursor.isName()) return;
  const next = cursor.peek();
  if (next.kind === TOKEN.operator || !startsOperand(cursor, token)) return;
  if (PREFIX_NAME.test(token.text) || (looksLikeMacro(token) && !isInfix(next))) cursor.next();
}

function isInfix(token: Token): boolean {
  return token.kind === TOKEN.name && (looksLikeMacro(token) || INFIX_NAME.test(token.text));
}

/** Whether an operand begins behind a macro, in its line. */
function startsOperand(cursor: Cursor, macro: Token): boolean {
  const { kind, text, line } = cursor.peek();
  if (line > macro.line) return false;
  if (kind === TOKEN.operator) return text === '(' || text === '!' || text === '~' || text === '-';
  if (kind === TOKEN.name) return !RESERVED.has(text) || OPERAND_WORDS.has(text);
  return kind === TOKEN.number || kind === TOKEN.string || kind === TOKEN.char;
}

const OPERAND_WORDS = new Set(
  'true false new sizeof typename this int double bool string'.split(' '),
);

/** `object ARROW member` at the start of a statement, as opposed to a declaration. */
export function startsMemberMacro(cursor: Cursor): boolean {
  const [macro, member] = [cursor.peek(), cursor.peek(2)];
  if (!cursor.lenient || !looksLikeMacro(macro) || member.kind !== TOKEN.name) return false;
  return cursor.token.line === member.line && !RESERVED.has(member.text);
}

/** Whether a name is written as macros are. */
export function looksLikeMacro(token: Token): boolean {
  return MACRO_NAME.test(token.text);
}

function skipBalanced(cursor: Cursor): true {
  cursor.skipBalanced();
  return true;
}
