/** The invariants of nodes/also-ids.ts. */
import { expect, test } from 'vitest';
import type { Book } from '../../domain/book.ts';
import { magic, positionId, type PositionId } from '../../domain/ids.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import { AlsoIds, MAX_ALSO_IDS } from '../../nodes/also-ids.ts';
import { book, held, NOW, position } from '../domain/builders.ts';

const ADOPTED = position({ identifier: positionId('600'), magic: magic('234000') });
const FOREIGN = position({ identifier: positionId('601'), magic: magic('7') });
const OWN = held();

function desk(ids: readonly PositionId[] = [ADOPTED.identifier, OWN.identifier]) {
  const also = new AlsoIds(DEFAULT_WINDOWS);
  return (slaveBook: Book | null, afterMs = 0, connection = 1) => {
    const copies = ids.map((identifier) => ['copy', identifier] as const);
    return also.of({
      connection,
      held: copies,
      book: slaveBook,
      nowMs: NOW,
      monotonicMs: 1_000 + afterMs,
    });
  };
}

const LISTED = book([ADOPTED, FOREIGN, OWN]);

test('held positions without a copy magic are named, foreign ones and own ones are not', () => {
  expect(desk()(LISTED)).toEqual(['600']);
});

test.each([
  ['no book', null],
  ['a book that is not complete', book([], { complete: false })],
  ['a stale book', book([], { readAtMs: NOW - 3_001 })],
])('with %s there is no list yet (invariant 1)', (_name, slaveBook) => {
  expect(desk()(slaveBook, 0)).toBeNull();
  expect(desk()(slaveBook, 4_999)).toBeNull();
});

test('every connection waits for a complete book of its own', () => {
  const of = desk();
  expect(of(LISTED)).toEqual(['600']);
  expect(of(null, 100, 2)).toBeNull();
  expect(of(LISTED, 200, 2)).toEqual(['600']);
});

test('without a complete book in time, all that the ledger holds is named, the adopted first', () => {
  const of = desk([positionId('510'), ADOPTED.identifier, OWN.identifier]);
  expect(of(null, 0)).toBeNull();
  expect(of(book([ADOPTED, OWN], { complete: false }), 5_000)).toEqual(['600', '510']);
});

test('a named position stays until a complete book shows that it is gone (invariant 2)', () => {
  const of = desk();
  expect(of(LISTED)).toEqual(['600']);
  expect(of(null)).toEqual(['600']);
  expect(of(book([OWN], { complete: false }))).toEqual(['600']);
  expect(of(book([OWN], { readAtMs: NOW - 3_001 }))).toEqual(['600']);
  expect(of(book([OWN]))).toEqual([]);
});

test('no more are named than the EA takes', () => {
  const many = Array.from({ length: MAX_ALSO_IDS + 1 }, (_, index) =>
    positionId(`${7000 + index}`),
  );
  const of = desk(many);
  of(null);
  expect(of(null, 5_000)).toHaveLength(MAX_ALSO_IDS);
});
