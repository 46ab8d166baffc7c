/** The invariants' numbers are those of domain/absence.ts. */
import { expect, test } from 'vitest';
import { isProof, longer, type Absence } from '../../domain/absence.ts';

const START = 1_000_000;

/** The row of these reads: number and ms after the start; a third value is the epoch. */
function rowOf(
  reads: readonly (readonly [read: number, ms: number, epoch?: number])[],
  maxGapMs?: number,
): Absence | undefined {
  return reads.reduce<Absence | undefined>(
    (row, [read, ms, epoch = 1]) => longer(row, { read, readAtMs: START + ms }, epoch, maxGapMs),
    undefined,
  );
}

test.each([
  [
    '1: repeated',
    [
      [1, 0],
      [1, 900],
      [2, 2_000],
    ],
    2,
    2_000,
  ],
  [
    '1: of another epoch',
    [
      [1, 0],
      [2, 2_000],
      [3, 4_000, 2],
    ],
    1,
    0,
  ],
  [
    '1: older, and late',
    [
      [5, 2_000],
      [4, 1_900],
    ],
    1,
    0,
  ],
  [
    '2: numbered anew',
    [
      [8, 0],
      [9, 2_000],
      [1, 4_000],
      [2, 6_000],
    ],
    2,
    2_000,
  ],
  [
    '2: of a clock that was set back',
    [
      [1, 0],
      [2, 5_000],
      [3, -3_595_000],
      [4, -3_590_000],
    ],
    2,
    5_000,
  ],
  [
    '2: numbered anew and of a clock that was set back',
    [
      [8, 0],
      [1, -3_600_000],
      [2, -3_599_000],
    ],
    2,
    1_000,
  ],
  [
    '2: a little earlier, as clocks are mapped',
    [
      [1, 0],
      [2, 2_000],
      [3, 1_990],
      [4, 4_000],
    ],
    4,
    4_000,
  ],
] as const)('reads that are %s', (_name, reads, count, spanMs) => {
  const row = rowOf(reads);
  expect(row?.reads).toBe(count);
  expect((row?.lastAtMs ?? 0) - (row?.firstAtMs ?? 0)).toBe(spanMs);
});

test('3: a gap that is longer than allowed begins a new row', () => {
  const reads = [
    [1, 0],
    [2, 3_000],
    [3, 6_001],
  ] as const;
  expect(rowOf(reads, 3_000)).toMatchObject({ reads: 1, firstAtMs: START + 6_001 });
  expect(rowOf(reads)).toMatchObject({ reads: 3, firstAtMs: START });
});

test.each([
  ['forward', 2_500, 1],
  ['back', -900, 3],
  ['forward, as little as the clock is known', 1_000, 3],
])('2: a clock that is set %s between two reads: %i ms', (_name, setByMs, count) => {
  const reads = [
    [1, 0, 0],
    [2, 100, 0],
    [3, 200, setByMs],
  ] as const;
  const row = reads.reduce<Absence | undefined>((before, [read, passedMs, aheadMs]) => {
    const readAtMs = START + passedMs + aheadMs;
    const serverNowMs = START + passedMs + 3 * 3_600_000;
    return longer(before, { read, readAtMs, serverNowMs }, 1, 3_000);
  }, undefined);
  expect(row?.reads).toBe(count);
});

test('a proof takes reads and a span', () => {
  const row = rowOf([
    [1, 0],
    [2, 2_500],
    [3, 5_000],
  ]);
  expect(isProof(row, 3, 5_000)).toBe(true);
  expect(isProof(row, 4, 5_000)).toBe(false);
  expect(isProof(row, 3, 5_001)).toBe(false);
  expect(isProof(undefined, 0, 0)).toBe(false);
});
