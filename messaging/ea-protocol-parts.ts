/** What the messages of the EA link are made of: numbers as text, positions, orders and deals. */
import { z } from 'zod';
import { isMagic, isTicket } from '../domain/ids.ts';
import { isDecimal } from '../domain/symbol-spec.ts';

/** An MT5 ticket or identifier; 64-bit, therefore a string. */
export const ticket = z.string().refine(isTicket, 'must be a positive 64-bit integer as a string');
/** The same, or `0` for none. */
export const ticketOrZero = z
  .string()
  .refine((value) => value === '0' || isTicket(value), 'must be a 64-bit integer as a string');
/** A magic number. */
export const magic = z.string().refine(isMagic, 'must be a 64-bit integer as a string');
/** A price or a volume; `0` is none, as in MT5. */
export const decimal = z.string().refine(isDecimal, 'must be a plain decimal as a string');
/** A volume or a price: greater than zero. */
export const positive = decimal.refine((value) => /[1-9]/.test(value), 'must be greater than 0');
/** Money. */
export const signedDecimal = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,8})?$/, 'must be a decimal as a string');
/** Milliseconds. */
export const ms = z.number().int().nonnegative();
/** A whole number from 0 on: a count, a level, a set of bits. */
export const whole = z.number().int().nonnegative();
export const name = z.string().min(1).max(64);
export const text = z.string().max(256);
/** Lower-case hex of 32 bytes: a nonce or an HMAC-SHA-256. */
export const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits');
/** The name of a request, for ever. */
export const requestId = z.string().min(1).max(512);

/** The four permissions that trading needs: any of them is missing for a reason of its own. */
export const permissions = z.strictObject({
  /** The Algo Trading button of the terminal. */
  terminal: z.boolean(),
  /** "Allow Algo Trading" in the EA's properties. */
  program: z.boolean(),
  /** False with the investor password. */
  account: z.boolean(),
  /** The broker allows Expert Advisors. */
  expert: z.boolean(),
});

export const position = z.strictObject({
  ticket,
  identifier: ticket,
  symbol: name,
  type: z.enum(['BUY', 'SELL']),
  volume: positive,
  priceOpen: positive,
  /** `0` is none, as in MT5. */
  sl: decimal,
  tp: decimal,
  /** POSITION_TIME_MSC, server time. */
  timeMsc: ms,
  magic,
  comment: text,
});

/** An order that is pending or in execution. */
export const order = z.strictObject({
  ticket,
  symbol: name,
  type: text,
  volume: decimal,
  magic,
  price: decimal.exactOptional(),
  /** Where a stop limit order places its limit order. */
  stopLimit: decimal.exactOptional(),
  sl: decimal.exactOptional(),
  tp: decimal.exactOptional(),
  /** Server time; 0 is never. */
  expiry: ms.exactOptional(),
  comment: text.exactOptional(),
});

/** A deal that changed a position. */
export const deal = z.strictObject({
  deal: ticket,
  /** 9223372036854775807 when the broker made the deal without an order. */
  order: ticket,
  identifier: ticket,
  entry: z.enum(['IN', 'OUT', 'OUT_BY', 'INOUT']),
  volume: positive,
  price: positive,
  timeMsc: ms,
  /** DEAL_REASON without its prefix. */
  reason: text,
  magic,
});

export const closingDeal = deal.extend({
  symbol: name,
  entry: z.enum(['OUT', 'OUT_BY', 'INOUT']),
});
