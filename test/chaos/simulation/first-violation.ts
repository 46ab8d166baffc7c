/** Looks for the first seed that shows a bug which was put in on purpose. */
import { drawHistory } from './draw-history.ts';
import type { History } from './history.ts';
import { runHistory } from './run-history.ts';
import type { Sabotage } from './sim-slave.ts';

/** About a minute's worth on one slow core. */
const SEEDS_MAX = 600;

/**
 * Its history and the clause that broke; null when no seed shows it.
 * @param plant called once per history, as a bug may remember what it saw.
 * @param clause what is looked for: the bug may break others too.
 * @param isWanted which histories are lived through; by default all.
 */
export async function firstViolation(
  plant: () => Sabotage,
  clause: string,
  isWanted: (history: History) => boolean = () => true,
): Promise<{ readonly history: History; readonly clause: string } | null> {
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    const history = drawHistory(seed);
    if (!isWanted(history)) continue;
    const { violation } = await runHistory(history, { sabotage: plant() });
    if (violation?.clause === clause) return { history, clause };
  }
  return null;
}
