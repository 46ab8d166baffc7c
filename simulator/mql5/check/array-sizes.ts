/**
 * The sizes of declared arrays. They are constant, and one may be the size of another array: that of
 * an array whose own size is written, or that begins with a list.
 */
import type { VariableNode } from '../syntax/ast.ts';
import type { Binder } from './binder.ts';
import type { Bound } from './bound.ts';
import type { FunctionSymbol } from './symbols.ts';
import { isIntegral, type Type } from './types.ts';

/** The type of a variable with the dimensions of its declaration (146, 188, 203). */
export function arrayType(binder: Binder, node: VariableNode, own: Type): Type {
  if (node.dimensions.length === 0) return own;
  const dims = node.dimensions.map((dimension, index) => {
    if (dimension === null) {
      if (index > 0)
        binder.error(node.at, 146, `'${node.name}' - only the first dimension may be dynamic`);
      return index === 0 ? null : 1;
    }
    binder.inArraySize = true;
    const size = binder.expression(dimension);
    binder.inArraySize = false;
    if (size.kind !== 'constant' || !isIntegral(size.type)) {
      if (size.type.kind !== 'any')
        binder.error(dimension.at, 188, 'constant expression required as an array size');
      return 1;
    }
    if (Number(size.value) <= 0)
      binder.error(dimension.at, 203, 'positive integer constant required as an array size');
    return Number(size.value);
  });
  return { kind: 'array', of: own, dims };
}

/** What `ArraySize(a)` and `a.Size()` are in the size of another array; `null` if only a run tells. */
export function knownSize(
  binder: Binder,
  target: FunctionSymbol,
  [array]: readonly Bound[],
): number | null {
  if (!binder.inArraySize || array?.kind !== 'variable' || array.type.kind !== 'array') return null;
  const { builtins, listed } = binder.checker;
  const library = builtins.own('ArraySize');
  if (library?.kind !== 'functions' || !library.list.includes(target)) return null;
  const { variable } = array;
  if (variable.reference) return null;
  let size = 1;
  for (const dim of array.type.dims) {
    const known = dim ?? listed.get(variable.id);
    if (known === undefined) return null;
    size *= known;
  }
  return size;
}
