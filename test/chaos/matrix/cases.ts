/**
 * The crash matrix: each process killed in each gap of each operation, with two downtimes, on both
 * databases. Gap n lies between the points n and n + 1 of an action.
 */
import type { Database } from '../harness/stage.ts';
import type { Victim } from '../harness/victim.ts';

/** What the master does. */
export const OPERATIONS = ['open', 'modify', 'close-part', 'close'] as const;
/** See {@link OPERATIONS}. */
export type ChaosOperation = (typeof OPERATIONS)[number];

/** How long the killed process stays away. */
export const DOWNTIMES_MS = { short: 1_000, stale: 4_000 } as const;

/** One case. */
export interface ChaosCase {
  /** Names it for `--resume` and reports. */
  readonly name: string;
  readonly victim: Victim;
  /** 0 to 10. */
  readonly gap: number;
  readonly operation: ChaosOperation;
  readonly downtime: keyof typeof DOWNTIMES_MS;
  readonly database: Database;
  /** A tenth of the cases keeps the contract's windows. */
  readonly windows: 'short' | 'default';
}

const VICTIMS: readonly Victim[] = [
  'master terminal',
  'master node',
  'slave node',
  'slave terminal',
  'database',
  'launcher',
];
const GAPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** All of them, in the order of the seed: consecutive ones on one database, for they share a stage. */
export function chaosCases(seed: number): readonly ChaosCase[] {
  const all: ChaosCase[] = [];
  for (const database of ['embedded', 'mongodb'] as const) {
    for (const victim of VICTIMS) {
      // The embedded database has no process: its writer is the slave's node.
      if (victim === 'database' && database === 'embedded') continue;
      for (const gap of GAPS) {
        for (const operation of OPERATIONS) {
          for (const downtime of ['short', 'stale'] as const) {
            const windows = all.length % 10 === 9 ? 'default' : 'short';
            const name = [database, victim, String(gap), operation, downtime, windows].join('/');
            all.push({ name, victim, gap, operation, downtime, database, windows });
          }
        }
      }
    }
  }
  return shuffled(all, seed);
}

/** Fisher and Yates, with numbers of mulberry32. */
function shuffled<Item>(items: readonly Item[], seed: number): readonly Item[] {
  const list = [...items];
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    const [one, two] = [list[at], list[other]];
    if (one === undefined || two === undefined) continue;
    list[at] = two;
    list[other] = one;
  }
  return list;
}
