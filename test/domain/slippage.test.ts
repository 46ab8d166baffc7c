/** Slippage: the invariants of domain/slippage.ts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measureSlippage, type SlippageQuestion } from '../../domain/slippage.ts';
import { pointsBetween, price } from '../../domain/symbol-spec.ts';
import { decimal, NOW, spec } from './builders.ts';

function measure(changes: Partial<SlippageQuestion> & { bid?: string; ask?: string }) {
  const { bid = '1.09998', ask = '1.10002', ...rest } = changes;
  return measureSlippage({
    side: 'BUY',
    masterPrice: price('1.10000'),
    quote: { bid: price(bid), ask: price(ask), receivedAtMs: NOW },
    spec: spec(),
    tolerancePoints: 10,
    mode: 'absolute',
    ...rest,
  });
}

test.each([
  ['a buy is measured by the ask', 'BUY', '1.09900', '1.10010', true, 10],
  ['a buy one point further is too far', 'BUY', '1.10000', '1.10011', false, 11],
  ['a sell is measured by the bid', 'SELL', '1.09990', '1.10900', true, 10],
  ['a sell one point further is too far', 'SELL', '1.09989', '1.10000', false, 11],
  ['a better price counts too when absolute', 'BUY', '1.09980', '1.09989', false, -11],
] as const)('%s', (_name, side, bid, ask, within, movedPoints) => {
  expect(measure({ side, bid, ask })).toMatchObject({ within, movedPoints });
});

test('a better price never counts in adverse mode', () => {
  const slippage = measure({ mode: 'adverse', ask: '1.05000' });
  expect(slippage).toMatchObject({ within: true, movedPoints: -5_000, bestPrice: null });
  expect(measure({ mode: 'adverse', ask: '1.10011' }).within).toBe(false);
});

test('the slave’s point decides when brokers have different digits', () => {
  const coarse = spec({ digits: 3, tickSize: '0.001' });
  const fine = { masterPrice: price('144.9954'), bid: '144.990', ask: '144.997', spec: coarse };
  expect(measure(fine)).toMatchObject({ within: true, worstPrice: '145.005' });
  expect(measure(fine).movedPoints).toBeCloseTo(1.6);
  const four = spec({ digits: 4, tickSize: '0.0001' });
  expect(measure({ spec: four, masterPrice: price('1.10000'), ask: '1.1011' }).within).toBe(false);
});

test('a tolerance of 0 takes the master’s price alone', () => {
  expect(measure({ tolerancePoints: 0, ask: '1.10000' }).within).toBe(true);
  expect(measure({ tolerancePoints: 0, ask: '1.10001' }).within).toBe(false);
});

const anyPrice = decimal(5, 50_000, 200_000);
const anySide = fc.constantFrom('BUY', 'SELL');

test('property, slippage 1: a sell is a buy in the mirror', () => {
  fc.assert(
    fc.property(anyPrice, fc.nat(500), fc.nat(500), (text, moved, tolerancePoints) => {
      const up = (Number(text) + moved / 100_000).toFixed(5);
      const down = (Number(text) - moved / 100_000).toFixed(5);
      const masterPrice = price(text);
      const buy = measure({ masterPrice, ask: up, bid: up, tolerancePoints });
      const sell = measure({ side: 'SELL', masterPrice, ask: down, bid: down, tolerancePoints });
      expect(buy.within).toBe(moved <= tolerancePoints);
      expect(sell.within).toBe(buy.within);
      expect(sell.movedPoints).toBe(buy.movedPoints);
    }),
  );
});

test('property, slippage 2: the limits enclose exactly the prices that are within', () => {
  fc.assert(
    fc.property(anyPrice, anyPrice, anySide, fc.nat(60_000), (master, now, side, tolerance) => {
      const { within, worstPrice, bestPrice, current } = measure({
        side,
        masterPrice: price(master),
        ask: now,
        bid: now,
        tolerancePoints: tolerance,
      });
      const toLoss = side === 'BUY' ? 1 : -1;
      const overWorst = pointsBetween(current, worstPrice, spec()) * toLoss;
      const underBest = bestPrice === null ? 0 : pointsBetween(bestPrice, current, spec()) * toLoss;
      const isEnclosed = overWorst <= 0 && underBest <= 0;
      // A limit cannot be below one tick, so it says less than the tolerance there.
      expect(isEnclosed === within || worstPrice === '0.00001').toBe(true);
    }),
  );
});

test('property, slippage: adverse takes everything that absolute takes', () => {
  fc.assert(
    fc.property(anyPrice, anyPrice, anySide, fc.nat(20_000), (master, now, side, tolerance) => {
      const asked = { side, masterPrice: price(master), ask: now, bid: now } as const;
      const absolute = measure({ ...asked, tolerancePoints: tolerance });
      const adverse = measure({ ...asked, tolerancePoints: tolerance, mode: 'adverse' });
      expect(!absolute.within || adverse.within).toBe(true);
    }),
  );
});
