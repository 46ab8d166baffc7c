/** What stands on record beside an order. */
import { expect, test } from 'vitest';
import { explained } from '../../domain/order-cause.ts';
import { plan } from '../../domain/plan.ts';
import { book, closingDeal, held, input, masterBook, openCopy, position } from './builders.ts';

test('an open says which book of the master and which quote it was decided by', () => {
  const known = input({ masterBook: masterBook([position()], { epoch: 7, seq: 42, read: 9 }) });
  const actions = plan(known).map((action) => explained(action, known));
  expect(actions).toMatchObject([
    {
      type: 'open',
      order: {
        because: {
          by: 'plan',
          decision: 'open',
          facts: {
            masterBook: { epoch: 7, seq: 42, read: 9, complete: true },
            masterPosition: { volume: '0.10', priceOpen: '1.10000' },
            quote: { bid: expect.any(String), ask: expect.any(String) },
          },
        },
      },
    },
  ]);
});

test('a close names its cause and the master’s deals that prove it', () => {
  const known = input({
    masterBook: masterBook([], { recentlyClosed: [closingDeal()] }),
    copies: [openCopy()],
    slaveBook: book([held()]),
  });
  const [action] = plan(known).map((each) => explained(each, known));
  const facts = { masterPosition: null, masterDeals: [closingDeal().deal] };
  expect(action).toMatchObject({
    type: 'close',
    order: { because: { decision: 'close', cause: 'MASTER_CLOSED', facts } },
  });
});

test('what sends nothing stays as it is', () => {
  const action = { type: 'learn', symbol: 'EURUSD' } as const;
  expect(explained(action, input())).toBe(action);
});
