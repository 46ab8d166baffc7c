/** Lots and prices: the invariants of domain/symbol-spec.ts, numbered as there. */
import { Big } from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isDecimal,
  isSamePrice,
  limitPrice,
  lots,
  lotsToSteps,
  onTickGrid,
  pointsBetween,
  pointsToPrice,
  price,
  priceToPoints,
  scaledLotsToSteps,
  shareToSteps,
  stepsToLots,
  sumLots,
  symbolSpec,
} from '../../domain/symbol-spec.ts';
import { decimal, spec, STEPS } from './builders.ts';

const anyStep = fc.constantFrom(...STEPS);
const anyDigits = fc.integer({ min: 0, max: 8 });
const anyVolume = decimal(2, 1, 100_000_00).map(lots);

function withDigits(digits: number, tickPoints = 1): ReturnType<typeof spec> {
  return spec({ digits, tickSize: new Big(tickPoints).times(`1e-${String(digits)}`).toFixed() });
}

test.each([
  ['0.07', '0.01', 7],
  ['0.29', '0.01', 29],
  ['1.15', '0.01', 115],
  ['0.3', '0.1', 3],
  ['0.019', '0.01', 1],
  ['0.009', '0.01', 0],
  ['2.5', '1', 2],
  ['0.007', '0.001', 7],
  ['0.74', '0.25', 2],
  ['0.75', '0.25', 3],
])('%s lots at a step of %s are %i steps', (volume, volumeStep, steps) => {
  expect(lotsToSteps(lots(volume), spec({ volumeStep }))).toBe(steps);
});

test.each([
  ['1.38626', 5, 138_626],
  ['1.386265', 5, 138_627],
  ['144.995', 3, 144_995],
  ['16843', 0, 16_843],
  ['0.00001234', 8, 1_234],
])('the price %s is exact at %i digits', (text, digits, points) => {
  expect(priceToPoints(price(text), withDigits(digits))).toBe(points);
});

test('a price is rounded to the tick size, not to the point', () => {
  const quarter = spec({ digits: 2, tickSize: '0.25' });
  expect(onTickGrid(price('4500.37'), quarter)).toBe('4500.25');
  expect(onTickGrid(price('4500.38'), quarter)).toBe('4500.50');
});

test.each(['', '-1', '1e5', 'NaN', '0x1', '1.', '.5', '1.123456789', '١'])(
  '"%s" is no decimal',
  (text) => {
    expect(isDecimal(text)).toBe(false);
    expect(() => lots(text)).toThrow(RangeError);
  },
);

test.each(['0', '0.00'])('%s is neither a volume nor a price', (text) => {
  expect(() => lots(text)).toThrow('is no volume');
  expect(() => price(text)).toThrow('is no price');
});

test('a minimum off the step is lifted to it, a maximum lowered', () => {
  const reported = symbolSpec({
    symbol: 'X',
    digits: 2,
    tickSize: '0',
    volumeStep: '0.1',
    volumeMin: '0.05',
    volumeMax: '0.98',
    volumeLimit: '0',
    fillingMode: 3,
    stopsLevel: 3,
  });
  expect(reported).toMatchObject({ minSteps: 1, maxSteps: 9, limitSteps: 0, tickPoints: 1 });
  expect(reported.filling).toEqual({ fok: true, ioc: true });
});

test('a limit on the grid is exact, one off it is rounded inwards, and it stays positive', () => {
  const five = withDigits(5, 5);
  expect(limitPrice(price('1.00000'), 10, 'above', five)).toBe('1.00010');
  expect(limitPrice(price('1.00003'), 10, 'above', five)).toBe('1.00010');
  expect(limitPrice(price('1.00003'), 10, 'below', five)).toBe('0.99995');
  expect(limitPrice(price('1.000003'), 0, 'below', withDigits(5))).toBe('1.00001');
  expect(limitPrice(price('0.00010'), 500, 'below', withDigits(5))).toBe('0.00001');
});

test('prices are the same however many zeros they are written with', () => {
  expect(isSamePrice(price('1.10'), price('1.10000'))).toBe(true);
  expect(isSamePrice(price('1.10'), null)).toBe(false);
  expect(isSamePrice(null, null)).toBe(true);
});

test('no volumes sum up to 0', () => {
  expect(sumLots([])).toBe('0');
  expect(sumLots([lots('0.1'), lots('0.2')])).toBe('0.3');
});

test('property, symbol-spec 3: steps survive the way through lots, for every step', () => {
  fc.assert(
    fc.property(anyStep, fc.integer({ min: 1, max: 1_000_000 }), (volumeStep, steps) => {
      const symbol = spec({ volumeStep });
      expect(lotsToSteps(stepsToLots(steps, symbol), symbol)).toBe(steps);
    }),
  );
});

test('property, symbol-spec 3: points survive the way through a price, for 0 to 8 digits', () => {
  fc.assert(
    fc.property(anyDigits, fc.integer({ min: 1, max: 999_999_999 }), (digits, points) => {
      const symbol = withDigits(digits);
      expect(priceToPoints(pointsToPrice(points, symbol), symbol)).toBe(points);
    }),
  );
});

test('property, symbol-spec 2: a volume is never rounded up, nor down by a whole step', () => {
  fc.assert(
    fc.property(anyStep, anyVolume, (volumeStep, volume) => {
      const symbol = spec({ volumeStep });
      const back = new Big(lotsToSteps(volume, symbol)).times(volumeStep);
      expect(back.lte(volume)).toBe(true);
      expect(back.plus(volumeStep).gt(volume)).toBe(true);
    }),
  );
});

test('property, symbol-spec 2: a scaled volume is never above volume × factor', () => {
  fc.assert(
    fc.property(anyStep, anyVolume, decimal(3, 1, 20_000), (volumeStep, volume, factor) => {
      const steps = scaledLotsToSteps(volume, factor, spec({ volumeStep }));
      expect(new Big(steps).times(volumeStep).lte(new Big(volume).times(factor))).toBe(true);
    }),
  );
});

test('property, symbol-spec 2: a share is never above the exact one, and less than a step below it', () => {
  fc.assert(
    fc.property(anyStep, anyVolume, anyVolume, anyVolume, (volumeStep, volume, part, whole) => {
      const steps = shareToSteps(volume, part, whole, spec({ volumeStep }));
      const exact = new Big(volume).times(part);
      const inLots = (count: number): Big => new Big(count).times(volumeStep).times(whole);
      expect(inLots(steps).lte(exact)).toBe(true);
      expect(inLots(steps + 1).gt(exact)).toBe(true);
    }),
  );
});

test('property, symbol-spec 1: a price on the tick grid is its own nearest price', () => {
  fc.assert(
    fc.property(
      anyDigits,
      fc.constantFrom(1, 5, 25),
      fc.integer({ min: 1, max: 1_000_000 }),
      (digits, tickPoints, ticks) => {
        const symbol = withDigits(digits, tickPoints);
        const exact = pointsToPrice(ticks * tickPoints, symbol);
        expect(onTickGrid(exact, symbol)).toBe(exact);
      },
    ),
  );
});

test('property, slippage 2: a limit is on the grid and never allows more than was asked', () => {
  fc.assert(
    fc.property(
      decimal(8, 1_00000000, 9_00000000).map(price),
      fc.nat(1_000),
      fc.constantFrom('above', 'below'),
      fc.constantFrom(1, 5, 25),
      (from, points, where, tickPoints) => {
        const symbol = withDigits(5, tickPoints);
        const limit = limitPrice(from, points, where, symbol);
        const away = pointsBetween(limit, from, symbol) * (where === 'above' ? 1 : -1);
        expect(away).toBeLessThanOrEqual(points);
        expect(away).toBeGreaterThan(points - tickPoints);
        expect(priceToPoints(limit, symbol) % tickPoints).toBe(0);
      },
    ),
  );
});
