import { expect, test } from 'vitest';
import type { EaBook } from '../../messaging/ea-protocol.ts';
import { KeptClosings } from '../../messaging/kept-closings.ts';
import { eaBook, eaDeal } from './ea-samples.ts';

const SINCE = 1_399_033_000_000;
const deal = (ticket: number, changes: Record<string, unknown> = {}) =>
  eaDeal({ deal: String(ticket), timeMsc: SINCE + ticket, ...changes });

/** Hears books and answers the tickets of the list after each. */
function kept() {
  const closings = new KeptClosings();
  let read = 0;
  const heard = (
    deals: readonly unknown[],
    told?: Partial<NonNullable<EaBook['closings']>>,
    changes: Record<string, unknown> = {},
  ): EaBook => {
    read += 1;
    const about = told && { closings: { after: 0, upTo: 0, since: SINCE, ...told } };
    const book = eaBook({ read, recentlyClosed: deals, ...about, ...changes });
    return closings.completed(book);
  };
  return { closings, heard };
}

const tickets = ({ recentlyClosed }: EaBook): readonly string[] =>
  recentlyClosed.map((one) => one.deal);

test('invariant 1: what is told since a revision is added to what was told before', () => {
  const { closings, heard } = kept();
  expect(closings.revision).toBe(0);
  expect(tickets(heard([deal(2), deal(1)], { upTo: 2 }))).toEqual(['2', '1']);
  expect(closings.revision).toBe(2);
  const book = heard([deal(3), deal(2, { price: '1.5' })], { after: 2, upTo: 4 });
  expect(tickets(book)).toEqual(['3', '2', '1']);
  expect(book.recentlyClosed[1]?.price).toBe('1.5');
  expect(book).not.toHaveProperty('closings');
  expect(closings.revision).toBe(4);
});

test('invariant 1: a whole list stands for itself, and old deals leave it', () => {
  const { closings, heard } = kept();
  heard([deal(2), deal(1)], { upTo: 2 });
  expect(tickets(heard([], { after: 2, upTo: 2, since: SINCE + 2 }))).toEqual(['2']);
  expect(tickets(heard([deal(9)], { upTo: 5 }))).toEqual(['9']);
  expect(tickets(heard([]))).toEqual([]);
  expect(closings.revision).toBe(0);
});

test('the newest 256 are kept', () => {
  const { heard } = kept();
  const many = Array.from({ length: 256 }, (_, at) => deal(300 - at));
  heard(many, { upTo: 256 });
  const list = tickets(heard([deal(301)], { after: 256, upTo: 257 }));
  expect([list.length, list[0], list.at(-1)]).toEqual([256, '301', '46']);
});

test('a list since a revision that was never heard is no proof of what is known', () => {
  const { closings, heard } = kept();
  expect(tickets(heard([deal(3)], { after: 7, upTo: 8 }))).toEqual(['3']);
  expect(closings.revision).toBe(0);
});

test('invariant 2: the list and its deals are the same objects until they change', () => {
  const { heard } = kept();
  const first = heard([deal(2), deal(1)], { upTo: 2 }).recentlyClosed;
  expect(heard([], { after: 2, upTo: 2 }).recentlyClosed).toBe(first);
  expect(heard([deal(2), deal(1)], { upTo: 3 }).recentlyClosed).toBe(first);
  expect(heard([deal(2), deal(1)]).recentlyClosed).toBe(first);
  const next = heard([deal(3)], { after: 0, upTo: 4 }).recentlyClosed;
  expect(next).not.toBe(first);
  const more = heard([deal(4)], { after: 4, upTo: 5 }).recentlyClosed;
  expect(more[1]).toBe(next[0]);
});

test('invariant 3: a book that comes after a later one changes nothing', () => {
  const { closings, heard } = kept();
  heard([deal(1)], { upTo: 1 });
  heard([deal(2)], { after: 1, upTo: 2 });
  const late = heard([], { upTo: 1 }, { read: 1, complete: false });
  expect([tickets(late), late.complete, closings.revision]).toEqual([['2', '1'], false, 2]);
});
