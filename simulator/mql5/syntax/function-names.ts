/**
 * The names of functions: of one with a type before it, and of those that may have none.
 */
import type { FunctionNode } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseOperatorName } from './parse-primary.ts';
import { parseTypeArguments } from './parse-types.ts';
import type { Token } from './token.ts';

export interface FunctionName {
  readonly at: Token;
  readonly name: string;
  readonly owner: readonly string[];
  readonly role: FunctionNode['role'];
}

/**
 * Constructors, destructors and their definitions outside: `C(`, `~C(`, `C::C(`, `C::~C(`, and
 * that of a method whose `void` was left out: `C::f() {`.
 */
export function parseSpecialName(cursor: Cursor, className: string | null): FunctionName | null {
  const { mark } = cursor;
  const owner: string[] = [];
  const returnsVoid = cursor.is('void');
  if (returnsVoid) cursor.next();
  if (cursor.accept('~') && cursor.isName()) {
    const at = cursor.next();
    return { at, name: `~${at.text}`, owner, role: 'destructor' };
  }
  while (cursor.isName()) {
    const at = cursor.next();
    if (cursor.is('<')) parseTypeArguments(cursor);
    const last = owner.at(-1) ?? className;
    if (cursor.is('(') && at.text === last)
      return { at, name: at.text, owner, role: 'constructor' };
    if (cursor.is('(') && !returnsVoid && owner.length > 0 && hasBody(cursor))
      return { at, name: at.text, owner, role: 'function' };
    if (!cursor.accept('::')) break;
    owner.push(at.text);
    if (cursor.accept('~') && cursor.isName()) {
      const name = cursor.next();
      return { at: name, name: `~${name.text}`, owner, role: 'destructor' };
    }
  }
  cursor.rewind(mark);
  return null;
}

function hasBody(cursor: Cursor): boolean {
  const after = cursor.peek(cursor.balancedLength()).text;
  return after === '{' || after === 'const';
}

export function parseFunctionName(cursor: Cursor): FunctionName | null {
  const owner: string[] = [];
  for (;;) {
    if (cursor.is('operator')) {
      const at = parseOperatorName(cursor);
      return { at, name: at.text, owner, role: 'operator' };
    }
    if (!cursor.isName()) return null;
    const at = cursor.next();
    if (cursor.is('<')) parseTypeArguments(cursor);
    if (!cursor.accept('::')) return { at, name: at.text, owner, role: 'function' };
    owner.push(at.text);
  }
}
