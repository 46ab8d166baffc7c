import { expect, test } from 'vitest';
import { summaryOf, tableOf } from './report.ts';
import type { CaseResult } from './run-case.ts';

function result(changes: Partial<CaseResult>): CaseResult {
  return {
    name: 'embedded/slave node/4/open/short/short',
    victim: 'slave node',
    outcome: 'passed',
    violations: [],
    recoveryMs: 2_000,
    isLate: false,
    copy: 'OPEN',
    tookMs: 5_000,
    ...changes,
  };
}

const RESULTS = [
  result({}),
  result({ recoveryMs: 12_000, isLate: true }),
  result({ victim: 'launcher', outcome: 'violated', violations: ['S1: …'], recoveryMs: null }),
  result({ victim: 'database', outcome: 'not-reached', recoveryMs: null }),
];

test('the summary counts cases, violations and what was late or not reached', () => {
  const { cases, killed, late, notReached, recoveryMs, violations } = summaryOf(RESULTS);
  expect({ cases, late, notReached, violations }).toEqual({
    cases: 4,
    late: 1,
    notReached: 1,
    violations: 1,
  });
  expect(recoveryMs).toEqual({ p50: 2_000, p99: 12_000 });
  expect(killed['launcher']).toEqual({ cases: 1, p50: null, p99: null });
});

test('the table has a line for each kind of process', () => {
  const lines = tableOf(RESULTS);
  expect(lines).toHaveLength(7);
  expect(lines.find((line) => line.startsWith('slave node'))).toMatch(
    /^slave node\s+2\s+0\s+0\s+1\s+2\.0 s\s+12\.0 s\s+10 s$/,
  );
});
