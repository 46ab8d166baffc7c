/**
 * Macros of missing files that are named like types, `TraitEvents`, among the members of a class: known by
 * the line they have to themselves and by the member in the next one. See `absent-macros`.
 */
import { hasTypeAndName } from './absent-word-macros.ts';
import type { Cursor } from './cursor.ts';
import { RESERVED, TOKEN } from './token.ts';

/** Passes over a word alone in its line, if what follows cannot go on from a type. */
export function passTrait(cursor: Cursor, className: string): boolean {
  const { line } = cursor.token;
  if (cursor.peek(-1).line === line || cursor.peek().line === line) return false;
  if (!beginsMember(cursor, className)) return false;
  cursor.next();
  return true;
}

const FIRST_WORDS = new Set(['virtual', 'static', 'template']);

function beginsMember(cursor: Cursor, className: string): boolean {
  const [first, second] = [cursor.peek(), cursor.peek(2)];
  if (first.kind !== TOKEN.name) return first.text === '}' || first.text === '~';
  if (RESERVED.has(first.text)) return FIRST_WORDS.has(first.text);
  if (second.text === '(') return first.text === className || isCallLine(cursor);
  // Another such word, or `Trait` and then `Type name`.
  const isAlone = second.kind === TOKEN.name && second.line > first.line;
  return isAlone || hasTypeAndName(cursor);
}

/** Whether the next line is `Trait(a)`, which no body and no semicolon makes a method. */
function isCallLine(cursor: Cursor): boolean {
  const { mark } = cursor;
  cursor.next();
  const { line } = cursor.next();
  cursor.skipBalanced();
  const { token } = cursor;
  const isMember = token.kind === TOKEN.name && !TAIL_WORDS.has(token.text);
  const goesOn = isMember || token.text === '}' || token.text === '~';
  cursor.rewind(mark);
  return goesOn && token.line > line;
}

const TAIL_WORDS = new Set(['const', 'override', 'final', 'export']);
