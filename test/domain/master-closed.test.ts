/** Proof that a master position is closed: the invariants of domain/master-closed.ts (S3). */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MasterBook } from '../../domain/book.ts';
import { absenceKey, NO_EVIDENCE, type Evidence } from '../../domain/evidence.ts';
import { positionId, ticket } from '../../domain/ids.ts';
import { masterClosed, mayBeClosed } from '../../domain/master-closed.ts';
import { observeMaster, sightedAt } from '../../domain/master-evidence.ts';
import { plan } from '../../domain/plan.ts';
import type { ClosingDeal } from '../../domain/position.ts';
import { compareLots, lots, sumLots } from '../../domain/symbol-spec.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import {
  closingDeal,
  decimal,
  input,
  MASTER,
  masterBook,
  NOW,
  position,
  SERVER_AHEAD_MS,
} from './builders.ts';

const { identifier, side, volume } = position();

function closed(book: MasterBook, evidence: Evidence = NO_EVIDENCE, sinceMs = NOW - 60_000) {
  return masterClosed({
    book,
    identifier,
    side,
    volume,
    sinceMs,
    evidence,
    windows: DEFAULT_WINDOWS,
    nowMs: NOW,
  });
}

/** The evidence after one sight. */
function sighted(book: MasterBook): Evidence {
  return observeMaster(
    NO_EVIDENCE,
    book,
    [{ identifier, side, volume }],
    book.readAtMs,
    DEFAULT_WINDOWS,
  );
}

function absent(changes: Partial<MasterBook> = {}): Evidence {
  let evidence = NO_EVIDENCE;
  for (const n of [1, 2, 3]) {
    const readAtMs = NOW - 9_000 + n * 3_000;
    const book = masterBook([], { read: n, readAtMs, ...changes });
    const watched = [{ identifier, side, volume }];
    evidence = observeMaster(evidence, book, watched, readAtMs, DEFAULT_WINDOWS);
  }
  return evidence;
}

/** Read half a minute ago; the position's deal is this old. */
function stale(agoMs: number): MasterBook {
  const timeServerMs = NOW + SERVER_AHEAD_MS - agoMs;
  return masterBook([], { readAtMs: NOW - 30_000, ...deals(closingDeal({ timeServerMs })) });
}

/** The position listed together with a deal of it that is this old. */
function dealtAgo(agoMs: number): MasterBook {
  const timeServerMs = NOW + SERVER_AHEAD_MS - agoMs;
  return masterBook([position()], deals(closingDeal({ timeServerMs })));
}

const deals = (...recentlyClosed: ClosingDeal[]): Partial<MasterBook> => ({ recentlyClosed });

test('a complete book without the position and the deal of its volume prove a close', () => {
  expect(closed(masterBook([], deals(closingDeal())))).toBe('MASTER_CLOSED');
});

test('one complete book without the position proves nothing, three over six seconds do', () => {
  expect(closed(masterBook([]))).toBeNull();
  expect(closed(masterBook([]), absent())).toBe('MASTER_GONE');
});

test.each([1, 2, 3])('%i absent reads within a moment prove nothing', (reads) => {
  const row = { epoch: 1, reads, lastRead: reads, firstAtMs: NOW - 4_999, lastAtMs: NOW };
  const evidence = {
    ...NO_EVIDENCE,
    masterAbsences: new Map([[absenceKey(MASTER, identifier), row]]),
  };
  expect(closed(masterBook([]), evidence)).toBeNull();
});

test('two absent reads prove nothing, however far apart', () => {
  const row = { epoch: 1, reads: 2, lastRead: 2, firstAtMs: NOW - 60_000, lastAtMs: NOW };
  const evidence = {
    ...NO_EVIDENCE,
    masterAbsences: new Map([[absenceKey(MASTER, identifier), row]]),
  };
  expect(closed(masterBook([]), evidence)).toBeNull();
});

test('an absence of another epoch proves nothing', () => {
  expect(closed(masterBook([], { epoch: 2 }), absent())).toBeNull();
});

test('a listed position is not closed, whatever deals say: it was closed in part', () => {
  const rest = position({ volume: lots('0.04') });
  expect(closed(masterBook([rest], deals(closingDeal({ volume: lots('0.10') }))))).toBeNull();
});

test('a deal of another position proves nothing', () => {
  const other = closingDeal({ identifier: positionId('7') });
  expect(closed(masterBook([], deals(other)))).toBeNull();
});

test('a partial deal and one book without the position prove nothing', () => {
  expect(closed(masterBook([], deals(closingDeal({ volume: lots('0.06') }))))).toBeNull();
});

test('after a sight of the rest, the deal of the rest is enough', () => {
  const part = closingDeal({ volume: lots('0.06') });
  const rest = closingDeal({ deal: ticket('9005'), volume: lots('0.04') });
  const evidence = sighted(masterBook([position({ volume: lots('0.04') })], deals(part)));
  expect(closed(masterBook([], deals(part)), evidence)).toBeNull();
  expect(closed(masterBook([], deals(rest)), evidence)).toBe('MASTER_CLOSED');
  const incomplete = masterBook([], { ...deals(part, rest), complete: false });
  expect(closed(incomplete, evidence)).toBe('MASTER_CLOSED');
});

test('a deal is a fact even in a stale book, unless the intent knew of it already', () => {
  const seen = sighted(masterBook([position()]));
  expect(closed(stale(31_000), seen)).toBe('MASTER_CLOSED');
  expect(closed(stale(61_000), seen)).toBeNull();
});

test('a stale book proves no close of a position that was never seen open', () => {
  expect(closed(stale(31_000))).toBeNull();
});

test('a netting master who added and then took off as much is not flat, however stale his book', () => {
  const part = closingDeal();
  const seen = sighted(masterBook([position()], deals(part)));
  expect(closed(masterBook([], { ...deals(part), complete: false }), seen)).toBeNull();
});

test('a position that grew on the master is not closed by a deal of its first volume', () => {
  const evidence = sighted(masterBook([position({ volume: lots('0.20') })]));
  const book = masterBook([], { ...deals(closingDeal()), complete: false });
  expect(closed(book, evidence)).toBeNull();
});

test('a reversal closes: by its deal since the intent, or by the other side', () => {
  const inout = closingDeal({ entry: 'INOUT', timeServerMs: NOW + SERVER_AHEAD_MS - 90_000 });
  const reversed = position({ side: 'SELL' });
  expect(closed(masterBook([reversed], deals(inout)))).toBe('REVERSED');
  expect(closed(masterBook([position()], deals(inout)))).toBeNull();
  expect(
    closed(masterBook([position()], deals({ ...inout, timeServerMs: NOW + SERVER_AHEAD_MS }))),
  ).toBe('REVERSED');
  expect(closed(masterBook([reversed]), absent())).toBe('REVERSED');
  expect(closed(masterBook([reversed]))).toBeNull();
});

test('a position that is listed right after its deal may be closed; later it was closed in part', () => {
  expect(mayBeClosed(position(), dealtAgo(800), DEFAULT_WINDOWS)).toBe(true);
  expect(mayBeClosed(position(), dealtAgo(2_001), DEFAULT_WINDOWS)).toBe(false);
  expect(mayBeClosed(position(), masterBook([position()]), DEFAULT_WINDOWS)).toBe(false);
});

const anyBook = fc
  .record({
    complete: fc.boolean(),
    connected: fc.boolean(),
    synced: fc.boolean(),
    ageMs: fc.integer({ min: -10_000, max: 10_000 }),
    isListed: fc.boolean(),
    volumes: fc.array(decimal(2, 1, 30).map(lots), { maxLength: 3 }),
  })
  .map(({ ageMs, isListed, volumes, ...flags }) => {
    const recentlyClosed = volumes.map((part, n) =>
      closingDeal({ deal: ticket(String(9_000 + n)), volume: part }),
    );
    const readAtMs = NOW - ageMs;
    return masterBook(isListed ? [position()] : [], { ...flags, readAtMs, recentlyClosed });
  });

test('property, master-closed 2: a listed position is never closed', () => {
  fc.assert(
    fc.property(anyBook, (book) => {
      const isListed = book.positions.has(identifier);
      expect(isListed && closed(book, absent()) !== null).toBe(false);
    }),
  );
});

test('property, master-closed 1: without evidence only deals of the whole volume prove a close', () => {
  fc.assert(
    fc.property(anyBook, (book) => {
      if (closed(book) === null) return;
      const total = sumLots(book.recentlyClosed.map((deal) => deal.volume));
      expect(compareLots(total, volume)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('property, master-closed 2: a book that is nothing but empty closes nothing', () => {
  fc.assert(
    fc.property(anyBook, (book) => {
      expect(closed({ ...book, positions: new Map(), recentlyClosed: [] })).toBeNull();
    }),
  );
});

test('master-closed 1: what was closed before the intent, or about then, is no part of its volume', () => {
  // The rest of a position that was closed in half has the volume of the half's deal.
  const flat = masterBook([], deals(closingDeal()));
  expect(closed(flat, NO_EVIDENCE, NOW - 2_000)).toBe('MASTER_CLOSED');
  expect(closed(flat, NO_EVIDENCE, NOW - 1_000)).toBeNull();
  expect(closed(flat, NO_EVIDENCE, NOW)).toBeNull();
  const rest = masterBook([position()], deals(closingDeal()));
  expect(closed(flat, sighted(rest), NOW)).toBeNull();
});

test('master-closed 1: of a position that was seen open, a deal right after the intent is proof', () => {
  const flat = masterBook([], deals(closingDeal()));
  expect(closed(flat, sighted(masterBook([position()])), NOW - 600)).toBe('MASTER_CLOSED');
});

test('master-closed 1: a sight of a list that lags behind the last deal keeps no close waiting', () => {
  const watched = [{ identifier, side, volume }];
  const last = closingDeal({ timeServerMs: NOW + SERVER_AHEAD_MS - 300 });
  const observed = (books: readonly MasterBook[]): Evidence =>
    books.reduce(
      (evidence, book) => observeMaster(evidence, book, watched, NOW, DEFAULT_WINDOWS),
      NO_EVIDENCE,
    );
  const before = masterBook([position()], { read: 1 });
  const lagging = [2, 3].map((read) => masterBook([position()], { read, ...deals(last) }));
  const gone = masterBook([], { read: 4, ...deals(last) });
  expect(closed(gone, observed([before, ...lagging]), NOW)).toBe('MASTER_CLOSED');
  // Without the sight before nothing tells that the list lags.
  expect(closed(gone, observed(lagging), NOW)).toBeNull();
  // Of a list that proves nothing the deal may be one of a part: a netting master added as much.
  const incomplete = { ...gone, complete: false };
  expect(closed(incomplete, observed([before, ...lagging]), NOW - 9_000)).toBeNull();
  // A list that goes on showing it does not lag.
  const later = masterBook([position()], {
    read: 5,
    readAtMs: NOW + DEFAULT_WINDOWS.lingerMs,
    serverNowMs: NOW + SERVER_AHEAD_MS + DEFAULT_WINDOWS.lingerMs,
    ...deals(last),
  });
  expect(closed(gone, observed([before, ...lagging, later]), NOW)).toBeNull();
});

test('master-closed 1: a deal of before the intent is stored is proof, as the plan’s own book is a sight', () => {
  const given = input({ masterBook: masterBook([position()]) });
  const actions = plan(given);
  expect(actions.map(({ type }) => type)).toEqual(['open']);
  const flat = masterBook([], deals(closingDeal()));
  const opened = sightedAt(NO_EVIDENCE, actions, given);
  expect(closed(flat, opened, NOW)).toBe('MASTER_CLOSED');
  const incomplete = input({ masterBook: masterBook([position()], { complete: false }) });
  expect(closed(flat, sightedAt(NO_EVIDENCE, actions, incomplete), NOW)).toBeNull();
});

test('master-closed 1: a part closed before the plan is no part of the volume that the plan saw', () => {
  const part = closingDeal();
  const given = input({ masterBook: masterBook([position()], deals(part)) });
  const [open] = plan(input({ masterBook: masterBook([position()]) }));
  const evidence = sightedAt(NO_EVIDENCE, open === undefined ? [] : [open], given);
  expect(closed(masterBook([], deals(part)), evidence, NOW)).toBeNull();
});
