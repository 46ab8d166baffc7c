import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bench, symbolRecord } from './builders.ts';

const SYMBOLS = [
  symbolRecord(),
  symbolRecord({ symbol: 'GBPUSD', currencyBase: 'GBP', currencyMargin: 'GBP' }),
  symbolRecord({ symbol: 'EURGBP', currencyProfit: 'GBP' }),
];
const START: Readonly<Record<string, number>> = {
  EURUSD: 110_000,
  GBPUSD: 125_000,
  EURGBP: 88_000,
};

/** Opens, closes and ticks; gives a broker that has kept its worth all the way. */
const step = fc.record({
  symbol: fc.constantFrom('EURUSD', 'GBPUSD', 'EURGBP'),
  what: fc.constantFrom('tick', 'tick', 'BUY', 'SELL', 'close'),
  move: fc.integer({ min: -300, max: 300 }),
});

test('kept tick by tick, money is what it is when reckoned at once', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('USD', 'EUR', 'GBP'),
      fc.array(step, { minLength: 5, maxLength: 60 }),
      (currency, steps) => {
        const account = { currency, balance: '100000', stopOutLevel: 0 };
        const kept = bench({ symbols: SYMBOLS, account });
        const prices = { ...START };
        const show = (made: typeof kept, symbol: string): void => {
          const bid = (prices[symbol] ?? 0) / 100_000;
          made.tick(bid.toFixed(5), (bid + 0.0001).toFixed(5), symbol);
        };
        for (const symbol of Object.keys(START)) show(kept, symbol);
        for (const { move, symbol, what } of steps) {
          if (what === 'tick') {
            prices[symbol] = (START[symbol] ?? 0) + move;
            show(kept, symbol);
          } else if (what === 'close') {
            const position = kept.state().positions[0];
            if (position === undefined) continue;
            const type = position.side === 'BUY' ? 'SELL' : 'BUY';
            kept.send({ type, symbol: '', position: position.ticket, volume: position.volume });
          } else kept.send({ type: what, symbol });
        }
        const fresh = bench({ symbols: SYMBOLS, account, stored: kept.state() });
        for (const symbol of Object.keys(START)) show(fresh, symbol);
        expect(kept.broker.account(kept.login)).toEqual(fresh.broker.account(fresh.login));
      },
    ),
  );
});
