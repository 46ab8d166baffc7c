/**
 * Declarations that are not built of types and names in the usual way: `typedef`, `using`, groups of
 * inputs, and the preprocessor lines that declare something.
 */
import type { Declaration } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseType } from './parse-types.ts';
import { parseParameters, type VariableHead } from './parse-variables.ts';
import { TOKEN, type DirectiveToken } from './token.ts';

export function parseTypedef(cursor: Cursor): Declaration[] {
  cursor.next();
  const target = parseType(cursor);
  if (!cursor.is('(')) {
    const at = cursor.expectName();
    cursor.typeNames.add(at.text);
    cursor.expect(';');
    return [{ kind: 'typedef', at, name: at.text, target, params: null }];
  }
  cursor.next();
  cursor.expect('*');
  const at = cursor.expectName();
  cursor.expect(')');
  cursor.typeNames.add(at.text);
  const { params } = parseParameters(cursor);
  cursor.expect(';');
  return [{ kind: 'typedef', at, name: at.text, target, params }];
}

export function parseUsing(cursor: Cursor): Declaration[] {
  const at = cursor.next();
  cursor.accept('namespace');
  const path = [cursor.expectName().text];
  while (cursor.accept('::')) path.push(cursor.expectName().text);
  cursor.expect(';');
  return [{ kind: 'using', at, path }];
}

/** `group` behind `input`: a label follows, or its macro alone in its line. */
export function startsGroup(cursor: Cursor, { storage }: VariableHead): boolean {
  if (!cursor.is('group')) return false;
  const [label, after] = [cursor.peek(), cursor.peek(2)];
  if (label.kind === TOKEN.string) return true;
  const isInput = storage === 'input' || storage === 'sinput';
  return cursor.lenient && isInput && label.kind === TOKEN.name && after.line > label.line;
}

/** `group "Label"` behind `input`; a macro of a missing file may stand for the label. */
export function parseGroup(cursor: Cursor): Declaration[] {
  const at = cursor.next();
  let label = '';
  for (;;) {
    const { token } = cursor;
    const isMacro = cursor.lenient && cursor.isName() && token.line === at.line;
    if (token.kind !== TOKEN.string && !isMacro) break;
    cursor.next();
    if (!isMacro) label += token.text.slice(1, -1);
  }
  cursor.accept(';');
  return [{ kind: 'input-group', at, label }];
}

/** `#import "x.dll"` begins the list of a library, `#import` ends it; `#resource … as type name` declares. */
export function parseDirective(cursor: Cursor): Declaration[] {
  const directive = cursor.next() as DirectiveToken;
  if (directive.text === 'import') {
    const library = directive.tokens.find(({ kind }) => kind === TOKEN.string);
    cursor.library = library === undefined ? null : library.text.slice(1, -1);
    return [];
  }
  const words = directive.tokens.map(({ text }) => text);
  const as = words.indexOf('as');
  const typeName = words[as + 1];
  const at = directive.tokens[as + 2];
  if (as < 0 || typeName === undefined || at === undefined) return [];
  const path = [typeName];
  const type = { at: directive, path, args: [], pointer: false, const: true };
  const dimensions = words[as + 3] === '[' ? [null] : [];
  const rest = { storage: 'static', owner: [], init: null, args: null, reference: false } as const;
  return [{ kind: 'variable', at, const: false, type, name: at.text, dimensions, ...rest }];
}
