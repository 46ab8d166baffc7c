/** Macros of missing files that are single words: `INPUT int a`, `NOT a`, `a AND b`; see `absent-macros`. */
import type { Cursor } from './cursor.ts';
import { BUILTIN_TYPES, RESERVED, TOKEN, type Token } from './token.ts';

const MACRO_NAME = /^_*[A-Z][A-Z0-9_]{2,}$/;
/** Words for operators, as those who miss them in C define them. */
const INFIX_NAME = /^(?:and|or|xor|mod|eq|neq?|[lg][te]|is)$/i;
const PREFIX_NAME = /^not$/i;

/** Whether a name is written as macros are. */
export function looksLikeMacro(token: Token): boolean {
  return MACRO_NAME.test(token.text);
}

/** Whether the token so far ahead is a macro alone in its line. */
function isLine(cursor: Cursor, ahead: number): boolean {
  const macro = cursor.peek(ahead);
  if (!looksLikeMacro(macro) || macro.line === cursor.peek(ahead - 1).line) return false;
  const behind = cursor.peek(ahead + 1);
  return behind.kind === TOKEN.eof || behind.line > macro.line;
}

/**
 * Passes over `INPUT` in `INPUT ENUM_SIDE side;`: two words before a name cannot both be its type; or over
 * the first of two macros that have a line each.
 */
export function passWordMacro(cursor: Cursor): boolean {
  if (!cursor.lenient || !cursor.isName() || !looksLikeMacro(cursor.token)) return false;
  if (isLine(cursor, 1)) {
    cursor.next();
    return true;
  }
  if (!hasTypeAndName(cursor)) return false;
  cursor.next();
  return true;
}

/** Whether `[const] N::C<A> *x` stands behind the cursor's token, which can then be no type. */
export function hasTypeAndName(cursor: Cursor): boolean {
  let at = cursor.peek().text === 'const' ? 2 : 1;
  for (;;) {
    if (!mayBeInType(cursor.peek(at))) return false;
    at++;
    if (cursor.peek(at).text === '<') at = behindTypeArguments(cursor, at);
    if (cursor.peek(at).text !== '::') break;
    at++;
  }
  if (cursor.peek(at).text === '*' || cursor.peek(at).text === '&') at++;
  return mayBeInType(cursor.peek(at));
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
