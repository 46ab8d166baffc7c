/** The order that opens a copy (domain/open-order.ts). */
import { expect, test } from 'vitest';
import { plan } from '../../domain/plan.ts';
import { price } from '../../domain/symbol-spec.ts';
import { account, input, masterBook, NOW, position } from './builders.ts';

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
