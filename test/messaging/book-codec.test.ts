import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtocolError } from '../../domain/errors.ts';
import {
  BookTooLongError,
  BookVersionError,
  decodeBookMessage,
  encodeBookMessage,
} from '../../messaging/book-codec.ts';
import { BOOK_MESSAGE_MAX_BYTES } from '../../messaging/book-message.ts';
import { toMasterBook } from '../../messaging/master-book.ts';
import {
  bookMessage,
  closingDeal,
  position,
  positions,
  received,
  resealed,
} from './bus-builders.ts';

/** The second line of a good message. */
const contentOf = (): string =>
  Buffer.from(encodeBookMessage(bookMessage())).toString().split('\n')[1] ?? '';

test('a book survives the wire unchanged, with its hash', () => {
  const message = bookMessage({
    positions: positions(20),
    recentlyClosed: [closingDeal()],
    orders: ['77'],
  });
  const { hash, ...book } = decodeBookMessage(encodeBookMessage(message));
  expect(book).toEqual(message);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
});

test('a book reads the same when it repeats the closing deals of another one', () => {
  for (const deal of ['7', '8']) {
    const recentlyClosed = [closingDeal({ deal }), closingDeal()];
    for (const read of [1, 2, 3]) {
      const message = bookMessage({ read, recentlyClosed });
      expect(received(message)).toMatchObject({ ...message });
      expect(toMasterBook(received(message))).toEqual(toMasterBook(message));
    }
  }
});

test('the hash is of the content alone: a heartbeat repeats it, every other field changes it', () => {
  const message = bookMessage({ positions: [position()], recentlyClosed: [closingDeal()] });
  const { hash } = received(message);
  expect(received({ ...message, seq: 99, sentAt: 1 }).hash).toBe(hash);
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
  const hashes = others.map((other) => received(other).hash);
  expect(new Set([hash, ...hashes]).size).toBe(others.length + 1);
});

test('the hash is the SHA-256 of the second line', () => {
  const bytes = encodeBookMessage(bookMessage());
  const [, content = ''] = Buffer.from(bytes).toString().split('\n');
  const hash = createHash('sha256').update(content).digest('hex');
  expect(decodeBookMessage(bytes).hash).toBe(hash);
});

test('a book whose content does not fit its hash is refused', () => {
  const text = Buffer.from(encodeBookMessage(bookMessage())).toString();
  const changed = Buffer.from(text.replace('"complete":true', '"complete":false'));
  expect(() => decodeBookMessage(changed)).toThrow(/does not fit its hash/);
});

test('a field of the head is refused in the content, and the other way round', () => {
  const content = contentOf();
  const smuggled = content.replace('{', '{"seq":9,');
  expect(() => decodeBookMessage(resealed(smuggled))).toThrow(/malformed.*"seq"/s);
  expect(() => decodeBookMessage(resealed(content, { epoch: 9 }))).toThrow(/malformed.*"epoch"/s);
  expect(decodeBookMessage(resealed(content)).seq).toBe(1);
});

test('a book of another protocol version is told apart from a malformed one', () => {
  const first = { ...bookMessage(), version: 1, hash: 'of the first version' };
  expect(() => decodeBookMessage(Buffer.from(JSON.stringify(first)))).toThrow(BookVersionError);
  expect(() => decodeBookMessage(resealed('whatever', { version: 4 }))).toThrow(BookVersionError);
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

test('any other bytes are a ProtocolError and nothing else', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
        fc.json().map((text) => resealed(text)),
      ),
      (bytes) => {
        expect(() => decodeBookMessage(bytes)).toThrow(ProtocolError);
      },
    ),
  );
});
