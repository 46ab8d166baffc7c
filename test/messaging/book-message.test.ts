import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ProtocolError } from '../../domain/errors.ts';
import { bookHash } from '../../messaging/book-hash.ts';
import {
  BOOK_MESSAGE_MAX_BYTES,
  BookTooLongError,
  BookVersionError,
  bookMessage as schema,
  BUS_PROTOCOL_VERSION,
  decodeBookMessage,
  encodeBookMessage,
} from '../../messaging/book-message.ts';
import { toMasterBook } from '../../messaging/master-book.ts';
import { bookMessage, closingDeal, position, positions } from './bus-builders.ts';

/** One line per version, never edited: a change of the schema needs a new version. */
const SCHEMA_HASHES: Record<number, string> = {
  1: '6ebbadcab427bef12d38df483d321ee365bd3e35b4c4937db97e1136e58160a6',
};

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const sealed = (fields: Parameters<typeof bookMessage>[0] = {}) =>
  JSON.parse(new TextDecoder().decode(encodeBookMessage(bookMessage(fields)))) as Record<
    string,
    unknown
  >;

test('the wire format is frozen with its version', () => {
  const json = JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' }));
  expect(createHash('sha256').update(json).digest('hex')).toBe(SCHEMA_HASHES[BUS_PROTOCOL_VERSION]);
});

test('a book survives the wire unchanged, with its hash', () => {
  const message = bookMessage({
    positions: positions(20),
    recentlyClosed: [closingDeal()],
    orders: ['77'],
  });
  expect(decodeBookMessage(encodeBookMessage(message))).toEqual({
    ...message,
    hash: bookHash(message),
  });
});

test('the hash is of the content alone: a heartbeat repeats it, every other field changes it', () => {
  const message = bookMessage({
    positions: [position()],
    recentlyClosed: [closingDeal()],
    readAt: 5,
    serverNow: 6,
  });
  const hash = bookHash(message);
  expect(bookHash({ ...message, seq: 99, sentAt: 1 })).toBe(hash);
  const others = [
    { ...message, epoch: 2 },
    { ...message, read: 99 },
    { ...message, readAt: 7 },
    { ...message, complete: false },
    { ...message, orders: ['77'] },
    { ...message, positions: [position({ sl: '1.30000' })] },
    { ...message, recentlyClosed: [closingDeal({ volume: '0.20' })] },
    { ...message, account: { ...message.account, equity: '1.00' } },
  ];
  expect(new Set([hash, ...others.map(bookHash)]).size).toBe(others.length + 1);
});

test('every field of the wire format enters the hash, but the four that may not', () => {
  const free = new Set(['version', 'seq', 'sentAt', 'hash']);
  const message = { ...bookMessage({ positions: [position()], recentlyClosed: [closingDeal()] }) };
  const changed = Object.keys(schema.shape).filter((field) => {
    return bookHash({ ...message, [field]: fieldOther(field) }) !== bookHash(message);
  });
  expect(changed).toEqual(Object.keys(schema.shape).filter((field) => !free.has(field)));
});

function fieldOther(field: string): unknown {
  if (field === 'positions' || field === 'recentlyClosed') return [];
  if (field === 'orders') return ['4711'];
  return field === 'account' ? { balance: '1', equity: '2', currency: 'X' } : 'other';
}

test('a book whose content does not fit its hash is refused', () => {
  const message = { ...sealed({ positions: [position()] }), complete: false };
  expect(() => decodeBookMessage(bytesOf(message))).toThrow(/does not fit its hash/);
});

test('a book of another protocol version is told apart from a malformed one', () => {
  expect(() => decodeBookMessage(bytesOf({ ...sealed(), version: 2, news: true }))).toThrow(
    BookVersionError,
  );
});

test.each([
  ['a negative volume', position({ volume: '-0.10' })],
  ['a volume of zero', position({ volume: '0.00' })],
  ['a volume as an exponent', position({ volume: '1e308' })],
  ['NaN as a price', position({ priceOpen: 'NaN' })],
  ['a ticket above 64 bit', position({ ticket: '18446744073709551616' })],
])('refuses %s', (_what, bad) => {
  const message = bookMessage({ positions: [bad] });
  expect(() => decodeBookMessage(encodeBookMessage(message))).toThrow(ProtocolError);
});

test('refuses a position that is there twice, and an account that is not the master', () => {
  const twice = bookMessage({ positions: [position(), position()] });
  expect(() => decodeBookMessage(encodeBookMessage(twice))).toThrow(/has a position twice/);
  const other = bookMessage({ login: '1' });
  expect(() => decodeBookMessage(encodeBookMessage(other))).toThrow(/carries account 1@/);
});

test('neither sends nor reads more than the limit', () => {
  const comment = 'x'.repeat(256);
  const huge = bookMessage({ positions: positions(10_000, { comment }) });
  expect(() => encodeBookMessage(huge)).toThrow(BookTooLongError);
  const bytes = new Uint8Array(BOOK_MESSAGE_MAX_BYTES + 1);
  expect(() => decodeBookMessage(bytes)).toThrow(BookTooLongError);
});

test('10,000 positions of ordinary size fit', () => {
  const message = bookMessage({ positions: positions(10_000) });
  expect(decodeBookMessage(encodeBookMessage(message)).positions).toHaveLength(10_000);
});

test('the domain gets the same book, keyed by position', () => {
  const book = toMasterBook(bookMessage({ positions: [position()], orders: ['77'], seq: 3 }));
  expect([...book.positions.keys()]).toEqual(['12345679']);
  expect(book).toMatchObject({ accountId: '70358000@Popov-Demo', epoch: 1, seq: 3, read: 3 });
});

test('any other bytes are a ProtocolError and nothing else', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        expect(() => decodeBookMessage(bytes)).toThrow(ProtocolError);
      },
    ),
  );
});
