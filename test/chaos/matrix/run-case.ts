/** Carries one case of the crash matrix out on a stage that has converged; leaves it so. */
import { setTimeout as delay } from 'node:timers/promises';
import type { PositionRecord } from '../../../simulator/broker/records.ts';
import { clockStartMs, ledgerViolations } from '../harness/ledger-safety.ts';
import type { Stage } from '../harness/stage.ts';
import type { Victim } from '../harness/victim.ts';
import { DOWNTIMES_MS, type ChaosCase } from './cases.ts';
import { copiedOpen, COPIED_MS } from './copied-open.ts';
import { killAt } from './kill-at.ts';

/** The contract's L1, ms after healing. */
export const BOUNDS_MS: Readonly<Record<Victim, number>> = {
  'master node': 10_000,
  'slave node': 10_000,
  launcher: 10_000,
  database: 15_000,
  'master terminal': 60_000,
  'slave terminal': 60_000,
};
/** Only exceeding a bound by so much fails a case: the machine may be busy. */
const TOLERANCE = 3;
/** With the contract's windows a copy in doubt takes a minute (L3), and what follows some seconds more. */
const IN_DOUBT_MS = 100_000;
const REACHED_MS = 10_000;
const STOPPED_MS = 2_000;

/** What became of a case. */
export interface CaseResult {
  readonly name: string;
  readonly victim: Victim;
  /** `not-reached`: the action had no such point, or was not copied in the first place. */
  readonly outcome: 'passed' | 'violated' | 'not-reached';
  /** One sentence each. */
  readonly violations: readonly string[];
  /** Null where nothing was killed. */
  readonly recoveryMs: number | null;
  /** Longer than the contract's bound, which is reported, not failed. */
  readonly isLate: boolean;
  /** The state of the copy when the slave had recovered, with the code of a refusal. */
  readonly copy: string;
  /** The whole case. */
  readonly tookMs: number;
}

/** See file header. */
export async function runCase(stage: Stage, chosen: ChaosCase): Promise<CaseResult> {
  const sinceMs = performance.now();
  const result = await carriedOut(stage, chosen);
  return { ...result, tookMs: Math.round(performance.now() - sinceMs) };
}

async function carriedOut(stage: Stage, chosen: ChaosCase): Promise<Omit<CaseResult, 'tookMs'>> {
  const { name, operation, victim } = chosen;
  const base = { name, victim, recoveryMs: null, isLate: false, copy: '' };
  const identifier = operation === 'open' ? '' : await copiedOpen(stage);
  if (identifier === null) return { ...base, outcome: 'not-reached', violations: [] };
  const pid = await killAt(stage, victim, chosen);
  const downtimeMs = DOWNTIMES_MS[chosen.downtime];
  if (victim !== 'launcher' && victim !== 'database') stage.hold(victim, downtimeMs);
  const master = await act(stage, operation, identifier);
  try {
    await stage.gone(pid, REACHED_MS);
  } catch {
    // The point was not passed; what was armed is still armed, so this stage is used no more.
    return { ...base, outcome: 'not-reached', violations: stage.violations() };
  }
  const wrong: string[] = [];
  await heal(stage, victim, downtimeMs, wrong);
  const boundMs = BOUNDS_MS[victim];
  let recoveryMs: number | null = null;
  try {
    const inDoubtMs = chosen.windows === 'default' ? IN_DOUBT_MS : 0;
    recoveryMs = await stage.converged(Math.max(boundMs * TOLERANCE, inDoubtMs));
  } catch (error) {
    wrong.push(`L1: ${messageOf(error)}`);
  }
  wrong.push(...stage.violations());
  const rows = await stage.rows();
  const slave = stage.deals('slave');
  wrong.push(...ledgerViolations({ rows, slave, clockStartMs: clockStartMs() }));
  const row = rows.find(({ copyId }) => copyId?.split('/')[1] === master);
  const copy = [row?.status ?? 'absent', row?.code].filter((word) => word).join(' ');
  if (wrong.length === 0) wrong.push(...(await leave(stage)));
  return {
    ...base,
    outcome: wrong.length === 0 ? 'passed' : 'violated',
    violations: wrong,
    recoveryMs,
    isLate: recoveryMs !== null && recoveryMs > boundMs,
    copy,
  };
}

/** @returns the master's position. */
async function act(
  stage: Stage,
  operation: ChaosCase['operation'],
  identifier: string,
): Promise<string> {
  const { master } = stage.hands;
  switch (operation) {
    case 'open':
      return master.open('0.20');
    case 'modify':
      await master.modify(identifier, stopsFor(master.positions, identifier));
      return identifier;
    case 'close-part':
      await master.close(identifier, '0.10');
      return identifier;
    case 'close':
      await master.close(identifier);
      return identifier;
  }
}

/** Far enough from the price to be hit by nothing. */
function stopsFor(positions: readonly PositionRecord[], identifier: string) {
  const open = Number(positions.find((one) => one.identifier === identifier)?.priceOpen ?? 0);
  return { sl: (open * 0.97).toFixed(5), tp: (open * 1.03).toFixed(5) };
}

/** Children are held down by their launcher; the others are started again here. */
async function heal(
  stage: Stage,
  victim: Victim,
  downtimeMs: number,
  wrong: string[],
): Promise<void> {
  if (victim === 'launcher') {
    const pids = stage.children.flatMap(({ pid }) => (pid === null ? [] : [pid]));
    const sinceMs = performance.now();
    for (const pid of pids) {
      await stage.gone(pid, STOPPED_MS * TOLERANCE).catch(() => {
        wrong.push(`L1: process ${String(pid)} outlived its launcher`);
      });
    }
    await delay(Math.max(0, downtimeMs - (performance.now() - sinceMs)));
    stage.startLauncher();
    return;
  }
  await delay(downtimeMs);
  if (victim === 'database') await stage.restartDatabase();
}

/** The master closes everything: the recovered slave has to follow. */
async function leave(stage: Stage): Promise<readonly string[]> {
  for (const { identifier } of stage.hands.master.positions) {
    await stage.hands.master.close(identifier);
  }
  try {
    await stage.converged(COPIED_MS);
  } catch (error) {
    return [`L1: after the recovery: ${messageOf(error)}`];
  }
  return stage.violations();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
