/** The shortest history that still shows a violation of the same clause. */
import { CALM, type History, type Settings, type Step } from './history.ts';
import { runHistory } from './run-history.ts';
import type { Sabotage } from './sim-slave.ts';

/** Leaves out deeds and faults, one after the other and in groups, as long as the clause still breaks. */
export async function shrink(
  history: History,
  clause: string,
  sabotage: Sabotage = {},
): Promise<History> {
  const fails: Fails = async (candidate) =>
    (await runHistory(candidate, { sabotage })).violation?.clause === clause;
  const { length } = history.steps;
  let steps = history.steps;
  for (let size = Math.ceil(length / 2); size > 0; size = Math.floor(size / 2)) {
    steps = await without(history, steps, size, fails);
  }
  const settings = await calmest({ ...history, steps }, fails);
  return await earliest({ ...history, steps, settings }, fails);
}

type Fails = (candidate: History) => Promise<boolean>;

/** Leaves out every group of `size` deeds that is not needed. */
async function without(
  history: History,
  all: readonly Step[],
  size: number,
  fails: Fails,
): Promise<readonly Step[]> {
  let steps = all;
  let from = 0;
  while (from < steps.length) {
    const fewer = steps.toSpliced(from, size);
    if (await fails({ ...history, steps: fewer })) steps = fewer;
    else from += size;
  }
  return steps;
}

async function calmest(history: History, fails: Fails): Promise<Settings> {
  let { settings } = history;
  for (const name of Object.keys(CALM) as (keyof Settings)[]) {
    const calmer = Object.assign({}, settings, { [name]: CALM[name] });
    const isSame = settings[name] === CALM[name];
    if (!isSame && (await fails({ ...history, settings: calmer }))) settings = calmer;
  }
  return settings;
}

/** No time passes after the last deed that is not needed. */
async function earliest(history: History, fails: Fails): Promise<History> {
  const last = history.steps.at(-1);
  const healAtMs = (last?.atMs ?? 0) + 1;
  const sooner = { ...history, healAtMs };
  return healAtMs < history.healAtMs && (await fails(sooner)) ? sooner : history;
}
