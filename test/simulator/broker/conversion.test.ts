import { Big } from 'big.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Conversion } from '../../../simulator/broker/conversion.ts';
import { SymbolState } from '../../../simulator/broker/symbol-state.ts';
import { symbolRecord } from './builders.ts';

function pair(base: string, profit: string, bid: string, ask: string): SymbolState {
  const symbol = new SymbolState(
    symbolRecord({ symbol: base + profit, currencyBase: base, currencyProfit: profit }),
  );
  symbol.show({ symbol: symbol.name, bid, ask, timeMsc: 1 });
  return symbol;
}

const EURUSD = pair('EUR', 'USD', '1.10000', '1.10010');
const USDCHF = pair('USD', 'CHF', '0.90000', '0.90020');

test('invariants 1 and 2: which price counts, along the quote and against it', () => {
  const along = Conversion.find([EURUSD], 'EUR', 'USD');
  expect([along.rate('gain'), along.rate('loss'), along.rate('buy'), along.rate('sell')]).toEqual([
    1.1, 1.1001, 1.1001, 1.1,
  ]);
  const against = Conversion.find([EURUSD], 'USD', 'EUR');
  expect([against.rate('gain'), against.rate('loss')]).toEqual([1 / 1.1001, 1 / 1.1]);
  expect([against.rate('buy'), against.rate('sell')]).toEqual([1 / 1.1001, 1 / 1.1]);
});

test('invariant 3: two pairs are enough, and a direct one is preferred', () => {
  const crossed = Conversion.find([EURUSD, USDCHF], 'EUR', 'CHF');
  expect(crossed.rate('gain')).toBeCloseTo(1.1 * 0.9, 12);
  const direct = pair('EUR', 'CHF', '0.95000', '0.95010');
  expect(Conversion.find([EURUSD, USDCHF, direct], 'EUR', 'CHF').rate('gain')).toBe(0.95);
});

test('a currency is itself without any pair, and what is not a pair is no way', () => {
  expect(Conversion.find([], 'USD', 'USD').rate('loss')).toBe(1);
  const gold = new SymbolState(
    symbolRecord({ symbol: 'XAUUSD', currencyBase: 'XAU', calcMode: 'CFD' }),
  );
  expect(() => Conversion.find([gold], 'USD', 'XAU')).toThrow('add a symbol such as USDXAU');
});

test('booked and shown money agree', () => {
  const conversion = Conversion.find([EURUSD, USDCHF], 'CHF', 'EUR');
  fc.assert(
    fc.property(
      fc.integer({ min: -1e9, max: 1e9 }),
      fc.constantFrom('gain', 'loss'),
      (cents, which) => {
        const exact = conversion.convert(new Big(cents), which).toNumber();
        expect(conversion.rate(which) * cents).toBeCloseTo(exact, 4);
      },
    ),
  );
});
