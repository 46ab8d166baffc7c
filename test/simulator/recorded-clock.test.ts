import { expect, test } from 'vitest';
import { recordedClock } from '../../simulator/recorded-clock.ts';
import { T0 } from './builders.ts';

test('server time runs from the recorded start, as fast as told', () => {
  const startWallMs = Date.now() - 1_000_000;
  const real = recordedClock({ startWallMs, startTickMs: T0, speed: 1 }).serverNowMs();
  const double = recordedClock({ startWallMs, startTickMs: T0, speed: 2 }).serverNowMs();
  expect(Math.round((real - T0) / 100_000)).toBe(10);
  expect(Math.round((double - T0) / 100_000)).toBe(20);
});

test('the tick counter is the machine’s monotonic clock in whole milliseconds', () => {
  const clock = recordedClock({ startWallMs: 0, startTickMs: 0, speed: 1 });
  const before = process.hrtime.bigint() / 1_000_000n;
  const count = BigInt(clock.tickCountMs());
  expect(count >= before && count <= process.hrtime.bigint() / 1_000_000n).toBe(true);
});
