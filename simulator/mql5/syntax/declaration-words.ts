/** The words in front of a declaration: templates, storage, `virtual`, `const`. */
import type { Storage } from './ast.ts';
import type { Cursor } from './cursor.ts';
import type { FunctionHead } from './parse-functions.ts';
import { TOKEN } from './token.ts';

export interface Words extends FunctionHead {
  readonly storage: Storage;
}

/** `template<typename T>`, `static`, `virtual`, `input`, … in any order. */
export function parseWords(cursor: Cursor): Words {
  const storage = 'none' as Storage;
  const typeParams: string[] = [];
  const words = { static: false, virtual: false, const: false, storage, typeParams };
  for (;;) {
    const { token } = cursor;
    if (token.kind !== TOKEN.name) return words;
    switch (token.text) {
      case 'template':
        if (cursor.peek().text !== '<') return words;
        cursor.next();
        typeParams.push(...parseTypeParams(cursor));
        break;
      case 'static':
        cursor.next();
        words.static = true;
        if (words.storage === 'none') words.storage = 'static';
        break;
      case 'virtual':
      case 'const':
        cursor.next();
        words[token.text] = true;
        break;
      case 'input':
      case 'sinput':
        cursor.next();
        words.storage = token.text;
        if (cursor.is('(')) cursor.skipBalanced();
        break;
      case 'extern':
        cursor.next();
        words.storage = 'extern';
        break;
      default:
        if (!cursor.accept('export') && !acceptInline(cursor)) return words;
    }
  }
}

/** The words again behind the type, where they may also stand: `void virtual f();`, `int static n;` */
export function parseLateWords(cursor: Cursor, words: Words): Words {
  const isVirtual = cursor.accept('virtual');
  if (!isVirtual && !cursor.accept('static')) return words;
  if (isVirtual) return { ...words, virtual: true };
  const storage = words.storage === 'none' ? 'static' : words.storage;
  return { ...words, static: true, storage, const: cursor.accept('const') || words.const };
}

/** `inline` means nothing, and is no reserved word. */
function acceptInline(cursor: Cursor): boolean {
  const { kind } = cursor.peek();
  return kind === TOKEN.name && cursor.accept('inline');
}

function parseTypeParams(cursor: Cursor): string[] {
  cursor.expect('<');
  const names: string[] = [];
  if (cursor.accept('>')) return names;
  do {
    if (!cursor.accept('typename')) cursor.accept('class');
    const name = cursor.expectName().text;
    names.push(name);
    cursor.typeNames.add(name);
  } while (cursor.accept(','));
  cursor.expect('>');
  return names;
}
