import { expect, test } from 'vitest';
import { recomputeBalance, type ListedDeal } from '../../../simulator/replay/recompute-balance.ts';

const SIZES = new Map([['EURUSD', 100_000n]]);

function deal(changes: Partial<ListedDeal>): ListedDeal {
  return {
    deal: '1',
    position: '1',
    entry: 'IN',
    side: 'BUY',
    symbol: 'EURUSD',
    volume: '0.03',
    price: '1.38620',
    profit: '0.00',
    commission: '-0.11',
    swap: '0.00',
    fee: '0.00',
    balance: null,
    ...changes,
  };
}

const DEPOSIT = deal({ side: 'BALANCE', position: '0', profit: '100.00', commission: '0.00' });
// −15.5 points × 0.03 lots × 100,000: −0.465 USD, half away from zero.
const CLOSE = { deal: '2', entry: 'OUT', side: 'SELL', price: '1.386045', profit: '-0.47' };

test('the balance is deposits, profits and costs, in cents', () => {
  expect(recomputeBalance([DEPOSIT, deal({}), deal(CLOSE)], SIZES)).toBe(9_931n);
});

test('a profit that does not follow from the prices is named', () => {
  const wrong = deal({ ...CLOSE, profit: '-0.46' });
  expect(() => recomputeBalance([deal({}), wrong], SIZES)).toThrow(
    'deal 2 tells a profit of -0.46',
  );
});

test('a balance that does not follow from the money is named', () => {
  const wrong = deal({ balance: '99.90' });
  expect(() => recomputeBalance([DEPOSIT, wrong], SIZES)).toThrow('a balance of 99.90, not 9989');
});
