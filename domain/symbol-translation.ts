/**
 * From a master's symbol to the slave's.
 *
 * Invariants:
 * 1. A name found in the slave's map is final: nothing is added to it.
 * 2. Prefix and suffix are added to unmapped names only, and never twice.
 * 3. The master's own prefix and suffix are taken off first, where configured and present.
 */
import type { SymbolRules } from './account.ts';

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

function bare(symbol: string, { prefix, suffix }: SymbolRules): string {
  const start = prefix !== '' && symbol.startsWith(prefix) ? prefix.length : 0;
  const rest = symbol.slice(start);
  return suffix !== '' && rest.endsWith(suffix) ? rest.slice(0, -suffix.length) : rest;
}

function dressed(base: string, { prefix, suffix }: SymbolRules): string {
  const front = base.startsWith(prefix) ? base : prefix + base;
  return front.endsWith(suffix) ? front : front + suffix;
}
