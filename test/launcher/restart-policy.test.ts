import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  MAX_DELAY_MS,
  MAX_RESTARTS_IN_WINDOW,
  NO_RESTARTS,
  planRestart,
  QUIET_MS,
  STABLE_MS,
  WINDOW_MS,
  type RestartHistory,
} from '../../launcher/restart-policy.ts';

/** Runs that end one after another, each after `ranForMs` and its pause. */
function restarts(runsMs: readonly number[], jitter = 0) {
  let history: RestartHistory = NO_RESTARTS;
  let nowMs = 0;
  return runsMs.map((ranForMs) => {
    nowMs += ranForMs;
    const plan = planRestart(history, { ranForMs, nowMs, jitter });
    history = plan.history;
    nowMs += plan.delayMs;
    return plan;
  });
}

test('the delay doubles from 250 ms up to 15 s', () => {
  const delays = restarts(Array.from({ length: 9 }, () => 10)).map(({ delayMs }) => delayMs);
  expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test.each([
  ['one ms too short', STABLE_MS - 1, 1_000],
  ['stable', STABLE_MS, 250],
])('a run that is %s (%i ms) is followed by a delay of %i ms', (_name, lastRunMs, delayMs) => {
  expect(restarts([10, 10, lastRunMs]).at(-1)?.delayMs).toBe(delayMs);
});

test('the sixth restart within 60 s starts in safe mode, the fifth does not', () => {
  const safe = restarts([1, 1, 1, 1, 1, 1]).map(({ history }) => history.isSafe);
  expect(safe).toEqual([false, false, false, false, false, true]);
});

test('safe mode lasts until a run of 10 minutes', () => {
  const plans = restarts([1, 1, 1, 1, 1, 1, QUIET_MS - 1, QUIET_MS]);
  expect(plans.map(({ history }) => history.isSafe).slice(5)).toEqual([true, true, false]);
});

const runs = fc.array(fc.integer({ min: 0, max: 2 * QUIET_MS }), { minLength: 1, maxLength: 40 });
const jitter = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('invariant 1: no delay is longer than 15 s or shorter than three quarters of 250 ms', () => {
  fc.assert(
    fc.property(runs, jitter, (runsMs, chance) => {
      for (const { delayMs } of restarts(runsMs, chance)) {
        expect(delayMs).toBeLessThanOrEqual(MAX_DELAY_MS);
        expect(delayMs).toBeGreaterThan(187);
      }
    }),
  );
});

test('invariant 2: a stable run is always followed by the first delay', () => {
  fc.assert(
    fc.property(runs, (runsMs) => {
      expect(restarts([...runsMs, STABLE_MS]).at(-1)?.delayMs).toBe(250);
    }),
  );
});

test('invariant 3: without six restarts in a minute there is never safe mode', () => {
  fc.assert(
    fc.property(runs, (runsMs) => {
      const apart = WINDOW_MS / MAX_RESTARTS_IN_WINDOW;
      for (const { history } of restarts(runsMs.map((ms) => ms + apart))) {
        expect(history.isSafe).toBe(false);
        expect(history.atMs.length).toBeLessThanOrEqual(MAX_RESTARTS_IN_WINDOW + 1);
      }
    }),
  );
});
