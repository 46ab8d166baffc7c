/** What the benchmark's figures mean, in words; and whether they are what they are to be. */
import type { CopyReport, CopyRow } from './copy-figures.ts';

/** The lines at the end. */
export function verdictLines(report: CopyReport): readonly string[] {
  const { baseline, floor, lockstep, nodeReadyMs, nodeRssMb } = report;
  const of = (operation: CopyRow['operation'], timerFloor: boolean): CopyRow | undefined =>
    lockstep.find(
      (row) =>
        row.db === 'embedded' &&
        row.slaves === 1 &&
        row.operation === operation &&
        row.timerFloor === timerFloor,
    );
  const [open, real, burst] = [of('open', false), of('open', true), of('burst', true)];
  return [
    '',
    'One slave, embedded database:',
    ...(open === undefined
      ? []
      : [
          `- an order leaves the slave ${ms(open.p50)} after the master's Expert Advisor could know of the deal, ${ms(open.fromFill.p50)} after the broker filled it (middle of ${String(open.n)}); the Python copier's design: ${ms(baseline.p50)}`,
          target(
            'at most a tenth of the Python copier',
            ms(open.p50),
            open.p50 <= baseline.p50 / 10,
          ),
          target(
            'at most three times the floor',
            `${ms(open.p50)} of ${ms(floor.p50)}`,
            open.p50 <= floor.p50 * 3,
          ),
        ]),
    ...(real === undefined
      ? []
      : [target("with MT5's timer floor 99 of 100 within 20 ms", ms(real.p99), real.p99 <= 20)]),
    ...(burst?.roundTrips === undefined
      ? []
      : [
          target(
            'all of 50 at once within two round trips to the broker of the first',
            String(burst.roundTrips),
            burst.roundTrips <= 2,
          ),
        ]),
    ...Object.entries(nodeRssMb).flatMap(([db, mb]) =>
      mb === null ? [] : [target(`a node's memory, ${db}`, `${String(mb)} MB`, mb <= mostMb(db))],
    ),
    ...Object.entries(nodeReadyMs).map(([db, readyMs]) =>
      target(`a node alone is ready within 700 ms, ${db}`, ms(readyMs), readyMs <= 700),
    ),
  ];
}

function mostMb(db: string): number {
  return db === 'embedded' ? 80 : 100;
}

function target(what: string, is: string, isMet: boolean): string {
  return `- ${isMet ? 'met   ' : 'missed'} ${what}: ${is}`;
}

function ms(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}
