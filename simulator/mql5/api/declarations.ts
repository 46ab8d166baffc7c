/**
 * The texts of the library cut into declarations, so that only those a program names need be parsed.
 * A cut is made by form, not by grammar: `api/` writes enumerations, structures, constants and functions
 * in these four forms only.
 */

export interface LibraryDeclaration {
  readonly kind: 'type' | 'function' | 'constant';
  /** The type with the names of an enumeration, the function, or the constant; never empty. */
  readonly names: readonly string[];
  /** All overloads of a function together. */
  text: string;
}

const DECLARATION = /\s*\b(?:enum|struct)\b[^{;(]*\{[^}]*\};|[^;]+;/g;
const FORM = /^\s*(?:(enum|struct) ?(\w*) *\{|const \w+ (\w+) *[=;])/;
const FUNCTION_NAME = /(\w+)\(/;

/** Every name of the library with the declaration that gives it. */
export function indexDeclarations(texts: readonly string[]): Map<string, LibraryDeclaration> {
  const index = new Map<string, LibraryDeclaration>();
  for (const [text] of texts.flatMap((source) => [...source.matchAll(DECLARATION)])) {
    const declaration = readDeclaration(text);
    if (declaration === null) continue;
    const overloads = index.get(declaration.names[0] ?? '');
    if (overloads !== undefined) overloads.text += text;
    else for (const name of declaration.names) index.set(name, declaration);
  }
  return index;
}

function readDeclaration(text: string): LibraryDeclaration | null {
  const [head = '', keyword, type = '', constant] = FORM.exec(text) ?? [];
  if (constant !== undefined) return { kind: 'constant', names: [constant], text };
  if (keyword !== undefined) {
    const members = keyword === 'enum' ? enumerators(text.slice(head.length)) : [];
    if (type === '') return { kind: 'constant', names: members, text };
    return { kind: 'type', names: [type, ...members], text };
  }
  const name = FUNCTION_NAME.exec(text)?.[1];
  return name === undefined ? null : { kind: 'function', names: [name], text };
}

/** `A=1, B };` → A, B */
function enumerators(members: string): string[] {
  return members.split(',').flatMap((member) => /\w+/.exec(member)?.[0] ?? []);
}
