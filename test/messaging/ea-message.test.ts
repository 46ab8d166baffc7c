import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEaMessage } from '../../messaging/ea-message.ts';
import { eaBook, quote } from './ea-samples.ts';

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
