/** Parses what a client of the broker's process sends: the strict schema of ToBroker, line by line. */
import { z } from 'zod';
import { ProtocolError } from '../../domain/errors.ts';
import type { ToBroker } from '../broker/messages.ts';

const number = z.number().int().positive();
const digits = z.string().regex(/^\d{1,20}$/);
const decimal = z.string().regex(/^\d{1,15}(\.\d{1,15})?$/);
const orderType = z.enum([
  'BUY',
  'SELL',
  'BUY_LIMIT',
  'SELL_LIMIT',
  'BUY_STOP',
  'SELL_STOP',
  'BUY_STOP_LIMIT',
  'SELL_STOP_LIMIT',
  'CLOSE_BY',
]);

/** MqlTradeRequest on the wire. */
const tradeRequest = z.strictObject({
  action: z.enum(['DEAL', 'PENDING', 'SLTP', 'MODIFY', 'REMOVE', 'CLOSE_BY']),
  magic: z.string().regex(/^-?\d{1,20}$/),
  order: digits,
  symbol: z.string().max(64),
  volume: decimal,
  price: decimal,
  stoplimit: decimal,
  sl: decimal,
  tp: decimal,
  deviation: z.number().int().nonnegative(),
  type: orderType,
  filling: z.enum(['FOK', 'IOC', 'RETURN', 'BOC']),
  lifetime: z.enum(['GTC', 'DAY', 'SPECIFIED', 'SPECIFIED_DAY']),
  expiration: z.number().int().nonnegative(),
  comment: z.string().max(256),
  position: digits,
  positionBy: digits,
});

/** A SEND without its type and number: also what the journal keeps of it. */
export const send = z.strictObject({
  request: z.string().min(1).max(256),
  reason: z.enum(['CLIENT', 'MOBILE', 'EXPERT']),
  trade: tradeRequest,
  orderSendNs: digits,
});

const toBroker = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('LOGIN'),
    token: z.string().max(256),
    login: z.string().max(32),
    as: z.enum(['terminal', 'trader', 'control']),
  }),
  send.extend({ type: z.literal('SEND'), number }),
  z.strictObject({ type: z.literal('WATCH'), symbols: z.array(z.string().max(64)).max(1_000) }),
  z.strictObject({ type: z.literal('PING'), number }),
  z.strictObject({ type: z.literal('FAULT'), number, fault: z.unknown() }),
  z.strictObject({ type: z.literal('FAULTS'), number }),
  z.strictObject({ type: z.literal('REMOVE_FAULT'), number, fault: z.string().max(64) }),
  z.strictObject({ type: z.literal('CLEAR_FAULTS'), number }),
  z.strictObject({ type: z.literal('STOP'), number }),
]);

/** @throws ProtocolError naming what is wrong, never the text itself: it may hold the token. */
export function parseToBroker(line: string): ToBroker {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new ProtocolError('a line for the broker is no JSON');
  }
  const parsed = toBroker.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ProtocolError(`a line for the broker is no message:\n${z.prettifyError(parsed.error)}`);
}
