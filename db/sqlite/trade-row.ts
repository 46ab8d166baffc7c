/** A copy as a row of `trades`: the shared document with times as ISO text. */
import type { Copy } from '../../domain/copy.ts';
import { tradeDocument } from '../trade-document.ts';

/** Values by column name, as libsql binds them: never a boolean, integers as bigint. */
export type Row = Readonly<Record<string, string | bigint | null>>;

/** The row of a copy. */
export function rowOfCopy(copy: Copy): Row {
  return Object.fromEntries(
    Object.entries(tradeDocument(copy)).map(([column, value]) => {
      if (value instanceof Date) return [column, value.toISOString()];
      // libsql binds a JavaScript number as REAL.
      return [column, typeof value === 'number' ? BigInt(value) : value];
    }),
  );
}
