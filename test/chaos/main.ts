/** `npm run chaos`: the crash matrix on real processes, or one named fault. docs/guarantees.md. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { percentile } from '../../domain/percentile.ts';
import { mongodBinary } from '../db/mongo/mongo-server.ts';
import { buildPrograms } from './harness/programs.ts';
import { chaosCases } from './matrix/cases.ts';
import { BOUNDS_MS, type CaseResult } from './matrix/run-case.ts';
import { runMatrix } from './matrix/run-matrix.ts';

const HELP = `npm run chaos -- [--only F22|matrix] [--match TEXT] [--minutes N] [--cases N] [--seed S] [--lanes N] [--resume FILE] [--keep] [--json]

  --only     matrix (the default), or the number of a named fault
  --match    only cases of the matrix whose name contains this, e.g. "slave node/5/open"
  --resume   keeps the results in this file and passes over the cases that are in it
  --keep     leaves the folders of the stages, with all logs; those of violations stay anyway`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'matrix' },
    match: { type: 'string', default: '' },
    minutes: { type: 'string', default: '60' },
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    lanes: { type: 'string', default: '1' },
    resume: { type: 'string' },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function number(flag: 'minutes' | 'cases' | 'lanes' | 'seed', text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`--${flag} is "${text}": it must be a number above 0`);
}

const isChaos = (file: string): boolean => file.endsWith('.chaos.test.ts');

/** Wherever the suite has it: here on real processes, or beside the code that it is about. */
async function named(fault: string): Promise<void> {
  const pattern = new RegExp(`${fault}\\b`);
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((file) => pattern.test(readFileSync(file, 'utf8')));
  if (files.length === 0)
    throw new Error(`no test names "${fault}": docs/guarantees.md lists them`);
  await vitest(fault, ['--config', 'test/chaos/vitest.config.ts'], files.filter(isChaos));
  await vitest(
    fault,
    [],
    files.filter((file) => !isChaos(file)),
  );
}

async function vitest(
  fault: string,
  flags: readonly string[],
  files: readonly string[],
): Promise<void> {
  if (files.length === 0) return;
  const program = 'node_modules/vitest/vitest.mjs';
  const args = ['run', '--reporter=verbose', ...flags, '-t', `${fault}\\b`, ...files];
  const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = 1;
}

async function earlier(file: string | null): Promise<readonly CaseResult[]> {
  if (file === null || !existsSync(file)) return [];
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as CaseResult);
}

async function matrix(): Promise<void> {
  const seed = number('seed', values.seed ?? String(1 + (Date.now() % 1_000_000)));
  const resumeFile = values.resume ?? null;
  const before = await earlier(resumeFile);
  const known = new Set(before.map(({ name }) => name));
  const hasMongo = (await mongodBinary()) !== null;
  const cases = chaosCases(seed)
    .filter(({ name }) => !known.has(name) && name.includes(values.match))
    .filter(({ database }) => hasMongo || database === 'embedded')
    .slice(0, number('cases', values.cases));
  say(`seed ${String(seed)}, ${String(cases.length)} cases to do`);
  const untilMs = performance.now() + number('minutes', values.minutes) * 60_000;
  const lanes = number('lanes', values.lanes);
  let isInterrupted = false;
  process.once('SIGINT', () => {
    say('the cases that run are finished; Ctrl+C again leaves everything as it is');
    isInterrupted = true;
  });
  const isOver = (): boolean => isInterrupted || performance.now() >= untilMs;
  const made = await runMatrix({ cases, seed, lanes, isOver, resumeFile, keep: values.keep, say });
  report([...before, ...made], seed);
}

function report(results: readonly CaseResult[], seed: number): void {
  say('\nkilled            cases  violated  not reached  recovery p50      p99   bound');
  for (const [victim, boundMs] of Object.entries(BOUNDS_MS)) {
    const own = results.filter((one) => one.victim === victim);
    const times = timesOf(own);
    const count = (outcome: CaseResult['outcome']): string =>
      String(own.filter((one) => one.outcome === outcome).length);
    say(
      [
        victim.padEnd(17),
        String(own.length).padStart(6),
        count('violated').padStart(9),
        count('not-reached').padStart(12),
        seconds(times, 50).padStart(13),
        seconds(times, 99).padStart(8),
        `${String(boundMs / 1_000)} s`.padStart(7),
      ].join(' '),
    );
  }
  const violations = results.filter(({ outcome }) => outcome === 'violated').length;
  const times = timesOf(results);
  const recoveryMs = { p50: at(times, 50), p99: at(times, 99) };
  if (values.json) say(JSON.stringify({ cases: results.length, violations, recoveryMs, seed }));
  process.exitCode = violations === 0 ? 0 : 1;
}

function timesOf(results: readonly CaseResult[]): readonly number[] {
  const times = results.flatMap(({ recoveryMs }) => (recoveryMs === null ? [] : [recoveryMs]));
  return times.toSorted((left, right) => left - right);
}

function at(times: readonly number[], percent: number): number | null {
  const found = percentile(times, percent / 100);
  return found === null ? null : Math.round(found);
}

function seconds(times: readonly number[], percent: number): string {
  const ms = at(times, percent);
  return ms === null ? '-' : `${(ms / 1_000).toFixed(1)} s`;
}

if (values.help) say(HELP);
else if (values.only === 'matrix') {
  const removePrograms = await buildPrograms();
  try {
    await matrix();
  } finally {
    await removePrograms();
  }
} else await named(values.only);
