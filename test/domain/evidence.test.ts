/** Evidence: the invariants of domain/evidence.ts, absence.ts and master-evidence.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isProof } from '../../domain/absence.ts';
import type { MasterBook } from '../../domain/book.ts';
import {
  absenceKey,
  NO_EVIDENCE,
  observeSearch,
  observeSlave,
  type Evidence,
} from '../../domain/evidence.ts';
import { ticket } from '../../domain/ids.ts';
import { observeMaster } from '../../domain/master-evidence.ts';
import { lots } from '../../domain/symbol-spec.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import {
  book,
  found,
  held,
  HELD,
  MASTER,
  masterBook,
  NOW,
  openCopy,
  position,
} from './builders.ts';

const { identifier, side, volume } = position();
const watched = [{ identifier, side, volume }];
const KEY = absenceKey(MASTER, identifier);
const { absenceReads, absenceMs } = DEFAULT_WINDOWS;

/** Folds books in, each heard at the moment it was read. */
function observed(books: readonly MasterBook[], from: Evidence = NO_EVIDENCE): Evidence {
  return books.reduce(
    (evidence, item) => observeMaster(evidence, item, watched, item.readAtMs, DEFAULT_WINDOWS),
    from,
  );
}

/** The `n`-th read, a second after the one before. */
function absentAt(n: number, changes: Partial<MasterBook> = {}): MasterBook {
  return masterBook([], { read: 10 + n, readAtMs: NOW + n * 1_000, ...changes });
}

function isProved({ masterAbsences }: Evidence): boolean {
  return isProof(masterAbsences.get(KEY), absenceReads, absenceMs);
}

const SIX = [0, 1, 2, 3, 4, 5].map((n) => absentAt(n));

test('six complete reads over five seconds prove an absence; five over four do not', () => {
  expect(isProved(observed(SIX))).toBe(true);
  expect(isProved(observed(SIX.slice(0, 5)))).toBe(false);
});

test('two reads are too few, however far apart', () => {
  expect(isProved(observed([absentAt(0), absentAt(60)]))).toBe(false);
});

test('a read that is repeated counts once', () => {
  const books = [0, 1, 2, 3, 4, 5].map(() => absentAt(0));
  expect(observed(books).masterAbsences.get(KEY)).toMatchObject({ reads: 1 });
});

test('one sight begins anew', () => {
  const sight = masterBook([position()], { read: 16, readAtMs: NOW + 6_000 });
  expect(observed([...SIX, sight]).masterAbsences.has(KEY)).toBe(false);
  expect(isProved(observed([...SIX, sight, absentAt(7)]))).toBe(false);
});

test('another epoch begins anew', () => {
  const next = observed([...SIX, absentAt(6, { epoch: 2 })]);
  expect(next.masterAbsences.get(KEY)).toMatchObject({ epoch: 2, reads: 1 });
});

test('reads that are numbered anew begin a new row and are not ignored', () => {
  const renumbered = [6, 7, 8, 9, 10, 11].map((n) => absentAt(n, { read: n - 5 }));
  const evidence = observed([absentAt(0), ...renumbered]);
  expect(evidence.masterAbsences.get(KEY)).toMatchObject({ reads: 6, lastRead: 6 });
  expect(isProved(evidence)).toBe(true);
});

test('an older read that arrives late is ignored', () => {
  const evidence = observed([absentAt(5), absentAt(3)]);
  expect(evidence.masterAbsences.get(KEY)).toMatchObject({ reads: 1, lastRead: 15 });
});

test.each([
  ['incomplete', { complete: false }],
  ['of a disconnected terminal', { connected: false }],
  ['of a terminal that is not synchronised', { synced: false }],
])('a book %s is no read', (_name, changes) => {
  expect(observed(SIX.map((item) => ({ ...item, ...changes })))).toEqual(NO_EVIDENCE);
});

test.each([3_001, -3_001])('a book that was read %i ms ago is no read', (agoMs) => {
  const evidence = observeMaster(NO_EVIDENCE, absentAt(0), watched, NOW + agoMs, DEFAULT_WINDOWS);
  expect(evidence).toEqual(NO_EVIDENCE);
});

test('a reversed position counts as absent', () => {
  const reversed = SIX.map((item) => ({
    ...item,
    positions: new Map([[identifier, position({ side: 'SELL' })]]),
  }));
  expect(isProved(observed(reversed))).toBe(true);
});

test('reads of a smaller volume are counted until the whole volume is seen again', () => {
  const smaller = [0, 1, 2].map((n) =>
    masterBook([position({ volume: lots('0.05') })], { read: 10 + n, readAtMs: NOW + n }),
  );
  const evidence = observed(smaller);
  expect(evidence.masterReductions.get(KEY)).toMatchObject({ reads: 3 });
  const whole = masterBook([position()], { read: 13, readAtMs: NOW + 3 });
  expect(observed([whole], evidence).masterReductions.has(KEY)).toBe(false);
});

test('what is known of a position without a copy is forgotten', () => {
  const evidence = observeMaster(observed(SIX), absentAt(6), [], NOW + 6_000, DEFAULT_WINDOWS);
  expect(evidence.masterAbsences.size).toBe(0);
});

test('a copy’s own position is absent per connection, until it is seen', () => {
  const { copyId } = openCopy();
  const pairs = [[copyId, HELD.identifier]] as const;
  const once = observeSlave(NO_EVIDENCE, book([]), pairs, 1, NOW, DEFAULT_WINDOWS);
  expect(once.slaveAbsences.get(copyId)).toMatchObject({ reads: 1 });
  const later = book([], { read: 11 });
  expect(
    observeSlave(once, later, pairs, 1, NOW, DEFAULT_WINDOWS).slaveAbsences.get(copyId),
  ).toMatchObject({ reads: 2 });
  expect(
    observeSlave(once, later, pairs, 2, NOW, DEFAULT_WINDOWS).slaveAbsences.get(copyId),
  ).toMatchObject({ reads: 1 });
  const seen = book([held()], { read: 11 });
  expect(observeSlave(once, seen, pairs, 1, NOW, DEFAULT_WINDOWS).slaveAbsences.size).toBe(0);
});

test('only reliable searches that find neither position, active order nor deal count', () => {
  const { copyId } = openCopy();
  const readsAfter = (...answers: Parameters<typeof found>[0][]): number | undefined =>
    answers
      .reduce((evidence, changes, n) => {
        return observeSearch(evidence, copyId, found({ atMs: NOW + n * 1_000, ...changes }));
      }, NO_EVIDENCE)
      .searches.get(copyId)?.reads;
  expect(readsAfter({}, {}, {})).toBe(3);
  expect(readsAfter({}, { isReliable: false }, {})).toBe(2);
  expect(readsAfter({}, { orders: [ticket('5')] })).toBeUndefined();
  expect(readsAfter({}, { historyOrders: [ticket('5')] })).toBe(2);
});

interface Step {
  readonly read: number;
  readonly atMs: number;
  readonly isUsable: boolean;
  readonly isListed: boolean;
  readonly epoch: number;
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    read: fc.integer({ min: 1, max: 8 }),
    atMs: fc.integer({ min: 0, max: 8_000 }),
    isUsable: fc.boolean(),
    isListed: fc.boolean(),
    epoch: fc.constantFrom(1, 1, 1, 2),
  }),
  { maxLength: 20 },
);

function bookOf({ read, atMs, isUsable, isListed, epoch }: Step): MasterBook {
  const readAtMs = NOW + atMs;
  return masterBook(isListed ? [position()] : [], { read, readAtMs, epoch, complete: isUsable });
}

test('property, evidence 1: a proof has enough distinct complete reads of its epoch since the last sight', () => {
  fc.assert(
    fc.property(steps, (history) => {
      if (!isProved(observed(history.map(bookOf)))) return;
      const usable = history.filter((step) => step.isUsable);
      const tail = usable.slice(usable.findLastIndex((step) => step.isListed) + 1);
      const epoch = tail.at(-1)?.epoch;
      const own = tail.slice(tail.findLastIndex((step) => step.epoch !== epoch) + 1);
      const distinct = new Set(own.map((step) => `${String(step.read)}/${String(step.atMs)}`));
      const times = own.map((step) => step.atMs);
      expect(distinct.size).toBeGreaterThanOrEqual(absenceReads);
      expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual(absenceMs);
    }),
    { numRuns: 1_000 },
  );
});

test('property, evidence 1: unusable books change nothing, wherever they are inserted', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const usable = history.filter((step) => step.isUsable);
      expect(observed(history.map(bookOf))).toEqual(observed(usable.map(bookOf)));
    }),
  );
});

test('property, evidence 1: observing the same book twice is observing it once', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const once = observed(history.map(bookOf));
      const twice = observed(history.flatMap((step) => [bookOf(step), bookOf(step)]));
      expect(twice).toEqual(once);
    }),
  );
});

test('property, evidence 2: after a usable sight nothing is absent', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const sight = masterBook([position()], { read: 99, readAtMs: NOW + 9_000 });
      expect(observed([...history.map(bookOf), sight]).masterAbsences.size).toBe(0);
    }),
  );
});
