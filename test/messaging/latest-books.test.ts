import { expect, test } from 'vitest';
import { masterId } from '../../domain/ids.ts';
import type { ReceivedBook } from '../../messaging/book-message.ts';
import { LatestBooks } from '../../messaging/latest-books.ts';
import { bookMessage, received } from './bus-builders.ts';

function book(account: string, seq: number): ReceivedBook {
  return received(bookMessage({ of: masterId(account), seq }));
}

async function taken(books: LatestBooks, count: number): Promise<string[]> {
  const row: string[] = [];
  for await (const { masterId: id, seq } of books) {
    row.push(`${id}:${String(seq)}`);
    if (row.length === count) break;
  }
  return row;
}

test('at most one book per master waits, the newest (invariant 1)', async () => {
  const books = new LatestBooks();
  for (let seq = 1; seq <= 1_000; seq += 1) books.put(book('1@A', seq));
  books.put(book('2@A', 1));
  expect(await taken(books, 2)).toEqual(['1@A:1000', '2@A:1']);
});

test('a busy master does not overtake one that waits (invariant 2)', async () => {
  const books = new LatestBooks();
  books.put(book('1@A', 1));
  books.put(book('2@A', 1));
  const row: string[] = [];
  for await (const { masterId: id, seq } of books) {
    row.push(`${id}:${String(seq)}`);
    if (row.length === 3) break;
    books.put(book('1@A', seq + 1));
  }
  expect(row).toEqual(['1@A:1', '2@A:1', '1@A:2']);
});

test('a consumer that waits is woken by a book, and let go by the end', async () => {
  const books = new LatestBooks();
  const one = taken(books, 1);
  books.put(book('1@A', 1));
  expect(await one).toEqual(['1@A:1']);
  const none = taken(books, 1);
  books.close();
  expect(await none).toEqual([]);
});
