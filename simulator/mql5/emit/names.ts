/** Names in the emitted program that the checker did not give. */
import type { FunctionSymbol } from '../check/symbols.ts';

/** Temporaries of one function; declared at its top. */
export class Names {
  readonly temporaries: string[] = [];

  temporary(): string {
    const name = `$t${this.temporaries.length}`;
    this.temporaries.push(name);
    return name;
  }
}

/**
 * A virtual method has the same name in all classes that override it; any other method has its own, so
 * that a call is bound to the class that the source names.
 */
export function methodName(symbol: FunctionSymbol): string {
  if (!symbol.virtual) return symbol.id;
  const readable = `${symbol.name}_${symbol.signature()}`;
  return `v_${readable.replaceAll(/\W/g, (sign) => `$${sign.charCodeAt(0).toString(36)}`)}`;
}
