/** Quotes the numbers of the invariants in market.ts. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Feed } from '../../../simulator/feed/feed.ts';
import { Market } from '../../../simulator/feed/market.ts';

const T0 = 1_399_033_800_000;

function market(feeds: Readonly<Record<string, readonly number[]>>, lengthMs: number): Market {
  const loop = { fromMs: T0, untilMs: T0 + lengthMs };
  const settings = { digits: 5, delayMs: 0, widenPoints: 0, loop };
  return new Market(
    new Map(
      Object.entries(feeds).map(([symbol, times]) => {
        const ticks = times
          .toSorted((a, b) => a - b)
          .map((time) => ({ timeMsc: T0 + time, bid: '1.1', ask: '1.2' }));
        return [symbol, new Feed(ticks, settings)];
      }),
    ),
  );
}

test('all ticks of all feeds come once, in the order of their time, over repetitions (1, 2)', () => {
  const times = fc.array(fc.nat(99), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(times, times, (eurusd, xauusd) => {
      const all = market({ EURUSD: eurusd, XAUUSD: xauusd }, 100);
      expect(all.startAt(T0 - 1)).toEqual([]);
      const total = (eurusd.length + xauusd.length) * 3;
      const got = Array.from({ length: total }, () => {
        const expected = all.nextMs;
        const tick = all.take();
        expect(tick?.timeMsc).toBe(expected);
        return tick;
      });
      const msc = got.map((tick) => tick?.timeMsc ?? 0);
      expect(msc).toEqual(msc.toSorted((a, b) => a - b));
      expect(got.filter((tick) => tick?.symbol === 'XAUUSD')).toHaveLength(xauusd.length * 3);
    }),
  );
});

test('it goes on behind the newest tick of the time at which it starts', () => {
  const all = market({ EURUSD: [0, 10, 20], XAUUSD: [15] }, 100);
  expect(all.startAt(T0 + 12)).toMatchObject([{ symbol: 'EURUSD', timeMsc: T0 + 10 }]);
  expect(all.take()).toMatchObject({ symbol: 'XAUUSD', timeMsc: T0 + 15 });
  expect(all.take()).toMatchObject({ symbol: 'EURUSD', timeMsc: T0 + 20 });
  expect(all.take()).toMatchObject({ symbol: 'EURUSD', timeMsc: T0 + 100 });
});
