/**
 * The fields of a `trades` document in the form that both stores share: 64-bit integers as bigint,
 * times as Date, decimals as text. Reading also accepts what other programs write for the same
 * thing: whole-number doubles, decimals as numbers, times as ISO text.
 */
import { Big } from 'big.js';
import { z } from 'zod';
import { CLOSE_CAUSES } from '../domain/copy.ts';
import {
  accountName,
  isMagic,
  magic,
  masterId,
  positionId,
  slaveId,
  ticket,
  type CopyId,
  type RequestId,
} from '../domain/ids.ts';
import { REFUSAL_CODES } from '../domain/refusal.ts';
import { isDecimal, type Lots, type Price } from '../domain/symbol-spec.ts';

/** The Python copier's two, and what only this program writes. */
export const TRADE_STATUSES = [
  'OPENING',
  'OPEN',
  'CLOSING',
  'CLOSED',
  'REFUSED',
  'UNKNOWN',
  'DETACHED',
] as const;
/** Those of an entry that may have a position. */
export const LIVE_STATUSES = ['OPENING', 'OPEN', 'CLOSING', 'UNKNOWN'] as const;

/** Longest text of one field. */
export const MAX_TEXT = 1024;

const text = z.string().max(MAX_TEXT);

/** Any integer of 64 bits as its signed bigint: a `ulong` above 2^63 is stored as a negative one. */
const int64 = z
  .union([z.bigint(), z.int().transform(BigInt)])
  .refine((value) => BigInt.asIntN(64, value) === value);

const ulong = int64
  .transform((value) => BigInt.asUintN(64, value).toString())
  .refine((value) => value !== '0');

const count = z
  .union([z.int(), z.bigint().transform(Number)])
  .pipe(z.int())
  .refine((value) => value >= 0);

const time = z
  .union([z.date(), z.iso.datetime({ offset: true, local: true }).transform(utc)])
  .transform((date) => date.getTime())
  .pipe(z.int());

/** The Python copier's times carry no zone when they come as text; they are UTC. */
function utc(iso: string): Date {
  return new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
}

const decimal = z
  .union([z.string(), z.number().transform((value) => new Big(value).toFixed())])
  .refine((value) => isDecimal(value) && new Big(value).gt(0));
const lotsField = decimal.transform((value) => value as Lots);
const priceField = decimal.transform((value) => value as Price);

/** What a document of the Python copier has; absent is as good as null. */
const shared = {
  master_ticket: ulong.transform(ticket),
  slave_ticket: ulong.transform(ticket).nullish().default(null),
  slave_name: text.min(1).transform(accountName),
  symbol: text.min(1),
  direction: z.enum(['BUY', 'SELL']),
  open_time: time.nullish().default(null),
  close_time: time.nullish().default(null),
};

/** A document that the Python copier wrote; its further fields are its own business. */
export const pythonTrade = z.looseObject({ ...shared, status: z.enum(['OPEN', 'CLOSED']) });

/** Every field of a document that this program wrote: a copy, complete. */
const copyFields = {
  ...shared,
  status: z.enum(TRADE_STATUSES),
  copy_id: text.min(1).transform((value) => value as CopyId),
  master_id: text.min(1).transform(masterId),
  slave_id: text.min(1).transform(slaveId),
  magic: int64
    .transform(String)
    .refine(isMagic)
    .transform((value) => magic(value)),
  master_position: ulong.transform(positionId),
  slave_position: ulong.transform(positionId).nullable(),
  volume: lotsField.nullable(),
  master_volume: lotsField,
  master_sl: priceField.nullable(),
  master_tp: priceField.nullable(),
  requests: count,
  intended_at: time,
  journal_id: text.nullable(),
  version: count.refine((value) => value >= 1),
  request_id: text
    .min(1)
    .transform((value) => value as RequestId)
    .nullable(),
  close_cause: z.enum(CLOSE_CAUSES).nullable(),
  refusal_code: z.enum(REFUSAL_CODES).nullable(),
  refusal_detail: text.nullable(),
  unknown_operation: z.enum(['open', 'modify', 'close-part', 'close']).nullable(),
  unknown_since: time.nullable(),
  detached_reason: text.nullable(),
};

/** Written apart from the copy, and not by every version of this program: never a reason to fail. */
const latencyFields = {
  open_latency: z.unknown().optional(),
  close_latency: z.unknown().optional(),
};

/** A document that this program wrote: complete, every field known. */
export const copyTrade = z.strictObject({ ...copyFields, ...latencyFields });

/** See {@link copyTrade}. */
export type CopyTrade = z.output<typeof copyTrade>;
/** The names of the fields that make a copy. */
export type CopyField = keyof typeof copyFields;
/** See {@link CopyField}. */
export const COPY_FIELDS = Object.keys(copyFields) as readonly CopyField[];

/** What each field must be, in the words of a message. */
export function expectedOfTrade(field: string): string {
  if (field.endsWith('_ticket') || field.endsWith('_position')) return 'a positive 64-bit integer';
  if (field.endsWith('_time') || field.endsWith('_at') || field.endsWith('_since')) return 'a date';
  if (field.endsWith('_sl') || field.endsWith('_tp')) return 'a price';
  switch (field) {
    case 'magic':
      return 'a 64-bit integer';
    case 'volume':
    case 'master_volume':
      return 'lots';
    case 'requests':
    case 'version':
      return 'a whole number';
    case 'direction':
      return '"BUY" or "SELL"';
    case 'status':
      return TRADE_STATUSES.join(', ');
    case 'close_cause':
      return CLOSE_CAUSES.join(', ');
    case 'refusal_code':
      return 'a known refusal code';
    default:
      return 'text';
  }
}
