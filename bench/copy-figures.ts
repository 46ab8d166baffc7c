/** What the benchmark of the copier measures and prints, in milliseconds. */
import { percentile } from '../domain/percentile.ts';

/** Of many latencies. */
export interface Figures {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** One row of the report's `lockstep`. */
export interface CopyRow extends Figures {
  readonly db: 'embedded' | 'mongodb';
  /** Whether the terminals hold MT5's least time between two timer events. */
  readonly timerFloor: boolean;
  readonly slaves: number;
  readonly operation: 'open' | 'close' | 'burst';
  /** The same from the broker's fill on: with the way to the master's terminal. */
  readonly fromFill: Figures;
  /** Bursts: from a slave's first fill to its last one, in round trips to the broker; the largest. */
  readonly roundTrips?: number;
}

/** The benchmark's result: what `--json` prints. */
export interface CopyReport {
  readonly floor: Figures;
  readonly baseline: Figures;
  readonly lockstep: readonly CopyRow[];
  /** By database: the largest slave node's resident memory, MB. */
  readonly nodeRssMb: Readonly<Record<string, number | null>>;
  /** By database: from fork to ready, one node alone, the median of some. */
  readonly nodeReadyMs: Readonly<Record<string, number>>;
}

/** @throws Error when nothing was measured: a benchmark without figures has failed. */
export function figuresOf(latenciesMs: readonly number[]): Figures {
  if (latenciesMs.length === 0) throw new Error('nothing was measured');
  const at = (share: number): number =>
    Math.round((percentile(latenciesMs, share) ?? Number.NaN) * 1_000) / 1_000;
  return { n: latenciesMs.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** The lines of a table for people. */
export function figuresLine(name: string, { n, p50, p95, p99, max }: Figures): string {
  const cells = [p50, p95, p99, max].map((ms) => ms.toFixed(2).padStart(9));
  return `${name.padEnd(46)} ${String(n).padStart(5)}${cells.join('')}`;
}
