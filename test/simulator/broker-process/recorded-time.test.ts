import { expect, test } from 'vitest';
import { recordedTime } from '../../../simulator/broker-process/recorded-time.ts';
import { T0 } from './builders.ts';

test('server time runs from the recorded start, as fast as told', () => {
  const startWallMs = Date.now() - 1_000_000;
  const real = recordedTime({ startWallMs, startTickMs: T0, speed: 1 })();
  const double = recordedTime({ startWallMs, startTickMs: T0, speed: 2 })();
  expect(Math.round((real - T0) / 100_000)).toBe(10);
  expect(Math.round((double - T0) / 100_000)).toBe(20);
});
