/** Lives through a history: safety all the time, liveness after the last fault. */
import { Deeds } from './deeds.ts';
import type { History } from './history.ts';
import type { Violation } from './oracle-parts.ts';
import type { Sabotage } from './sim-slave.ts';
import { Timeline } from './timeline.ts';
import { World } from './world.ts';

/**
 * The contract's bounds add up where an outcome is unknown: a broker that executes 45 s late, a partial
 * close that is settled after 60 s, a closed market that is asked once a minute.
 */
const LIVENESS_MS = 200_000;
/** Agreement has to last. */
const STAY_MS = 3_000;

/** What became of a history. */
export interface Outcome {
  readonly violation: Violation | null;
  /** How long the books took to agree after the last fault, virtual ms. */
  readonly convergedMs: number | null;
  readonly deals: number;
  /** One line per event, when asked for. */
  readonly trace: readonly string[];
}

/** What to watch and to break. */
export interface RunOptions {
  readonly sabotage?: Sabotage;
  readonly isTraced?: boolean;
}

/** See file header. Never rejects for what the copier does: a crash of it is a violation. */
export async function runHistory(
  history: History,
  { sabotage = {}, isTraced = false }: RunOptions = {},
): Promise<Outcome> {
  const { settings, steps, healAtMs, second } = history;
  const trace: string[] = [];
  const timeline = new Timeline();
  const tell = (line: () => string): void => {
    if (isTraced) trace.push(`${(timeline.passedMs / 1_000).toFixed(3)} ${line()}`);
  };
  const world = new World(timeline, history, sabotage, tell);
  const { oracle } = world;
  const deeds = new Deeds(world, settings);
  const isOver = (): boolean => oracle.violation !== null;
  for (const { atMs, deed, isOfSecond } of steps) {
    await timeline.pass(Math.max(0, atMs - timeline.passedMs), isOver);
    if (isOver()) break;
    tell(() => `${isOfSecond === true ? 'second: ' : ''}${JSON.stringify(deed)}`);
    deeds.do(deed, isOfSecond);
  }
  await timeline.pass(Math.max(0, healAtMs - timeline.passedMs), isOver);
  if (!isOver()) deeds.heal(second?.document ?? 'as it was');
  const convergedMs = isOver() ? null : await converge(world);
  return { violation: oracle.violation, convergedMs, deals: oracle.deals, trace };
}

/**
 * An outcome that was given up is told for as long as the entry is kept, a master until he is heard again,
 * the rest of an order that was filled too late for as long as the copy is open.
 */
const LASTING = /^(?:OUTCOME_UNKNOWN|MASTER_SILENT|INCREASE_NOT_COPIED) /;
/** An alarm ends with the next plan. */
const CLEARED_MS = 5_000;

/** What has come right again alarms nobody. */
async function checkAlarms(world: World): Promise<void> {
  const { oracle } = world;
  const { run } = world.slave;
  await world.timeline.pass(CLEARED_MS, () => oracle.violation !== null);
  // It may die meanwhile, at a crossing that it had not come to before.
  if (!run.life.isAlive) return;
  // What was wrong with a copy of a master who is lost stays so.
  const lost = world.masters.filter(({ isLost }) => isLost);
  for (const { account, isSilent } of lost) {
    const { masters } = world.slave.documents.now;
    const isMissed = isSilent && (masters === null || masters.includes(account.name));
    const isTold = run.alarms.has(`MASTER_SILENT ${account.name}`);
    if (isMissed && !isTold) oracle.fail('L4', `nobody is told that ${account.name} is not heard`);
  }
  for (const [alarm, detail] of run.alarms) {
    const isOfLost = lost.some(({ account }) => alarm.includes(` ${account.id}/`));
    if (!isOfLost && !LASTING.test(alarm)) oracle.fail('alarm', `${alarm} stands: ${detail}`);
  }
}

/** Ms until the books agree and go on agreeing; null is never, and a violation. */
async function converge(world: World): Promise<number | null> {
  const { oracle, timeline } = world;
  const healedAtMs = timeline.passedMs;
  let agreedAtMs: number | null = null;
  let why: string | null = null;
  while (timeline.passedMs - healedAtMs < LIVENESS_MS && oracle.violation === null) {
    await timeline.pass(500, () => oracle.violation !== null);
    why = world.discord();
    if (why !== null) agreedAtMs = null;
    else agreedAtMs ??= timeline.passedMs;
    if (agreedAtMs !== null && timeline.passedMs - agreedAtMs >= STAY_MS) {
      await checkAlarms(world);
      // Ages that were compared before the clock was set are others now.
      if (timeline.isSteady) oracle.ended();
      return agreedAtMs - healedAtMs;
    }
  }
  oracle.fail('L1', `${why ?? 'not yet'}, ${String(LIVENESS_MS / 1_000)} s after the last fault`);
  return null;
}
