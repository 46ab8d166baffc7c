/**
 * Runs cases of the crash matrix one after another on stages: a stage that has recovered from one case is
 * the beginning of the next, and what is judged is its whole history. A new stage comes after a case that
 * did not pass, and after {@link CASES_PER_STAGE}. Several lanes run side by side.
 */
import { appendFile } from 'node:fs/promises';
import { SHORT_AGE_S, SHORT_WINDOWS, Stage, type StageOptions } from '../harness/stage.ts';
import { CaseQueue, type Kind } from './case-queue.ts';
import type { ChaosCase } from './cases.ts';
import { copiedOpen, COPIED_MS } from './copied-open.ts';
import { runCase, type CaseResult } from './run-case.ts';

const CASES_PER_STAGE = 40;
/** A machine that cannot start eight processes so often in a row judges nothing. */
const MAX_FAILED_STAGES = 5;

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
  const results: CaseResult[] = [];
  const done = async (result: CaseResult): Promise<void> => {
    results.push(result);
    if (run.resumeFile !== null) await appendFile(run.resumeFile, `${JSON.stringify(result)}\n`);
    run.say(lineOf(result));
  };
  const lane = new Lane(run, new CaseQueue(run.cases), done);
  await Promise.all(Array.from({ length: run.lanes }, () => lane.run()));
  return results;
}

class Lane {
  readonly #run: MatrixRun;
  readonly #queue: CaseQueue;
  readonly #done: (result: CaseResult) => Promise<void>;

  constructor(run: MatrixRun, queue: CaseQueue, done: (result: CaseResult) => Promise<void>) {
    this.#run = run;
    this.#queue = queue;
    this.#done = done;
  }

  async run(): Promise<void> {
    let failed = 0;
    for (;;) {
      const kind = this.#queue.nextKind;
      if (kind === null || this.#run.isOver()) return;
      let stage: Stage;
      try {
        stage = await linkedStage(kind, this.#run.seed);
        failed = 0;
      } catch (error) {
        failed += 1;
        this.#run.say(`no stage: ${messageOf(error)}`);
        if (failed === MAX_FAILED_STAGES) throw error;
        continue;
      }
      let isKept = true;
      try {
        isKept = (await this.#use(stage, kind)) || this.#run.keep;
      } finally {
        if (isKept) this.#run.say(`kept for looking at: ${stage.home}`);
        await stage.strike({ keep: isKept });
      }
    }
  }

  /** Until it cannot be used any more. @returns whether there is something to look at. */
  async #use(stage: Stage, kind: Kind): Promise<boolean> {
    for (let count = 0; count < CASES_PER_STAGE && !this.#run.isOver(); count += 1) {
      const chosen = this.#queue.take(kind);
      if (chosen === null) return false;
      const result = await judged(stage, chosen);
      const isAgain = result.outcome === 'not-reached' && this.#queue.tryAgain(chosen);
      if (!isAgain) await this.#done(result);
      if (result.outcome !== 'passed') return result.violations.length > 0;
      // Restarts that were asked for do not add up to a child that keeps ending.
      stage.forgive();
    }
    return false;
  }
}

/** What a case cannot wait for is as bad as what it finds. */
async function judged(stage: Stage, chosen: ChaosCase): Promise<CaseResult> {
  const sinceMs = performance.now();
  try {
    return await runCase(stage, chosen);
  } catch (error) {
    const { name, victim } = chosen;
    const violations = [`before or after the kill: ${messageOf(error)}`];
    const tookMs = performance.now() - sinceMs;
    const base = { name, victim, violations, recoveryMs: null, isLate: false, copy: '', tookMs };
    return { ...base, outcome: 'violated' };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One that has copied: only then everybody is linked. */
async function linkedStage(kind: Kind, seed: number): Promise<Stage> {
  const stage = await Stage.set(stageOptions(kind, seed));
  try {
    const { master } = stage.hands;
    const identifier = await copiedOpen(stage);
    if (identifier === null) throw new Error('no open was copied in time');
    await master.close(identifier);
    await stage.converged(COPIED_MS);
    return stage;
  } catch (error) {
    await stage.strike();
    throw error;
  }
}

function stageOptions({ database, windows }: Kind, seed: number): StageOptions {
  if (windows === 'default') return { database, seed };
  return { database, seed, windows: SHORT_WINDOWS, slave: { max_signal_age: SHORT_AGE_S } };
}

function lineOf(result: CaseResult): string {
  const { copy, isLate, name, outcome, recoveryMs, tookMs, violations } = result;
  const ms = recoveryMs === null ? '' : ` ${(recoveryMs / 1_000).toFixed(1)} s`;
  const whole = `(${(tookMs / 1_000).toFixed(1)} s)`;
  const late = isLate ? ' (late)' : '';
  return `${outcome.padEnd(11)} ${name}${ms}${late} ${whole} ${copy}${violations.map((one) => `\n    ${one}`).join('')}`;
}
