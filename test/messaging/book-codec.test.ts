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

test('the hash is of content and closing deals: a heartbeat repeats it, every other field changes it', () => {
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

test.each([
  ['content', '"complete":true', '"complete":false'],
  ['closing deals', '"entry":"OUT"', '"entry":"OUT_BY"'],
  ['closing deals, of which nothing is left', /\[[^[]*$/, ''],
])('a book whose %s does not fit its hash is refused', (_, before, after) => {
  const text = Buffer.from(
    encodeBookMessage(bookMessage({ recentlyClosed: [closingDeal()] })),
  ).toString();
  const changed = Buffer.from(text.replace(before, after));
  expect(changed.toString()).not.toBe(text);
  for (const known of [false, true]) {
    if (known) decodeBookMessage(Buffer.from(text));
    expect(() => decodeBookMessage(changed)).toThrow(/does not fit its hash/);
  }
});

test('closing deals are checked: a line that fits its hash may still be none', () => {
  const closings = JSON.stringify([closingDeal({ volume: '-0.10' })]);
  const closedHash = createHash('sha256').update(closings).digest('hex');
  const content = contentOf().replace(/"closedHash":"\w+"/, `"closedHash":"${closedHash}"`);
  for (let times = 0; times < 2; times += 1) {
    expect(() => decodeBookMessage(resealed(content, {}, closings))).toThrow(/malformed/);
  }
});

test('closing deals that are repeated are the same frozen list', () => {
  const message = bookMessage({ recentlyClosed: [closingDeal({ deal: '55' })] });
  const first = received(message).recentlyClosed;
  expect(received({ ...message, read: 2, seq: 2 }).recentlyClosed).toBe(first);
  expect(Object.isFrozen(first)).toBe(true);
  const other = received({ ...message, recentlyClosed: [closingDeal({ deal: '56' })] });
  expect(other.recentlyClosed).toEqual([closingDeal({ deal: '56' })]);
  expect(first).toEqual([closingDeal({ deal: '55' })]);
});

test('of closing deals the newest eight lists are kept', () => {
  const lists = Array.from({ length: 9 }, (_, at) => [closingDeal({ deal: String(700 + at) })]);
  const read = () =>
    lists.map((list) => received(bookMessage({ recentlyClosed: list })).recentlyClosed);
  const first = read();
  const [, again] = [read(), read()];
  expect(again).toEqual(first);
  expect(received(bookMessage({ recentlyClosed: lists[8] ?? [] })).recentlyClosed).toBe(again[8]);
  expect(received(bookMessage({ recentlyClosed: lists[0] ?? [] })).recentlyClosed).not.toBe(
    first[0],
  );
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
  expect(() => decodeBookMessage(resealed('whatever', { version: 5 }))).toThrow(BookVersionError);
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
