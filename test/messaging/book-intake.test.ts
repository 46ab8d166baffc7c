import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BUS_WINDOWS,
  EMPTY_INTAKE,
  takeIn,
  type Intake,
  type Verdict,
} from '../../messaging/book-intake.ts';
import type { ReceivedBook } from '../../messaging/book-message.ts';
import { bookMessage, closingDeal, isGrowing, position } from './bus-builders.ts';

const T0 = 1_700_000_000_000;

interface Sent {
  readonly epoch: number;
  readonly seq: number;
  /** Milliseconds after the start: when it was sent and read, and when it arrives. */
  readonly sent?: number;
  readonly read?: number;
  readonly arrives?: number;
}

function received({ epoch, seq, sent = 0, read = sent }: Sent): ReceivedBook {
  const message = bookMessage({
    epoch,
    seq,
    sentAt: T0 + sent,
    readAt: T0 + read,
    positions: [position()],
    recentlyClosed: [closingDeal()],
  });
  return { ...message, hash: '0'.repeat(64) };
}

/** Takes messages in one after the other. */
function takeAll(row: readonly Sent[]): { verdicts: Verdict[]; intake: Intake } {
  let intake = EMPTY_INTAKE;
  const verdicts = row.map((sent) => {
    const arrives = sent.arrives ?? sent.sent ?? 0;
    const now = { epochMs: T0 + arrives, monotonicMs: arrives };
    const result = takeIn(intake, received(sent), now, BUS_WINDOWS);
    intake = result.intake;
    return result.verdict;
  });
  return { verdicts, intake };
}

const outcome = (verdict: Verdict | undefined): string =>
  verdict?.type === 'drop' ? verdict.reason : (verdict?.type ?? 'nothing');
const outcomes = (row: readonly Sent[]): string[] => takeAll(row).verdicts.map(outcome);

test('a newer seq is delivered, an equal or older one is not (invariant 1)', () => {
  expect(
    outcomes([
      { epoch: 1, seq: 1 },
      { epoch: 1, seq: 3 },
      { epoch: 1, seq: 3 },
      { epoch: 1, seq: 2 },
      { epoch: 1, seq: 4 },
    ]),
  ).toEqual(['deliver', 'deliver', 'old', 'old', 'deliver']);
});

test('a higher epoch counts from its own seq on (invariant 1)', () => {
  expect(
    outcomes([
      { epoch: 1, seq: 900, sent: 0 },
      { epoch: 2, seq: 1, sent: 4_000 },
      { epoch: 1, seq: 901, sent: 3_999, arrives: 4_500 },
    ]),
  ).toEqual(['deliver', 'deliver', 'old']);
});

test('whatever arrives in whatever order, what is delivered only grows (invariant 1)', () => {
  const sent = fc.record({
    epoch: fc.integer({ min: 1, max: 4 }),
    seq: fc.integer({ min: 1, max: 20 }),
    sent: fc.integer({ min: 0, max: 20_000 }),
    arrives: fc.integer({ min: 0, max: 20_000 }),
  });
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 60 }), (row) => {
      const order = takeAll(row.toSorted((a, b) => a.arrives - b.arrives))
        .verdicts.filter((verdict) => verdict.type === 'deliver')
        .map(({ book }): [number, number] => [book.epoch, book.seq]);
      expect(isGrowing(order)).toBe(true);
    }),
  );
});

test.each([
  ['read 3 s ago is fresh', -3_000, false],
  ['read longer ago is stale', -3_001, true],
  ['read 3 s in the future is fresh', 3_000, false],
  ['read further in the future is stale', 3_001, true],
])('a book %s (invariant 2)', (_what, read, isStale) => {
  const [verdict] = takeAll([{ epoch: 1, seq: 1, sent: 0, read }]).verdicts;
  expect(verdict).toMatchObject({ type: 'deliver', isStale });
});

test('of a stale book only the closing deals are left, and it proves no absence (invariant 2)', () => {
  const [verdict] = takeAll([{ epoch: 1, seq: 1, sent: 0, read: -600_000 }]).verdicts;
  expect(verdict).toMatchObject({
    book: { complete: false, positions: [], orders: [], recentlyClosed: [closingDeal()] },
  });
});

test('of a stale book the deals of a position that it lists are left out: they closed a part (invariant 2)', () => {
  const { identifier } = position();
  const part = closingDeal({ deal: '903', identifier });
  const reversal = closingDeal({ deal: '904', identifier, entry: 'INOUT' });
  const whole = closingDeal();
  const sent = received({ epoch: 1, seq: 1, read: -600_000 });
  const told = { ...sent, recentlyClosed: [part, reversal, whole] };
  const { verdict } = takeIn(EMPTY_INTAKE, told, { epochMs: T0, monotonicMs: 0 }, BUS_WINDOWS);
  expect(verdict).toMatchObject({ book: { positions: [], recentlyClosed: [reversal, whole] } });
});

test('a lower epoch that goes on for more than a second stops both, until one was alone for 3 s (invariant 3)', () => {
  expect(
    outcomes([
      { epoch: 1, seq: 1, sent: 0 },
      { epoch: 2, seq: 1, sent: 1_000 },
      { epoch: 1, seq: 2, sent: 2_000 },
      { epoch: 1, seq: 3, sent: 2_001 },
      { epoch: 2, seq: 2, sent: 2_002 },
      { epoch: 2, seq: 3, sent: 5_000 },
      { epoch: 2, seq: 4, sent: 5_001 },
    ]),
  ).toEqual([
    'deliver',
    'deliver',
    'old',
    'two-publishers',
    'two-publishers',
    'two-publishers',
    'deliver',
  ]);
});

test('a repeated message of the rival does not prolong the refusal (invariant 3)', () => {
  expect(
    outcomes([
      { epoch: 2, seq: 1, sent: 0 },
      { epoch: 1, seq: 9, sent: 1_500 },
      { epoch: 1, seq: 9, sent: 1_500, arrives: 4_000 },
      { epoch: 2, seq: 2, sent: 4_500 },
    ]),
  ).toEqual(['deliver', 'two-publishers', 'old', 'deliver']);
});

test('a lower epoch that is left alone stays refused (invariant 3)', () => {
  expect(
    outcomes([
      { epoch: 2, seq: 1, sent: 0 },
      { epoch: 1, seq: 1, sent: 2_000 },
      { epoch: 1, seq: 2, sent: 60_000 },
    ]),
  ).toEqual(['deliver', 'two-publishers', 'two-publishers']);
});

test('a third epoch that begins during the refusal waits for it too (invariant 3)', () => {
  expect(
    outcomes([
      { epoch: 2, seq: 1, sent: 0 },
      { epoch: 1, seq: 1, sent: 2_000 },
      { epoch: 3, seq: 1, sent: 2_500 },
      { epoch: 3, seq: 2, sent: 5_001 },
    ]),
  ).toEqual(['deliver', 'two-publishers', 'two-publishers', 'deliver']);
});
