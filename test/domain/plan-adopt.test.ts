/** The invariants of domain/plan-adopt.ts; more named cases in plan.test.ts. */
import { expect, test } from 'vitest';
import { unheardBook } from '../../domain/book.ts';
import { accountName } from '../../domain/ids.ts';
import { plan } from '../../domain/plan.ts';
import { lots, price } from '../../domain/symbol-spec.ts';
import {
  book,
  closingDeal,
  held,
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
