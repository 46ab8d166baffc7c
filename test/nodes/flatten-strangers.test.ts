/** The invariants of nodes/flatten-strangers.ts, and when a slave is flat. */
import { expect, test } from 'vitest';
import type { Book } from '../../domain/book.ts';
import { copyMagic } from '../../domain/copy-identity.ts';
import { withState, type Copy } from '../../domain/copy.ts';
import { magic, positionId } from '../../domain/ids.ts';
import type { CloseOrder } from '../../domain/plan-input.ts';
import type { TradeReply } from '../../domain/trade-reply.ts';
import { DEFAULT_WINDOWS } from '../../domain/windows.ts';
import { CopyTable } from '../../nodes/copy-table.ts';
import { FlattenStrangers, isFlat } from '../../nodes/flatten-strangers.ts';
import { book, NOW, position } from '../domain/builders.ts';
import { done, intent } from './builders.ts';
import { AT, no, opened } from './executor-desk.ts';

const STRANGER = position({
  identifier: positionId('700'),
  magic: copyMagic(intent('777').copyId),
});

function desk(slaveBook: Book | null, copies: readonly Copy[] = []) {
  const table = new CopyTable();
  for (const copy of copies) table.set(copy);
  const sent: CloseOrder[] = [];
  const answers: (() => Promise<TradeReply>)[] = [];
  const slave = {
    table,
    book: slaveBook,
    masters: [],
    wake: () => undefined,
    record: () => undefined,
    close: (order: CloseOrder) => {
      sent.push(order);
      return (answers.shift() ?? (() => Promise.resolve(done())))();
    },
  };
  const failures: unknown[] = [];
  const clock = { now: NOW };
  const strangers = new FlattenStrangers({
    windows: DEFAULT_WINDOWS,
    nowMs: () => clock.now,
    tried: () => undefined,
    failed: (error) => failures.push(error),
  });
  /** So long after the start, with a book of then. */
  const tick = async (afterMs: number): Promise<void> => {
    clock.now = NOW + afterMs;
    const fresh = slave.book === null ? null : { ...slave.book, readAtMs: clock.now };
    strangers.tick({ ...slave, book: fresh });
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  };
  return {
    slave,
    sent,
    answers,
    tick,
    failures,
    isFlat: () => isFlat(slave, NOW, DEFAULT_WINDOWS),
  };
}

test.each([
  { of: 'no book', slaveBook: null, isFlat: false },
  {
    of: 'a complete, fresh book',
    slaveBook: book([position({ magic: magic('7') })]),
    isFlat: true,
  },
  { of: 'an incomplete book', slaveBook: book([], { complete: false }), isFlat: false },
  { of: 'a book without the broker', slaveBook: book([], { connected: false }), isFlat: false },
  { of: 'a stale book', slaveBook: book([], { readAtMs: NOW - 3_001 }), isFlat: false },
  { of: 'a copy magic of no entry', slaveBook: book([STRANGER]), isFlat: false },
])('with an empty ledger and $of flat is $isFlat', ({ slaveBook, isFlat: expected }) => {
  expect(desk(slaveBook).isFlat()).toBe(expected);
});

test('a copy refused as unknown that shows up after all is not flat', () => {
  const refused = withState(intent(), { status: 'refused', code: 'OUTCOME_UNKNOWN', detail: '' });
  expect(desk(book([position({ ...AT, magic: refused.magic })]), [refused]).isFlat()).toBe(false);
});

test('what is left of a copy that somebody closed by hand is not waited for', () => {
  const own = opened(intent());
  const taken = withState(own, { status: 'detached', position: AT, reason: 'CLIENT' });
  expect(desk(book([position({ ...AT, magic: own.magic })]), [taken]).isFlat()).toBe(true);
});

test('a position of no entry is closed as it stands, once the planner had its time (invariant 3)', async () => {
  const { tick, sent } = desk(book([STRANGER]));
  await tick(0);
  await tick(1_999);
  expect(sent).toEqual([]);
  await tick(2_000);
  expect(sent).toMatchObject([
    { identifier: '700', volume: STRANGER.volume, ifVolume: STRANGER.volume },
  ]);
});

test('only positions with a copy magic that no entry holds are closed (invariant 1)', async () => {
  const own = opened(intent());
  const listed = [position({ ...AT, magic: own.magic }), position({ magic: magic('234000') })];
  const { tick, sent } = desk(book(listed), [own]);
  for (const afterMs of [0, 5_000, 10_000]) await tick(afterMs);
  expect(sent).toEqual([]);
});

test('nothing is closed on a book that does not show what is there now (invariant 1)', async () => {
  const { tick, sent } = desk(book([STRANGER], { synced: false }));
  for (const afterMs of [0, 5_000, 10_000]) await tick(afterMs);
  expect(sent).toEqual([]);
});

test('one close at a time, and the next after a pause under another id (invariant 2)', async () => {
  const { tick, sent, answers } = desk(book([STRANGER]));
  const waiting: ((reply: TradeReply) => void)[] = [];
  answers.push(
    () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
  );
  for (const afterMs of [0, 2_000, 60_000]) await tick(afterMs);
  expect(sent).toHaveLength(1);
  waiting[0]?.({ type: 'unknown', reason: 'no answer' });
  await tick(60_000);
  await tick(60_999);
  expect(sent).toHaveLength(1);
  await tick(61_000);
  // What was closed may be listed for a moment.
  await tick(62_999);
  expect(sent).toHaveLength(2);
  await tick(63_000);
  expect(new Set(sent.map(({ request }) => request)).size).toBe(3);
});

test('while the market is closed it is tried once a minute', async () => {
  const { tick, sent, answers } = desk(book([STRANGER]));
  answers.push(() => Promise.resolve(no(10018)));
  for (const afterMs of [0, 2_000, 61_999]) await tick(afterMs);
  expect(sent).toHaveLength(1);
  await tick(62_000);
  expect(sent).toHaveLength(2);
});
