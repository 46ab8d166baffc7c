/** The invariants of domain/plan-adopt.ts; more named cases in plan.test.ts. */
import { expect, test } from 'vitest';
import { unheardBook } from '../../domain/book.ts';
import { accountName, magic, positionId } from '../../domain/ids.ts';
import { copyMagic, requestId } from '../../domain/copy-identity.ts';
import { standingAlarms } from '../../domain/alarm.ts';
import { strangers } from '../../domain/plan-adopt.ts';
import { plan } from '../../domain/plan.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import {
  book,
  closingDeal,
  copyOf,
  held,
  HELD,
  input,
  MASTER,
  masterBook,
  NOW,
  openCopy,
  position,
} from './builders.ts';

test.each([
  ['was not heard yet', unheardBook(MASTER, accountName('Master'))],
  ['sent an incomplete book', masterBook([], { complete: false })],
  ['sent a stale book', masterBook([], { readAtMs: NOW - 4_000 })],
  [
    'sent a partial close’s deal in an incomplete book',
    masterBook([], { complete: false, recentlyClosed: [closingDeal({ volume: lots('0.05') })] }),
  ],
])('plan-adopt 3: nothing is adopted while its master %s', (_name, unsound) => {
  expect(plan(input({ masterBook: unsound, slaveBook: book([held()]) }))).toEqual([]);
});

test('plan-adopt 3: the master’s volume and stops are the master’s own, not the slave’s', () => {
  const tripled = held(openCopy(), { volume: lots('0.30'), sl: price('1.08') });
  const listed = masterBook([position({ sl: price('1.09') })]);
  const actions = plan(input({ masterBook: listed, slaveBook: book([tripled]) }));
  const copy = { intendedVolume: '0.30', masterVolume: '0.10', masterSl: '1.09' };
  expect(actions).toMatchObject([{ type: 'adopt', copy }]);
});

test('plan-adopt 3: a copy adopted after its master position had gone takes the slave’s volume for nobody’s', () => {
  const half = closingDeal({ volume: lots('0.05') });
  const gone = masterBook([], { recentlyClosed: [half] });
  const slaveBook = book([held(openCopy(), { volume: lots('0.01'), sl: price('1.08') })]);
  const [action] = plan(input({ masterBook: gone, slaveBook }));
  expect(action).toMatchObject({ type: 'adopt', copy: { intendedVolume: null, masterSl: null } });
  const copies = action?.type === 'adopt' ? [action.copy] : [];
  // The deal of a part is more than the slave has; it proves nothing.
  expect(plan(input({ masterBook: gone, slaveBook, copies }))).toEqual([]);
  const back = masterBook([position({ sl: price('1.09') })]);
  const again = input({ masterBook: back, slaveBook, copies });
  expect(standingAlarms(again)).toEqual([]);
  const facts = { intendedVolume: '0.01', masterVolume: '0.10', masterSl: '1.09' };
  expect(plan(again)).toMatchObject([{ type: 'record', copy: { ...facts, version: 2 } }]);
});

test.each([
  ['open', openCopy(), [held()]],
  ['closed', openCopy({ state: { status: 'closed', position: HELD, cause: 'OPERATOR' } }), []],
  [
    'in doubt of a modification',
    openCopy({
      state: {
        status: 'unknown',
        operation: 'modify',
        request: requestId(openCopy().copyId, 'modify', 2),
        sinceMs: NOW,
        position: HELD,
        cause: null,
      },
    }),
    [held()],
  ],
] as const)(
  'plan-adopt 4: a second position with the magic of a copy that is %s is an orphan',
  (_name, copy, own) => {
    const second = held(copy, { identifier: positionId('501') });
    const known = input({
      masterBook: masterBook([position()]),
      copies: [copy],
      slaveBook: book([...own, second]),
    });
    const orphans = standingAlarms(known).filter(({ code }) => code === 'ORPHAN');
    expect(orphans).toMatchObject([{ subject: '501' }]);
    expect(plan(known).filter(({ type }) => type === 'adopt')).toEqual([]);
  },
);

test('plan-adopt 4: the position of a copy that is being opened, in doubt or refused is no orphan', () => {
  const refused = { status: 'refused', code: 'STALE', detail: '' } as const;
  const doubt = {
    status: 'unknown',
    operation: 'open',
    request: requestId(copyOf().copyId, 'open', 1),
    sinceMs: NOW,
    position: null,
    cause: null,
  } as const;
  for (const state of [copyOf().state, refused, doubt]) {
    const copy = copyOf({ state });
    const known = input({
      masterBook: masterBook([position()]),
      copies: [copy],
      slaveBook: book([held(copy)]),
    });
    expect(standingAlarms(known).map(({ code }) => code)).not.toContain('ORPHAN');
  }
});

test('plan-adopt: positions without a copy magic are nobody’s strangers, and so are those unread', () => {
  const foreign = position({ magic: magic('77') });
  expect(strangers(input({ slaveBook: book([foreign, position(), held()]) }))).toEqual([held()]);
  expect(strangers(input({ slaveBook: null }))).toEqual([]);
  expect(strangers(input({ slaveBook: book([held()], { connected: false }) }))).toEqual([]);
});

/** What a plan adopts of this slave's position, when the master has closed or never listed its own. */
function adoptedOf(changes: Parameters<typeof held>[1], known: Parameters<typeof input>[0] = {}) {
  const actions = plan(input({ slaveBook: book([held(openCopy(), changes)]), ...known }));
  return actions.flatMap((action) => (action.type === 'adopt' ? [action.copy] : []));
}

test('plan-adopt 1: an adopted position is taken as it is, whatever its master has', () => {
  const facts = { symbol: 'EURUSD.m', side: 'SELL', volume: lots('0.07') } as const;
  const whole = openCopy();
  for (const masters of [[], [position()]]) {
    expect(adoptedOf(facts, { masterBook: masterBook(masters) })).toMatchObject([
      {
        masterTicket: whole.masterTicket,
        magic: whole.magic,
        journalId: whole.journalId,
        state: whole.state,
        symbol: 'EURUSD.m',
        side: 'SELL',
        requests: 0,
        intendedAtMs: NOW,
        openedAtMs: NOW,
        version: 1,
      },
    ]);
  }
});

test.each([
  ['LS 100', 1],
  ['LS 100 closed by broker', 1],
  ['LS 101', 0],
  ['LS 0', 0],
  ['LS 99999999999999999999', 0],
  ['LS', 0],
  ['', 0],
])('plan-adopt 1: by the comment "%s" %i position is known again', (comment, count) => {
  expect(adoptedOf({ comment })).toHaveLength(count);
});

test('plan-adopt 1: without its comment a copy is known by its master’s closing deal', () => {
  const closed = { masterBook: masterBook([], { recentlyClosed: [closingDeal()] }) };
  expect(adoptedOf({ comment: '' }, closed)).toMatchObject([{ masterPosition: '100' }]);
});

test('plan-adopt 1: a copy that was opened under its second magic is known, and keeps it', () => {
  const second = copyMagic(openCopy().copyId, 2);
  expect(adoptedOf({ magic: second })).toMatchObject([{ magic: second }]);
});

test('plan-adopt 2: nothing is adopted for a copy with an action under way', () => {
  expect(adoptedOf({}, { inFlight: new Set([openCopy().copyId]) })).toEqual([]);
});

test.each([
  ['is stale', { readAtMs: NOW - 4_000 }],
  ['is not synchronised', { synced: false }],
])('plan-adopt 2: nothing is adopted from a book of the slave that %s', (_name, changes) => {
  expect(plan(input({ slaveBook: book([held()], changes) }))).toEqual([]);
  expect(plan(input({ slaveBook: book([held()]) }))).toMatchObject([{ type: 'adopt' }]);
});
