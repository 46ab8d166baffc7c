/**
 * What `#define` means: parsing a definition, and replacing one use of it by tokens.
 * Invariants: 1. a body is expanded where it is used, so later definitions count; 2. `#` and `##` see
 * the argument as written, all other uses see it expanded; 3. all tokens of a use stand where it stands.
 */
import type { Diagnostics } from '../position.ts';
import { lex } from './lexer.ts';
import { TOKEN, type Token } from './token.ts';

export interface Macro {
  readonly name: string;
  /** `null` for an object-like macro. */
  readonly parameters: readonly string[] | null;
  readonly body: readonly Token[];
}

/** Reads `NAME body` or `NAME(a,b) body`; `null` when it is no definition (reported). */
export function parseMacro(
  tokens: readonly Token[],
  at: Token,
  diagnostics: Diagnostics,
): Macro | null {
  const name = tokens[0];
  if (name?.kind !== TOKEN.name) {
    diagnostics.error(name ?? at, 108, `inappropriate name for #define '${name?.text ?? ''}'`);
    return null;
  }
  if (tokens[1]?.text !== '(' || tokens[1].space) {
    return { name: name.text, parameters: null, body: tokens.slice(1) };
  }
  const close = tokens.findIndex(({ text }) => text === ')');
  const parameters = tokens.slice(2, close).filter((_, i) => i % 2 === 0);
  const commas = tokens.slice(2, close).filter((_, i) => i % 2 === 1);
  const wellFormed =
    close > 0 &&
    parameters.every(({ kind }) => kind === TOKEN.name) &&
    commas.every(({ text }) => text === ',') &&
    (parameters.length === 0 || commas.length === parameters.length - 1);
  if (!wellFormed) {
    diagnostics.error(name, 317, `error in formal parameters of the macro '${name.text}'`);
    return null;
  }
  const names = parameters.map(({ text }) => text);
  return { name: name.text, parameters: names, body: tokens.slice(close + 1) };
}

/**
 * The tokens that replace one use.
 * @param args the arguments as written, one per parameter
 * @param expand expands the tokens of an argument by themselves
 */
export function substitute(
  macro: Macro,
  args: readonly (readonly Token[])[],
  use: Token,
  expand: (tokens: readonly Token[]) => readonly Token[],
): Token[] {
  const result: Token[] = [];
  const { body } = macro;
  const argumentOf = (token: Token | undefined): readonly Token[] | null => {
    if (token?.kind !== TOKEN.name || macro.parameters === null) return null;
    const index = macro.parameters.indexOf(token.text);
    return index < 0 ? null : (args[index] ?? []);
  };
  for (let i = 0; i < body.length; i++) {
    const token = body[i];
    if (token === undefined) break;
    const quoted = token.text === '#' ? argumentOf(body[i + 1]) : null;
    if (quoted !== null) {
      result.push(placed(stringify(quoted, token), use));
      i++;
    } else if (token.text === '##' && result.length > 0) {
      const next = body[++i];
      const right = argumentOf(next) ?? (next === undefined ? [] : [next]);
      paste(result, right, use);
    } else {
      const written = argumentOf(token);
      const pasted = body[i + 1]?.text === '##';
      const tokens = written === null ? [token] : pasted ? written : expand(written);
      for (const [index, part] of tokens.entries()) {
        result.push(placed(index === 0 ? { ...part, space: token.space } : part, use));
      }
      // An empty argument before ## still is the left side of the paste.
      if (pasted && tokens.length === 0) result.push(placed(emptyToken(token), use));
    }
  }
  return result.filter(({ text }) => text !== '');
}

function paste(result: Token[], right: readonly Token[], use: Token): void {
  const left = result.pop();
  const [first, ...rest] = right;
  if (left === undefined || first === undefined) {
    if (left !== undefined) result.push(left);
    return;
  }
  const joined = lex(left.text + first.text, use.file);
  for (const [index, token] of joined.entries()) {
    result.push(placed(index === 0 ? { ...token, space: left.space } : token, use));
  }
  for (const token of rest) result.push(placed(token, use));
}

function stringify(tokens: readonly Token[], at: Token): Token {
  const written = tokens
    .map((token, index) => (index > 0 && token.space ? ` ${token.text}` : token.text))
    .join('');
  const escaped = written.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return { ...at, kind: TOKEN.string, text: `"${escaped}"` };
}

function emptyToken(at: Token): Token {
  return { ...at, kind: TOKEN.name, text: '' };
}

function placed(token: Token, use: Token): Token {
  return { ...token, file: use.file, line: use.line, col: use.col };
}
