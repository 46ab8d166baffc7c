import { expect, test } from 'vitest';
import { TickLoop } from '../../../simulator/replay/tick-loop.ts';

const tick = (timeMsc: number, bid: string) => ({ timeMsc, bid, ask: bid });
const RECORDINGS = new Map([
  ['A', [tick(100, '1'), tick(105, '2'), tick(120, '9')]],
  ['B', [tick(99, '9'), tick(105, '3')]],
]);

test('every lap has the ticks of the window in order, with a clock that goes on', () => {
  const loop = new TickLoop(RECORDINGS, { fromMs: 100, untilMs: 110 }, 5_000);
  const taken: string[] = [];
  for (let next = loop.takeUntil(5_015); next !== null; next = loop.takeUntil(5_015)) {
    taken.push(`${String(next.timeMsc)} ${next.symbol} ${next.bid}`);
  }
  expect(taken).toEqual(['5000 A 1', '5005 A 2', '5005 B 3', '5010 A 1', '5015 A 2', '5015 B 3']);
  expect(loop.takeUntil(5_019)).toBeNull();
  expect(loop.takeUntil(5_020)).toMatchObject({ timeMsc: 5_020, symbol: 'A' });
});

test('a window without ticks is refused', () => {
  expect(() => new TickLoop(RECORDINGS, { fromMs: 1, untilMs: 2 }, 0)).toThrow('no tick from 1');
});
