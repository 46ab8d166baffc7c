/** `npm run chaos`: the crash matrix on real processes, or named faults. docs/guarantees.md. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { mongodBinary } from '../db/mongo/mongo-server.ts';
import { buildPrograms } from './harness/programs.ts';
import { chaosCases } from './matrix/cases.ts';
import { summaryOf, tableOf } from './matrix/report.ts';
import type { CaseResult } from './matrix/run-case.ts';
import { runMatrix } from './matrix/run-matrix.ts';
import { runNamed } from './named-faults.ts';

const HELP = `npm run chaos -- [--only F22|short|matrix] [--match TEXT] [--minutes N] [--cases N] [--seed S] [--lanes N] [--resume FILE] [--keep] [--json]

  --only     matrix (the default), the number of a named fault, or short: those that take seconds
  --match    only cases of the matrix whose name contains this, e.g. "slave node/5/open"
  --resume   keeps the results in this file and passes over the cases that are in it
  --lanes    so many stages side by side; two cores carry three
  --json     the last line is one JSON object
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
  const results = [...before, ...made];
  say('');
  for (const line of tableOf(results)) say(line);
  const summary = summaryOf(results);
  if (values.json) say(JSON.stringify({ ...summary, seed }));
  // Where nothing was judged, nothing was shown.
  const isIdle = cases.length > 0 && made.length === 0;
  process.exitCode = summary.violations > 0 || isIdle ? 1 : 0;
}

async function named(): Promise<void> {
  const count = await runNamed(values.only);
  say(`${String(count.cases)} tests, ${String(count.violations)} failed`);
  const recoveryMs = { p50: null, p99: null };
  if (values.json) say(JSON.stringify({ ...count, recoveryMs }));
  process.exitCode = count.violations === 0 && count.cases > 0 ? 0 : 1;
}

if (values.help) say(HELP);
else if (values.only === 'matrix') {
  const removePrograms = await buildPrograms();
  try {
    await matrix();
  } finally {
    await removePrograms();
  }
} else await named();
