import { expect, test } from 'vitest';
import { toMasterBook } from '../../messaging/master-book.ts';
import { bookMessage, position } from './bus-builders.ts';

test('the domain gets the same book, keyed by position', () => {
  const book = toMasterBook(bookMessage({ positions: [position()], orders: ['77'], seq: 3 }));
  expect([...book.positions.keys()]).toEqual(['12345679']);
  expect(book).toMatchObject({ accountId: '70358000@Popov-Demo', epoch: 1, seq: 3, read: 3 });
});
