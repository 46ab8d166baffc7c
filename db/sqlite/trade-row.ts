/** A copy as a row of `trades`: the shared document with times as ISO text. */
import type { Copy } from '../../domain/copy.ts';
import { tradeDocument, type TradeDocument } from '../trade-document.ts';
import { COPY_FIELDS, type CopyField } from '../trade-fields.ts';

/** A value as libsql binds it: never a boolean, integers as bigint. */
type Value = string | bigint | null;

/** Its values in the order of {@link COPY_FIELDS}: bound by number, which takes half as long as by name. */
export function valuesOfCopy(copy: Copy): Value[] {
  const document = tradeDocument(copy);
  return COPY_FIELDS.map((column) => valueOf(document[column]));
}

/** Where in {@link valuesOfCopy} a column's value stands, as SQL names it. */
export function parameter(column: CopyField): string {
  return `?${String(COPY_FIELDS.indexOf(column) + 1)}`;
}

function valueOf(value: TradeDocument[CopyField]): Value {
  if (value instanceof Date) return value.toISOString();
  // libsql binds a JavaScript number as REAL.
  return typeof value === 'number' ? BigInt(value) : value;
}
