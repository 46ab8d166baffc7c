/** What a close is planned with: its symbol's specification, the account's filling mode. */
import { expect, test } from 'vitest';
import { plan } from '../../domain/plan.ts';
import { lots } from '../../domain/symbol-spec.ts';
import {
  account,
  book,
  closingDeal,
  held,
  input,
  masterBook,
  openCopy,
  position,
} from './builders.ts';

test('plan 5: the symbol of a copy that is only to be closed is learnt once, beside its close', () => {
  const closed = masterBook([], { recentlyClosed: [closingDeal()] });
  const known = { masterBook: closed, copies: [openCopy()], slaveBook: book([held()]) };
  const actions = plan(input({ ...known, symbols: new Map() }));
  expect(actions.map(({ type }) => type)).toEqual(['close', 'learn']);
  expect(plan(input(known)).map(({ type }) => type)).toEqual(['close']);
});

test.each([
  ['ioc', 'IOC'],
  ['fok', 'FOK'],
  ['auto', undefined],
] as const)('a close of an account with filling %s asks for %s', (filling, expected) => {
  const closed = masterBook([], { recentlyClosed: [closingDeal()] });
  const half = masterBook([position({ volume: lots('0.05') })]);
  for (const book1 of [closed, half]) {
    const known = { masterBook: book1, copies: [openCopy()], slaveBook: book([held()]) };
    const [action] = plan(input({ ...known, account: account({ filling }) }));
    expect(action?.type).toMatch(/^close/);
    expect(action && 'order' in action && 'filling' in action.order && action.order.filling).toBe(
      expected ?? false,
    );
  }
});
