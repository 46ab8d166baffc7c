import { expect, test } from 'vitest';
import { bench } from './builders.ts';

const TYPES = (change: { transactions: readonly { type: string }[] } | undefined) =>
  change?.transactions.map(({ type }) => type);

test('a market buy opens a position at the ask and a close takes the bid', () => {
  const { send, tick, state, folded, open, deals } = bench();
  const ticket = open({ sl: '1.09000', tp: '1.12000' });
  expect(state().positions).toEqual([
    expect.objectContaining({ ticket, identifier: ticket, priceOpen: '1.10010', volume: '0.1' }),
  ]);
  tick('1.10110', '1.10120');
  expect(send({ type: 'SELL', position: ticket })).toMatchObject({
    retcode: 10009,
    price: '1.10110',
  });
  expect(state().account).toMatchObject({
    balance: '10010.00',
    equity: '10010.00',
    margin: '0.00',
  });
  expect(deals.map(({ entry, profit, side }) => [side, entry, profit])).toEqual([
    ['BALANCE', 'IN', '10000.00'],
    ['BUY', 'IN', '0.00'],
    ['SELL', 'OUT', '10.00'],
  ]);
  expect(folded()).toEqual(state());
});

test('an open is told as order, deal, end of the order', () => {
  const { changes, open } = bench();
  open();
  expect(changes.map(TYPES)).toEqual([['ORDER_ADD'], ['DEAL_ADD', 'ORDER_DELETE', 'HISTORY_ADD']]);
});

test('an SL is filled at the price of the gap', () => {
  const { changes, open, state, tick } = bench();
  open({ sl: '1.09500' });
  tick('1.09000', '1.09010');
  expect(state().positions).toEqual([]);
  expect(state().deals.at(-1)).toMatchObject({
    entry: 'OUT',
    reason: 'SL',
    price: '1.09000',
    comment: '[sl 1.09500]',
    profit: '-101.00',
  });
  expect(changes.at(-1)?.closed).toHaveLength(1);
});
