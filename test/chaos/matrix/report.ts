/** What the results of many cases say together. */
import { percentile } from '../../../domain/percentile.ts';
import { BOUNDS_MS, type CaseResult } from './run-case.ts';

/** Null where nothing recovered from anything. */
interface Recovery {
  readonly p50: number | null;
  readonly p99: number | null;
}

/** The last line of `--json`. */
export interface ChaosSummary {
  /** All that were judged. */
  readonly cases: number;
  readonly violations: number;
  readonly recoveryMs: Recovery;
  /** Cases whose action never passed the point of the kill, tried twice. */
  readonly notReached: number;
  /** Cases that recovered later than the contract's bound. */
  readonly late: number;
  /** By what was killed. */
  readonly killed: Readonly<Record<string, Recovery & { readonly cases: number }>>;
}

/** See {@link ChaosSummary}. */
export function summaryOf(results: readonly CaseResult[]): ChaosSummary {
  const killed = Object.keys(BOUNDS_MS).map((victim) => {
    const own = results.filter((one) => one.victim === victim);
    return [victim, { cases: own.length, ...recoveryOf(own) }] as const;
  });
  return {
    cases: results.length,
    violations: countOf(results, 'violated'),
    recoveryMs: recoveryOf(results),
    notReached: countOf(results, 'not-reached'),
    late: results.filter(({ isLate }) => isLate).length,
    killed: Object.fromEntries(killed),
  };
}

/** One line per kind of process. */
export function tableOf(results: readonly CaseResult[]): readonly string[] {
  const rows = Object.entries(BOUNDS_MS).map(([victim, boundMs]) => {
    const own = results.filter((one) => one.victim === victim);
    const { p50, p99 } = recoveryOf(own);
    return [
      victim.padEnd(17),
      String(own.length).padStart(6),
      String(countOf(own, 'violated')).padStart(9),
      String(countOf(own, 'not-reached')).padStart(12),
      String(own.filter(({ isLate }) => isLate).length).padStart(6),
      seconds(p50).padStart(13),
      seconds(p99).padStart(8),
      `${String(boundMs / 1_000)} s`.padStart(7),
    ].join(' ');
  });
  return [
    'killed            cases  violated  not reached   late  recovery p50      p99   bound',
    ...rows,
  ];
}

function countOf(results: readonly CaseResult[], wanted: CaseResult['outcome']): number {
  return results.filter(({ outcome }) => outcome === wanted).length;
}

function recoveryOf(results: readonly CaseResult[]): Recovery {
  const times = results
    .flatMap(({ recoveryMs }) => (recoveryMs === null ? [] : [recoveryMs]))
    .toSorted((left, right) => left - right);
  return { p50: rounded(percentile(times, 0.5)), p99: rounded(percentile(times, 0.99)) };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

function seconds(ms: number | null): string {
  return ms === null ? '-' : `${(ms / 1_000).toFixed(1)} s`;
}
