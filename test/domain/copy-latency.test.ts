import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  LATENCY_STEPS,
  latencyParts,
  latencyText,
  parseLatency,
} from '../../domain/copy-latency.ts';

const NOON = 1_770_112_800_000;

test('every step counts from the one before it', () => {
  const parts = latencyParts({
    eaSaw: NOON,
    nodeGot: NOON + 1,
    published: NOON + 1.5,
    sent: NOON + 4,
  });
  expect([...(parts?.steps ?? [])]).toEqual([
    ['nodeGot', 1],
    ['published', 0.5],
    ['sent', 2.5],
  ]);
  expect(parts?.totalMs).toBe(4);
});

test('the way to the order ends at the slave’s EA, or at sending where its time is missing', () => {
  expect(latencyParts({ eaSaw: NOON, sent: NOON + 2, eaGot: NOON + 3 })?.toOrderMs).toBe(3);
  expect(latencyParts({ eaSaw: NOON, sent: NOON + 2 })?.toOrderMs).toBe(2);
  expect(latencyParts({ published: NOON, sent: NOON + 2 })?.toOrderMs).toBeNull();
});

test('one step alone took no time', () => {
  expect(latencyParts({ sent: NOON })).toBeNull();
  expect(latencyParts({})).toBeNull();
});

test('invariant 3: stamps are read as they were written, to the microsecond', () => {
  const stamp = fc.integer({ min: 0, max: 60_000_000 }).map((us) => NOON + us / 1_000);
  const stamps = fc.record(Object.fromEntries(LATENCY_STEPS.map((step) => [step, stamp])), {
    requiredKeys: [],
  });
  fc.assert(
    fc.property(stamps, (written) => {
      const read = parseLatency(latencyText(written)) ?? {};
      expect(Object.keys(read).toSorted()).toEqual(Object.keys(written).toSorted());
      for (const step of LATENCY_STEPS) {
        expect(read[step] ?? 0).toBeCloseTo(written[step] ?? 0, 2);
      }
    }),
  );
});

test.each([
  '',
  'x',
  '{}',
  '[]',
  '[1,2]',
  '["a",1,2,3,4,5,6,7,8,9]',
  null,
  7,
  `[1${' '.repeat(2_000)}]`,
])('invariant 3: %j is no latency and no error', (text) => {
  expect(parseLatency(text)).toBeNull();
});
