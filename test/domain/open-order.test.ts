/** The order that opens a copy (domain/open-order.ts). */
import { expect, test } from 'vitest';
import { unheardBook } from '../../domain/book.ts';
import { accountName } from '../../domain/ids.ts';
import { plan } from '../../domain/plan.ts';
import { price } from '../../domain/symbol-spec.ts';
import { account, copyOf, found, input, masterBook, MASTER, NOW, position } from './builders.ts';

test.each([
  ['absolute', '1.09960', '1.09970', 20],
  ['adverse', '1.09960', '1.09970', 50],
  ['adverse', '1.10010', '1.10020', 30],
] as const)('in %s mode a price of %s/%s leaves %i points of deviation', (mode, bid, ask, left) => {
  const quotes = new Map([['EURUSD', { bid: price(bid), ask: price(ask), receivedAtMs: NOW }]]);
  const actions = plan(
    input({
      masterBook: masterBook([position()]),
      quotes,
      account: account({ slippageMode: mode }),
    }),
  );
  expect(actions).toMatchObject([{ type: 'open', order: { deviationPoints: left } }]);
});

test.each([
  ['as it is', 11_000],
  ['set back by an hour', -3_600_000],
])('an intent of a master who is not heard is given up with the clock %s', (_clock, waitedMs) => {
  const copy = copyOf({ intendedAtMs: NOW - waitedMs, journalId: 'journal-1' });
  const actions = plan(
    input({
      masterBook: unheardBook(MASTER, accountName('Master')),
      copies: [copy],
      found: new Map([[copy.copyId, found({ journal: 'absent', journalId: 'journal-1' })]]),
    }),
  );
  const state = { status: 'refused', code: 'STALE' };
  expect(actions).toMatchObject([{ type: 'record', copy: { state } }]);
});
