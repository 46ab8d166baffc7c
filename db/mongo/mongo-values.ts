/** BSON values ↔ the forms that both stores share: bigint for 64-bit integers, text for decimals. */
import { Big } from 'big.js';
import { Decimal128, ObjectId, type Document } from 'mongodb';
import type { RawDocument } from '../account-store.ts';
import type { TradeDocument } from '../trade-document.ts';

/** Decimals are stored as Decimal128: exact, and compared and sorted as numbers. */
const DECIMAL_FIELDS = new Set(['volume', 'master_volume', 'master_sl', 'master_tp']);

/** A trade as it is stored: bigint becomes Long by the driver, Date stays. */
export function toBson(trade: TradeDocument): Document {
  return Object.fromEntries(
    Object.entries(trade).map(([field, value]) => [
      field,
      typeof value === 'string' && DECIMAL_FIELDS.has(field) ? Decimal128.fromString(value) : value,
    ]),
  );
}

/** A stored document without BSON types; `_id` becomes text. */
export function fromBson(document: Document): RawDocument {
  return Object.fromEntries(
    Object.entries(document).map(([field, value]) => [field, plainValue(value)]),
  );
}

/** The same as JSON would give it: safe integers as numbers, larger ones and dates as text. */
export function asJson(document: Document): RawDocument {
  return JSON.parse(JSON.stringify(fromBson(document), jsonValue)) as RawDocument;
}

function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  }
  // JSON has null for it, and a limit that is no number would pass for none at all.
  if (typeof value === 'number' && !Number.isFinite(value)) return { $numberDouble: String(value) };
  return value;
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Decimal128) return plainDecimal(value.toString());
  if (value instanceof ObjectId) return value.toHexString();
  if ('_bsontype' in value) return `a BSON ${String(value['_bsontype' as keyof typeof value])}`;
  return fromBson(value);
}

/** `1.0E-7` → `0.00000010`: no digit is lost, and none is added. */
function plainDecimal(text: string): string {
  const [, mantissa, exponent] = /^(-?[\d.]+)E([+-]\d+)$/.exec(text) ?? [];
  if (mantissa === undefined || exponent === undefined) return text;
  const decimals = (mantissa.split('.')[1] ?? '').length - Number(exponent);
  return new Big(text).toFixed(Math.max(0, decimals));
}
