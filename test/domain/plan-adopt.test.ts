/** The invariants of domain/plan-adopt.ts; more named cases in plan.test.ts. */
import { expect, test } from 'vitest';
import { unheardBook } from '../../domain/book.ts';
import { accountName, positionId } from '../../domain/ids.ts';
import { requestId } from '../../domain/copy-identity.ts';
import { standingAlarms } from '../../domain/alarm.ts';
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

test('plan-adopt 4: the position of a copy that is being opened or was refused is no orphan', () => {
  const refused = { status: 'refused', code: 'STALE', detail: '' } as const;
  for (const copy of [copyOf(), copyOf({ state: refused })]) {
    const known = input({
      masterBook: masterBook([position()]),
      copies: [copy],
      slaveBook: book([held(copy)]),
    });
    expect(standingAlarms(known).map(({ code }) => code)).not.toContain('ORPHAN');
  }
});
