import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Feed, type FeedSettings } from '../../../simulator/feed/feed.ts';
import { T0, TICKS } from './builders.ts';

function feed(changes: Partial<FeedSettings> = {}): Feed {
  const loop = { fromMs: T0, untilMs: T0 + 10_000 };
  return new Feed(TICKS, { digits: 5, delayMs: 0, widenPoints: 0, loop, ...changes });
}

test('invariant 1: in a gap the last tick holds with its own time', () => {
  expect(feed().quoteAt(T0 + 4_999)).toMatchObject({ bid: '1.38622', timeMsc: T0 + 100 });
  expect(feed().quoteAt(T0 + 5_000)).toMatchObject({ bid: '1.38700', timeMsc: T0 + 5_000 });
});

test('before the first tick there is no quote', () => {
  expect(feed().quoteAt(T0 - 1)).toBeNull();
  expect(feed({ delayMs: 50 }).quoteAt(T0 + 49)).toBeNull();
});

test('invariant 2: a crossed quote stays crossed', () => {
  expect(feed().quoteAt(T0 + 100)).toMatchObject({ bid: '1.38622', ask: '1.38620' });
});

test('a broker may show the recording later, wider and with fewer digits', () => {
  const other = feed({ digits: 4, delayMs: 50, widenPoints: 2 });
  expect(other.quoteAt(T0 + 149)).toMatchObject({ bid: '1.3858', ask: '1.3863' });
  expect(other.quoteAt(T0 + 150)).toMatchObject({
    bid: '1.3860',
    ask: '1.3864',
    timeMsc: T0 + 150,
  });
});

test('at its end the recording begins again with a moved clock', () => {
  expect(feed().quoteAt(T0 + 10_000)).toMatchObject({ bid: '1.38600', timeMsc: T0 + 10_000 });
  expect(feed().quoteAt(T0 + 25_000)).toMatchObject({ bid: '1.38700', timeMsc: T0 + 25_000 });
});

test('until the first tick of a repetition the last one of the round before holds', () => {
  const loop = { fromMs: T0 - 1_000, untilMs: T0 + 9_000 };
  expect(feed({ loop }).quoteAt(T0 + 9_500)).toMatchObject({
    bid: '1.38700',
    timeMsc: T0 + 5_000,
  });
});

test('without a loop the recording repeats from its first tick to its last', () => {
  expect(feed({ loop: null }).quoteAt(T0 + 5_001)).toMatchObject({
    bid: '1.38600',
    timeMsc: T0 + 5_001,
  });
});

test('a loop without ticks is refused', () => {
  expect(() => feed({ loop: { fromMs: 1, untilMs: 2 } })).toThrow('no tick from 1 until 2');
});

test('invariant 3: time and number never go back, and no tick is from the future', () => {
  const at = fc.integer({ min: -5_000, max: 100_000 });
  fc.assert(
    fc.property(at, at, fc.integer({ min: 0, max: 3_000 }), (one, two, delayMs) => {
      const shown = feed({ delayMs });
      const [early, late] = [Math.min(one, two), Math.max(one, two)];
      const [before, after] = [shown.quoteAt(T0 + early), shown.quoteAt(T0 + late)];
      if (before === null) return;
      expect(after?.number).toBeGreaterThanOrEqual(before.number);
      expect(after?.timeMsc).toBeGreaterThanOrEqual(before.timeMsc);
      expect(before.timeMsc).toBeLessThanOrEqual(T0 + early);
    }),
  );
});
