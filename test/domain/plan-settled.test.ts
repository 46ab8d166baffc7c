/** Copies that were refused and show up after all (domain/plan-settled.ts, plan-open.ts). */
import { expect, test } from 'vitest';
import { unheardBook } from '../../domain/book.ts';
import { requestId } from '../../domain/copy-identity.ts';
import { CopySet } from '../../domain/copy-set.ts';
import type { CopyState } from '../../domain/copy.ts';
import { accountName, positionId } from '../../domain/ids.ts';
import { resurfaced } from '../../domain/plan-settled.ts';
import { plan } from '../../domain/plan.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import {
  book,
  copyOf,
  held,
  HELD,
  input,
  MASTER,
  masterBook,
  NOW,
  openCopy,
  position,
  SERVER_AHEAD_MS,
} from './builders.ts';

test('plan-settled 1: a copy refused before it was sized follows its master once it is adopted', () => {
  const refused = copyOf({
    symbol: 'EURUSD.m',
    intendedVolume: null,
    masterVolume: lots('0.20'),
    requests: 0,
    state: { status: 'refused', code: 'STALE', detail: '' },
  });
  const slaveBook = book([held(refused, { volume: lots('0.05') })]);
  const listed = masterBook([position({ symbol: 'EURUSD.m', sl: price('1.09') })]);
  const known = input({ masterBook: listed, copies: [refused], slaveBook });
  const [action] = plan(known);
  expect(action).toMatchObject({
    type: 'record',
    copy: {
      symbol: 'EURUSD',
      intendedVolume: '0.05',
      masterVolume: '0.10',
      masterSl: '1.09',
      intendedAtMs: NOW,
      state: { status: 'open', position: HELD },
    },
  });
  const adopted = action?.type === 'record' ? action.copy : refused;
  const half = masterBook([position({ volume: lots('0.05'), sl: price('1.09') })]);
  const copies = new CopySet([adopted]);
  expect(plan({ ...known, masterBook: half, copies })).toMatchObject([
    { type: 'close-part', order: { volume: '0.03' } },
  ]);
  const unheard = unheardBook(MASTER, accountName('Master'));
  expect(plan({ ...known, masterBook: unheard })).toEqual([]);
});

test('plan-settled 1: the position of another copy, whose magic it shares, is nobody’s late fill', () => {
  const owner = openCopy();
  const clashing = copyOf({
    masterPosition: positionId('101'),
    magic: owner.magic,
    intendedVolume: null,
    state: { status: 'refused', code: 'MAGIC_CLASH', detail: '' },
  });
  const listed = masterBook([position(), position({ identifier: positionId('101') })]);
  const copies = [owner, clashing];
  const known = input({ masterBook: listed, copies, slaveBook: book([held(owner)]) });
  expect(plan(known)).toEqual([]);
  expect(resurfaced(clashing, known)).toBeNull();
});

test.each([
  ['there is no book of it', { slaveBook: null }],
  ['its book is incomplete', { slaveBook: book([], { complete: false }) }],
])('plan-open 4: a position that may have a copy is not refused while %s', (_name, unsound) => {
  const old = masterBook([position({ openedAtServerMs: NOW + SERVER_AHEAD_MS - 60_000 })]);
  expect(plan(input({ masterBook: old, ...unsound }))).toEqual([]);
  expect(plan(input({ masterBook: old }))).toMatchObject([{ type: 'refuse' }]);
});

/** A settled copy of a second ago whose position the slave lists. */
function settled(state: CopyState, changes: Parameters<typeof copyOf>[0] = {}) {
  const copy = openCopy({ closedAtMs: NOW - 60_000, openedAtMs: NOW - 90_000, ...changes, state });
  return { copy, known: input({ copies: [copy], slaveBook: book([held(copy)]) }) };
}

const closed = { status: 'closed', position: HELD, cause: 'REVERSED' } as const;
const absent = { status: 'detached', position: HELD, reason: 'ABSENT' } as const;

test('plan-settled 2: a closed copy that is listed is closed again for the same cause', () => {
  expect(plan(settled(closed).known)).toMatchObject([
    { type: 'close', copy: { closedAtMs: null, state: { status: 'closing', cause: 'REVERSED' } } },
  ]);
});

test.each([
  ['a closed copy', closed, 2_000, 0],
  ['a closed copy', closed, 2_001, 1],
  ['a copy detached for its absence', absent, 2_000, 0],
  ['a copy detached for its absence', absent, 2_001, 1],
  ['a copy that was closed a moment after the read', closed, -5_000, 0],
  ['a copy that was closed by a clock that was set back since', closed, -5_001, 1],
] as const)(
  'plan-settled 2 and 3: the position of %s counts as listed later (%o, %i ms)',
  (_name, state, agoMs, count) => {
    expect(plan(settled(state, { closedAtMs: NOW - agoMs }).known)).toHaveLength(count);
  },
);

test('plan-settled: when a copy was closed is not known, then its listed position is there later', () => {
  expect(plan(settled(closed, { closedAtMs: null }).known)).toMatchObject([{ type: 'close' }]);
});

test('plan-settled: a copy that was closed without ever having a position resurfaces nowhere', () => {
  expect(resurfacedIn({ ...closed, position: null })).toBeNull();
  expect(resurfacedIn(closed)).toBe('500');
});

test.each<CopyState>([
  { status: 'opening', request: requestId(copyOf().copyId, 'open', 1) },
  { status: 'open', position: HELD },
  {
    status: 'closing',
    position: HELD,
    request: requestId(copyOf().copyId, 'close', 2),
    cause: 'OPERATOR',
  },
  {
    status: 'unknown',
    operation: 'open',
    request: requestId(copyOf().copyId, 'open', 1),
    sinceMs: NOW,
    position: null,
    cause: null,
  },
])('plan-settled: a copy that is $status is not settled, so it does not resurface', (state) => {
  expect(resurfacedIn(state)).toBeNull();
});

function resurfacedIn(state: CopyState): string | null {
  const { copy, known } = settled(state);
  const found = resurfaced(copy, known);
  return found === null ? null : found.identifier;
}

test.each([
  ['no book', null],
  ['a stale book', { readAtMs: NOW - 3_001 }],
  ['an unsynchronised book', { synced: false }],
])('plan-settled: by %s of the slave no settled copy resurfaces', (_name, changes) => {
  const { copy } = settled(closed);
  const refused = copyOf({ state: { status: 'refused', code: 'STALE', detail: '' } });
  const slaveBook = changes === null ? null : book([held(copy)], changes);
  expect(plan(input({ copies: [copy], slaveBook }))).toEqual([]);
  expect(plan(input({ copies: [refused], slaveBook }))).toEqual([]);
});

test('plan-settled 3: a copy that is adopted again keeps when it was opened, and is gone no more', () => {
  expect(plan(settled(absent).known)).toMatchObject([
    { type: 'record', copy: { openedAtMs: NOW - 90_000, closedAtMs: null } },
  ]);
  expect(plan(settled(absent, { openedAtMs: null }).known)).toMatchObject([
    { type: 'record', copy: { openedAtMs: NOW } },
  ]);
});

test('plan-settled 1: without its master a late fill of an unsized copy is of its own symbol and side', () => {
  const refused = { status: 'refused', code: 'STALE', detail: '' } as const;
  const copy = openCopy({ intendedVolume: null, symbol: 'EURUSD.m', state: refused });
  const slaveBook = book([held(copy, { side: 'SELL', volume: lots('0.03') })]);
  expect(plan(input({ copies: [copy], slaveBook }))).toMatchObject([
    {
      type: 'record',
      copy: { symbol: 'EURUSD', side: 'SELL', state: { status: 'open', position: HELD } },
    },
  ]);
});

test('plan-settled 1: a copy refused after it was sized keeps the size of its intent', () => {
  const refused = { status: 'refused', code: 'OUTCOME_UNKNOWN', detail: '' } as const;
  const copy = openCopy({ state: refused });
  const slaveBook = book([held(copy, { volume: lots('0.03') })]);
  const masters = masterBook([position({ volume: lots('0.20') })]);
  expect(plan(input({ copies: [copy], slaveBook, masterBook: masters }))).toMatchObject([
    { type: 'record', copy: { intendedVolume: '0.10', masterVolume: '0.10' } },
  ]);
});
