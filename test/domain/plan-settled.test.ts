/** Copies that were refused and show up after all (domain/plan-settled.ts, plan-open.ts). */
import { expect, test } from 'vitest';
import { unheardBook } from '../../domain/book.ts';
import { accountName } from '../../domain/ids.ts';
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
      state: { status: 'open', position: HELD },
    },
  });
  const adopted = action?.type === 'record' ? action.copy : refused;
  const half = masterBook([position({ volume: lots('0.05'), sl: price('1.09') })]);
  const copies = new Map([[refused.copyId, adopted]]);
  expect(plan({ ...known, masterBook: half, copies })).toMatchObject([
    { type: 'close-part', order: { volume: '0.03' } },
  ]);
  const unheard = unheardBook(MASTER, accountName('Master'));
  expect(plan({ ...known, masterBook: unheard })).toEqual([]);
});

test.each([
  ['there is no book of it', { slaveBook: null }],
  ['its book is incomplete', { slaveBook: book([], { complete: false }) }],
])('plan-open 4: a position that may have a copy is not refused while %s', (_name, unsound) => {
  const old = masterBook([position({ openedAtServerMs: NOW + SERVER_AHEAD_MS - 60_000 })]);
  expect(plan(input({ masterBook: old, ...unsound }))).toEqual([]);
  expect(plan(input({ masterBook: old }))).toMatchObject([{ type: 'refuse' }]);
});
