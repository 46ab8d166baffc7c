import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lots, SymbolState, units } from '../../../simulator/broker/symbol-state.ts';
import { symbolRecord } from './builders.ts';

test('invariant 1: every volume of up to 8 decimals survives the way to units and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5e10 }), (whole) => {
      expect(units(lots(whole))).toBe(whole);
      expect(lots(whole)).toMatch(/^\d+(\.\d*[1-9])?$/);
    }),
  );
});

test('invariant 1: every price of a symbol survives the way to points and back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 9_999_999 }),
      (digits, points) => {
        const tickSize = (1 / 10 ** digits).toFixed(digits);
        const symbol = new SymbolState(symbolRecord({ digits, tickSize }));
        expect(symbol.points(symbol.price(points))).toBe(points);
      },
    ),
  );
});

test('an averaged price keeps thousandths of a point over its record', () => {
  const symbol = new SymbolState(symbolRecord());
  const mean = symbol.average(110_010, 1, 110_011, 2);
  expect(mean).toBe(110_010.667);
  expect(symbol.storedPoints(symbol.price(mean))).toBe(mean);
});

test.each([
  ['1.10000', 110_000],
  ['0', 0],
  ['1.100005', Number.NaN],
  ['-1.1', Number.NaN],
  ['Infinity', Number.NaN],
  ['', 0],
])('invariant 2: a price of "%s" is %d points', (price, points) => {
  expect(new SymbolState(symbolRecord()).points(price)).toBe(points);
});

test('invariant 2: a price off a coarser tick size is none', () => {
  const symbol = new SymbolState(symbolRecord({ digits: 2, tickSize: '0.25' }));
  expect(symbol.points('10.25')).toBe(1_025);
  expect(symbol.points('10.26')).toBeNaN();
});

test.each(['x', '1e308', '0.000000001', 'NaN'])('invariant 2: a volume of %s is none', (volume) => {
  expect(units(volume)).toBeNaN();
});
