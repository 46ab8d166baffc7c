/**
 * From a master's symbol to the slave's.
 *
 * Invariants:
 * 1. A name found in the slave's map is final: nothing is added to it.
 * 2. Prefix and suffix are added to unmapped names only, and never twice.
 * 3. The master's own prefix and suffix are taken off first, where configured and present.
 */
import type { SymbolRules } from './account.ts';
import type { Copy } from './copy.ts';

/** As many are learnt before they are needed: each costs the terminal and the link its quotes. */
const EXPECTED_MAX = 32;

/** What a master's symbol is called on the slave. */
export type Translation =
  | { readonly type: 'mapped'; readonly symbol: string }
  | { readonly type: 'unmapped'; readonly detail: string };

/**
 * The slave's name of a master's symbol. Whether the slave's broker has such a symbol is not known
 * here: its terminal tells.
 */
export function translate(symbol: string, master: SymbolRules, slave: SymbolRules): Translation {
  const base = bare(symbol, master);
  const override = slave.map.get(symbol) ?? slave.map.get(base);
  if (override !== undefined) {
    return override === ''
      ? { type: 'unmapped', detail: `symbol_map excludes "${symbol}"` }
      : { type: 'mapped', symbol: override };
  }
  if (base === '') return { type: 'unmapped', detail: `"${symbol}" is only a prefix and a suffix` };
  return { type: 'mapped', symbol: dressed(base, slave) };
}

/**
 * The slave's symbols that its next copies probably are in, so that the first one need not wait for a
 * specification and a quote: those that its map leads to, and those of its copies, the newest first.
 */
export function expectedSymbols(
  { map }: SymbolRules,
  copies: Iterable<Pick<Copy, 'symbol' | 'intendedVolume'>>,
): readonly string[] {
  // One that was refused before it was sized may be in a symbol that is not there.
  const sized = [...copies].filter(({ intendedVolume }) => intendedVolume !== null);
  const all = new Set([...map.values(), ...sized.toReversed().map(({ symbol }) => symbol)]);
  all.delete('');
  return [...all].slice(0, EXPECTED_MAX);
}

function bare(symbol: string, { prefix, suffix }: SymbolRules): string {
  const start = prefix !== '' && symbol.startsWith(prefix) ? prefix.length : 0;
  const rest = symbol.slice(start);
  return suffix !== '' && rest.endsWith(suffix) ? rest.slice(0, -suffix.length) : rest;
}

function dressed(base: string, { prefix, suffix }: SymbolRules): string {
  const front = base.startsWith(prefix) ? base : prefix + base;
  return front.endsWith(suffix) ? front : front + suffix;
}
