/**
 * Bursts, which the demo adds to the recorded account's steps: nine positions opened at one moment and
 * closed at one moment. The account itself opened nine within one second, on a day that is not replayed.
 */
import { seededRandom } from '../simulator/seeded-random.ts';
import type { TraderStep } from '../simulator/trader/trader-step.ts';

const SIZE = 9;
const FIRST_MS = 1_000;
const EVERY_MS = 20_000;
/** Longer than a slave may need to see them: each must be copied or refused. */
const HELD_MS = 11_000;
/** The account's usual volumes, in lots, under the names that they are traded by here. */
const KINDS = [
  { symbol: 'EURUSD', volume: '0.04' },
  { symbol: 'EURUSD', volume: '0.05' },
  { symbol: 'XAUUSD', volume: '0.02' },
] as const;

/** The bursts that begin and end within so many milliseconds; sides are drawn under the seed. */
export function burstSteps(seed: number, tradingMs: number): readonly TraderStep[] {
  const random = seededRandom(seed);
  const steps: TraderStep[] = [];
  for (let atMs = FIRST_MS; atMs + HELD_MS <= tradingMs; atMs += EVERY_MS) {
    const burst = Array.from({ length: SIZE }, (_, index) => {
      const { symbol, volume } = KINDS[index % KINDS.length] ?? KINDS[0];
      const side = random() < 0.5 ? 'BUY' : 'SELL';
      const key = `burst-${String(atMs)}-${String(index + 1)}`;
      return { type: 'open', atMs, key, symbol, side, volume } as const;
    });
    const closes = burst.map(({ key }) => ({ type: 'close', atMs: atMs + HELD_MS, key }) as const);
    steps.push(...burst, ...closes);
  }
  return steps;
}
