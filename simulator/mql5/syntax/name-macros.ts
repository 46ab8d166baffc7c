/**
 * Macros of a missing file that make names: `class decl(List) { decl(List)(); };`. Where one stands for the
 * name of a type, all its uses are read as single names. Only `parse` needs it, when a file is missing.
 */
import { TOKEN, type Token } from './token.ts';

const TAGS = new Set(['class', 'struct', 'interface', 'union', 'enum']);
/** What goes on behind the name of a type that is being defined. */
const AFTER_NAME = new Set(['{', ':', '<', ';']);

/** The tokens with every `decl(List)` as one name, if a type is defined so. */
export function mergeNameMacros(tokens: readonly Token[]): readonly Token[] {
  const macros = new Set<string>();
  for (let i = 0; i < tokens.length; i++) {
    const isTag = tokens[i]?.kind === TOKEN.name && TAGS.has(tokens[i]?.text ?? '');
    if (isTag && isUse(tokens, i + 1) && AFTER_NAME.has(tokens[i + 5]?.text ?? '')) {
      macros.add(tokens[i + 1]?.text ?? '');
    }
  }
  if (macros.size === 0) return tokens;
  const merged: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    if (!macros.has(token.text) || !isUse(tokens, i)) merged.push(token);
    else {
      merged.push({ ...token, text: `${token.text}(${tokens[i + 2]?.text ?? ''})` });
      i += 3;
    }
  }
  return merged;
}

/** Whether `name(name)` stands at this place. */
function isUse(tokens: readonly Token[], at: number): boolean {
  const [macro, open, name, close] = [tokens[at], tokens[at + 1], tokens[at + 2], tokens[at + 3]];
  const named = macro?.kind === TOKEN.name && name?.kind === TOKEN.name;
  return named && open?.text === '(' && close?.text === ')';
}
