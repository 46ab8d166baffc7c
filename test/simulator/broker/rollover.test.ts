import { expect, test } from 'vitest';
import { bench, symbolRecord } from './builders.ts';

const DAY = 86_400_000;
/** Friday, 2014-05-02 00:00; the bench begins on Wednesday noon. */
const FRIDAY = Date.UTC(2014, 4, 2);

const POINTS = symbolRecord({ swapMode: 'POINTS', swapLong: '-5', swapShort: '2' });

test('points are charged in the profit currency, three days at once on the triple day', () => {
  const { changes, clock, open, state, tick } = bench({ symbols: [POINTS] });
  open({ volume: '1' });
  open({ volume: '1', type: 'SELL' });
  const told = changes.length;
  // Wednesday night: 5 points × 100,000 × 0.00001 × 3.
  clock.advanceTo(Date.UTC(2014, 4, 1));
  tick('1.10000', '1.10010');
  expect(state().positions).toMatchObject([{ swap: '-15.00' }, { swap: '6.00' }]);
  expect(
    changes.slice(told).map(({ transactions }) => transactions.map(({ type }) => type)),
  ).toEqual([['POSITION', 'POSITION']]);
  expect(state().account).toMatchObject({ balance: '10000.00', equity: '9971.00' });
});

test('nothing is charged for Saturday and Sunday, each other day once', () => {
  const { clock, open, state, tick } = bench({ symbols: [POINTS] });
  clock.advanceTo(FRIDAY + 1_000);
  tick('1.10000', '1.10010');
  open({ volume: '1' });
  const swapAt = (ms: number): string | undefined => {
    clock.advanceTo(ms);
    tick('1.10000', '1.10010');
    tick('1.10000', '1.10010');
    return state().positions[0]?.swap;
  };
  expect(swapAt(FRIDAY + DAY - 1)).toBe('0.00');
  expect(swapAt(FRIDAY + DAY)).toBe('-5.00');
  expect(swapAt(FRIDAY + 3 * DAY)).toBe('-5.00');
  // Days without a tick are made up for: Monday to Wednesday, the last one three times.
  expect(swapAt(FRIDAY + 6 * DAY)).toBe('-30.00');
});

test('a position that was not open over midnight is not charged', () => {
  const { clock, open, state } = bench({ symbols: [POINTS] });
  clock.advanceTo(FRIDAY + DAY + 5);
  open({ volume: '1' });
  expect(state().positions).toMatchObject([{ swap: '0.00' }]);
});

test('a stop-out counts the swap', () => {
  const symbols = [symbolRecord({ swapMode: 'CURRENCY_DEPOSIT', swapLong: '-200' })];
  const { clock, open, state, tick } = bench({ symbols, account: { balance: '1120' } });
  open({ volume: '1' });
  clock.advanceTo(Date.UTC(2014, 4, 1));
  tick('1.10000', '1.10010');
  expect(state()).toMatchObject({ positions: [], account: { balance: '510.00' } });
});
