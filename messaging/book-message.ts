/**
 * The one message on the bus: a master's whole book (docs/bus.md). The schema is the wire format;
 * a change of it needs a new PROTOCOL_VERSION and a line in its history.
 */
import { z } from 'zod';
import type { MasterBook } from '../domain/book.ts';
import { ProtocolError } from '../domain/errors.ts';
import {
  accountId,
  accountName,
  isMagic,
  isTicket,
  magic,
  masterId,
  positionId,
  ticket,
} from '../domain/ids.ts';
import { isDecimal, lots, price, type Price } from '../domain/symbol-spec.ts';

/** History: 1 = first version. */
export const BUS_PROTOCOL_VERSION = 1;
/** Larger messages are neither sent nor read: 10,000 positions fit. */
export const BOOK_MESSAGE_MAX_BYTES = 4 * 1024 * 1024;

const ticketText = z.string().refine(isTicket, 'must be a positive 64-bit integer as a string');
const magicText = z.string().refine(isMagic, 'must be a 64-bit integer as a string');
const decimal = z.string().refine(isDecimal, 'must be a plain decimal as a string');
/** A volume or a price: greater than zero. */
const positive = decimal.refine((text) => /[1-9]/.test(text), 'must be greater than 0');
const signedDecimal = z.string().regex(/^-?\d{1,15}(\.\d{1,8})?$/, 'must be a decimal as a string');
const ms = z.number().int().nonnegative();
const text = z.string().max(256);
const name = z.string().min(1).max(64);

const position = z.strictObject({
  identifier: ticketText,
  ticket: ticketText,
  symbol: name,
  side: z.enum(['BUY', 'SELL']),
  volume: positive,
  priceOpen: positive,
  sl: positive.nullable(),
  tp: positive.nullable(),
  openedAtServerMs: ms,
  magic: magicText,
  comment: text,
});

const closingDeal = z.strictObject({
  deal: ticketText,
  order: ticketText,
  identifier: ticketText,
  entry: z.enum(['OUT', 'OUT_BY', 'INOUT']),
  volume: positive,
  price: positive,
  timeServerMs: ms,
  reason: text,
  magic: magicText,
});

const bookMessage = z.strictObject({
  version: z.literal(BUS_PROTOCOL_VERSION),
  masterId: z.string().min(3).max(128),
  name: z.string().min(1).max(64),
  login: ticketText,
  server: name,
  epoch: z.number().int().positive(),
  seq: z.number().int().positive(),
  read: z.number().int().positive(),
  readAt: ms,
  sentAt: ms,
  serverNow: ms,
  connected: z.boolean(),
  synced: z.boolean(),
  complete: z.boolean(),
  positions: z.array(position).max(10_000),
  orders: z.array(ticketText).max(10_000),
  recentlyClosed: z.array(closingDeal).max(256),
  account: z.strictObject({ balance: signedDecimal, equity: signedDecimal, currency: text }),
});
/** See file header. */
export type BookMessage = z.infer<typeof bookMessage>;

/** @throws ProtocolError when `bytes` is no book message of this version, or is too long. */
export function decodeBookMessage(bytes: Uint8Array): BookMessage {
  if (bytes.byteLength > BOOK_MESSAGE_MAX_BYTES) {
    throw new ProtocolError(`book message of ${String(bytes.byteLength)} bytes is too long`);
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ProtocolError('book message is no JSON', { cause });
  }
  const parsed = bookMessage.safeParse(json);
  if (!parsed.success) {
    throw new ProtocolError(`book message is malformed: ${z.prettifyError(parsed.error)}`);
  }
  const { masterId: id, login, server, positions } = parsed.data;
  if (id !== accountId(login, server)) {
    throw new ProtocolError(`book message of "${id}" carries account ${login}@${server}`);
  }
  if (new Set(positions.map(({ identifier }) => identifier)).size !== positions.length) {
    throw new ProtocolError(`book message of "${id}" has a position twice`);
  }
  return parsed.data;
}

/** The bytes of a message. */
export function encodeBookMessage(message: BookMessage): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message));
}

/** The domain's book; the message has passed {@link decodeBookMessage}. */
export function toMasterBook(message: BookMessage): MasterBook {
  return {
    accountId: masterId(message.masterId),
    name: accountName(message.name),
    epoch: message.epoch,
    seq: message.seq,
    sentAtMs: message.sentAt,
    read: message.read,
    readAtMs: message.readAt,
    serverNowMs: message.serverNow,
    connected: message.connected,
    synced: message.synced,
    complete: message.complete,
    orders: message.orders.map(ticket),
    positions: new Map(
      message.positions.map((item) => [
        positionId(item.identifier),
        {
          ...item,
          identifier: positionId(item.identifier),
          ticket: ticket(item.ticket),
          volume: lots(item.volume),
          priceOpen: price(item.priceOpen),
          sl: priceOrNull(item.sl),
          tp: priceOrNull(item.tp),
          magic: magic(item.magic),
        },
      ]),
    ),
    recentlyClosed: message.recentlyClosed.map((item) => ({
      ...item,
      deal: ticket(item.deal),
      order: ticket(item.order),
      identifier: positionId(item.identifier),
      volume: lots(item.volume),
      price: price(item.price),
      magic: magic(item.magic),
    })),
  };
}

function priceOrNull(value: string | null): Price | null {
  return value === null ? null : price(value);
}
