/** Calls of MQL5's own functions: what is printed is text already, and some need to know a type. */
import type { BoundArgument } from '../check/bound.ts';
import type { FunctionSymbol } from '../check/symbols.ts';
import { STRING, isWide, typeName, type Type } from '../check/types.ts';
import type { ExpressionEmitter } from './expressions.ts';
import { convertText, zeroText } from './values.ts';

/** Functions whose open arguments are written as their format says. */
const FORMATTING = new Set(['StringFormat', 'PrintFormat', 'printf']);

export function libraryCallText(
  expressions: ExpressionEmitter,
  target: FunctionSymbol,
  args: readonly BoundArgument[],
): string {
  const { name } = target;
  const [first] = args;
  if (name === 'ZeroMemory' && first !== undefined && first.mode === 'cell') {
    return expressions.assign(first.value, zeroText(first.value.type));
  }
  if (name === 'EnumToString' && first?.value.type.kind === 'enum') {
    return `$.enumText(${expressions.emit(first.value)},${JSON.stringify([...first.value.type.members])})`;
  }
  const fixed = target.params.length;
  const formats = FORMATTING.has(name);
  const codes = args.map((arg, index) => {
    const open = target.node.variadic && index >= fixed && !formats;
    return open
      ? printedText(expressions.emit(arg.value), arg.value.type)
      : expressions.argument(arg);
  });
  return `$l_${name}(${codes.join()})`;
}

function printedText(code: string, type: Type): string {
  if (isWide(type) && typeName(type) !== 'datetime') return `String(${code})`;
  if (typeName(type) === 'double' || typeName(type) === 'float') return `$.shortRealText(${code})`;
  const text = type.kind === 'primitive' || type.kind === 'enum';
  return text && typeName(type) !== 'string' ? convertText(code, type, STRING) : `String(${code})`;
}
