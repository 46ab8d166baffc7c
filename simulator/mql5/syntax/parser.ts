/**
 * Tokens to a tree: the one entrance to the parser.
 * Layers, each using only those before it: types, operands and expressions, variables, statements,
 * functions, classes, declarations.
 */
import { withinDepth } from '../depth.ts';
import type { Diagnostics } from '../position.ts';
import type { Declaration } from './ast.ts';
import { Cursor } from './cursor.ts';
import { parseDeclaration, parseDeclarations } from './parse-declarations.ts';
import { mergeNameMacros } from './name-macros.ts';
import { parseAssignment, parseList } from './parse-expressions.ts';
import { TOKEN, type Token } from './token.ts';

export interface ParseOptions {
  /** Names of types that need no declaration, for example those of the MQL5 functions. */
  readonly typeNames: Iterable<string>;
  /** Set when an included file is missing: its macros and types are guessed from their use. */
  readonly lenient: boolean;
}

/** The declarations of a whole program; what does not parse is reported and left out. */
export function parseProgram(
  tokens: readonly Token[],
  diagnostics: Diagnostics,
  { typeNames, lenient }: ParseOptions,
): readonly Declaration[] {
  const grammar = {
    assignment: parseAssignment,
    list: parseList,
    localType: (at: Cursor) => parseDeclaration(at, null),
  };
  const words = lenient ? mergeNameMacros(tokens) : tokens;
  const cursor = new Cursor({ tokens: words, diagnostics, lenient, grammar });
  for (const name of typeNames) cursor.typeNames.add(name);
  return withinDepth(diagnostics, cursor.token, () => parseAll(cursor, diagnostics)) ?? [];
}

function parseAll(cursor: Cursor, diagnostics: Diagnostics): readonly Declaration[] {
  const declarations = parseDeclarations(cursor);
  while (cursor.token.kind !== TOKEN.eof) {
    const { token } = cursor;
    diagnostics.error(token, 149, `'${token.text}' - unexpected token`);
    cursor.next();
    declarations.push(...parseDeclarations(cursor));
  }
  return declarations;
}
