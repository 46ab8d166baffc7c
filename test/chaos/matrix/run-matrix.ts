/**
 * Runs cases of the crash matrix one after another on stages, a new one wherever the last one cannot be
 * used any more. Several lanes run side by side.
 */
import { appendFile } from 'node:fs/promises';
import { SHORT_AGE_S, SHORT_WINDOWS, Stage, type StageOptions } from '../harness/stage.ts';
import type { ChaosCase } from './cases.ts';
import { runCase, type CaseResult } from './run-case.ts';

/** More restarts within a minute would put a child into SAFE mode. */
const CASES_PER_STAGE = 12;

/** How the matrix is run. */
export interface MatrixRun {
  readonly cases: readonly ChaosCase[];
  readonly seed: number;
  readonly lanes: number;
  /** No case begins any more. */
  readonly isOver: () => boolean;
  /** Gets a line of JSON per finished case. */
  readonly resumeFile: string | null;
  /** Leaves the folders of all stages. */
  readonly keep: boolean;
  readonly say: (line: string) => void;
}

/** In the order in which they ended. */
export async function runMatrix(run: MatrixRun): Promise<readonly CaseResult[]> {
  const waiting = [...run.cases];
  const results: CaseResult[] = [];
  const done = async (result: CaseResult): Promise<void> => {
    results.push(result);
    if (run.resumeFile !== null) await appendFile(run.resumeFile, `${JSON.stringify(result)}\n`);
    run.say(lineOf(result));
  };
  await Promise.all(Array.from({ length: run.lanes }, () => lane(waiting, { run, done })));
  return results;
}

async function lane(
  waiting: ChaosCase[],
  { done, run }: { run: MatrixRun; done: (result: CaseResult) => Promise<void> },
): Promise<void> {
  while (waiting.length > 0 && !run.isOver()) {
    const [first] = waiting;
    if (first === undefined) return;
    const { database, windows } = first;
    let stage: Stage;
    try {
      stage = await Stage.set(stageOptions(first, run.seed));
    } catch (error) {
      // Nothing was judged: a machine that is too busy to start eight processes.
      run.say(`no stage: ${messageOf(error)}`);
      continue;
    }
    let isKept = run.keep;
    try {
      for (let count = 0; count < CASES_PER_STAGE && !run.isOver(); count += 1) {
        const at = waiting.findIndex((one) => one.database === database && one.windows === windows);
        const [chosen] = at < 0 ? [] : waiting.splice(at, 1);
        if (chosen === undefined || stage.children.some(({ isSafe }) => isSafe)) {
          if (chosen !== undefined) waiting.unshift(chosen);
          break;
        }
        const result = await judged(stage, chosen);
        await done(result);
        isKept ||= result.violations.length > 0;
        if (result.outcome !== 'passed') break;
      }
    } finally {
      if (isKept) run.say(`kept for looking at: ${stage.home}`);
      await stage.strike({ keep: isKept });
    }
  }
}

/** What a case cannot wait for is as bad as what it finds. */
async function judged(stage: Stage, chosen: ChaosCase): Promise<CaseResult> {
  try {
    return await runCase(stage, chosen);
  } catch (error) {
    const { name, victim } = chosen;
    const violations = [`before or after the kill: ${messageOf(error)}`];
    const base = { name, victim, violations, recoveryMs: null, isLate: false, copy: '' };
    return { ...base, outcome: 'violated' };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stageOptions({ database, windows }: ChaosCase, seed: number): StageOptions {
  if (windows === 'default') return { database, seed };
  return { database, seed, windows: SHORT_WINDOWS, slave: { max_signal_age: SHORT_AGE_S } };
}

function lineOf({ copy, isLate, name, outcome, recoveryMs, violations }: CaseResult): string {
  const ms = recoveryMs === null ? '' : ` ${(recoveryMs / 1_000).toFixed(1)} s`;
  const late = isLate ? ' (late)' : '';
  return `${outcome.padEnd(11)} ${name}${ms}${late} ${copy}${violations.map((one) => `\n    ${one}`).join('')}`;
}
