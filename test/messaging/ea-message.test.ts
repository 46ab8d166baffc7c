import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bookOfReply, parseEaMessage } from '../../messaging/ea-message.ts';
import { eaBook, eaDeal, quote } from './ea-samples.ts';

function parse(message: unknown): ReturnType<typeof parseEaMessage> {
  return parseEaMessage(Buffer.from(JSON.stringify(message)));
}

test('streams have a type, replies have an id', () => {
  expect(parse(quote())).toEqual(quote());
  expect(parse({ type: 'BOOK', book: eaBook() })).toEqual({ type: 'BOOK', book: eaBook() });
  expect(parse({ id: 'q', ok: true, type: 'ORDER' })).toEqual({
    type: 'reply',
    reply: { id: 'q', ok: true, type: 'ORDER' },
  });
  expect(parse({ id: 'q', error: 'NO' })).toEqual({
    type: 'reply',
    reply: { id: 'q', error: 'NO' },
  });
});

test('a book reads the same when it repeats the closing deals of another one', () => {
  const closed = { ...eaDeal(), entry: 'OUT', symbol: 'EURUSD' };
  for (const deal of ['7', '8']) {
    const recentlyClosed = [{ ...closed, deal }, closed];
    const books = [1, 2, 3].map((read) => eaBook({ read, recentlyClosed }));
    for (const book of books) expect(parse({ type: 'BOOK', book })).toEqual({ type: 'BOOK', book });
    for (const book of books) {
      const message = parse({ id: 'q', ok: true, book });
      expect(message).toEqual({ type: 'reply', reply: { id: 'q', ok: true, book } });
      expect(message?.type === 'reply' && bookOfReply(message.reply)).toEqual(book);
    }
    expect(parse({ type: 'BOOK', book: { ...books[0], read: -1 } })).toBeNull();
  }
});

test('the book of an answer is checked, whether its closing deals are known or not', () => {
  const known = eaBook({ recentlyClosed: [{ ...eaDeal(), entry: 'OUT', symbol: 'EURUSD' }] });
  parse({ type: 'BOOK', book: known });
  for (const book of [known, eaBook()]) {
    const message = parse({ id: 'q', ok: true, book: { ...book, read: 0 } });
    expect(message?.type === 'reply' && bookOfReply(message.reply)).toBeNull();
  }
  expect(bookOfReply({ id: 'q', ok: true })).toBeNull();
  expect(bookOfReply({ id: 'q', error: 'NO' })).toBeNull();
});

test.each([
  [null],
  [7],
  ['HELLO'],
  [[]],
  [{}],
  [{ type: 'HELLO' }],
  [{ type: 'reply', reply: { id: 'q', ok: true } }],
  [{ id: 'q' }],
  [{ id: 'q', ok: false }],
  [{ ...quote(), bid: '1e308' }],
  [{ ...quote(), bid: 'NaN' }],
  [{ ...quote(), more: 1 }],
  [{ type: 'BOOK', book: eaBook({ positions: [{ volume: '-0.01' }] }) }],
])('%j is no message', (message) => {
  expect(parse(message)).toBeNull();
});

test('no bytes make it throw', () => {
  const bytes = fc.oneof(
    fc.uint8Array().map((array) => Buffer.from(array)),
    fc.json().map((text) => Buffer.from(text)),
    fc.nat({ max: 500_000 }).map((depth) => Buffer.from('['.repeat(depth))),
  );
  fc.assert(
    fc.property(bytes, (body) => {
      const message = parseEaMessage(body);
      expect(message === null || message.type.length > 0).toBe(true);
    }),
  );
});
