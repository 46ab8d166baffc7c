/**
 * `npm run bench:copy`: from the master's Expert Advisor to the slave's OrderSend, beside the floor (raw ZeroMQ
 * and one fsynced write) and the Python copier's design, in one run. docs/benchmarks.md says how.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { MongoMemoryServer } from 'mongodb-memory-server';
import type { LatencySummary } from '../domain/latency-summary.ts';
import { figuresLine, type CopyReport, type CopyRow } from './copy-figures.ts';
import {
  measureCopies,
  measureReady,
  type CopyCase,
  type CopyOutcome,
  type CopyTime,
} from './copy-lockstep.ts';
import { IS_BUILT } from './copy-node.ts';
import { measureBaseline, measureFloor } from './copy-reference.ts';
import { verdictLines } from './copy-verdict.ts';

const { values: flags } = parseArgs({
  options: {
    /** One JSON object as the last line. */
    json: { type: 'boolean', default: false },
    /** Under a minute on an idle machine: fewer of everything, one slave, MongoDB only where there is a server. */
    quick: { type: 'boolean', default: false },
    /** A file for every single latency. */
    raw: { type: 'string' },
  },
});

type Database = Pick<CopyCase, 'db' | 'url'>;

/** What is run, the most important first. */
function cases({ db, url }: Database): readonly CopyCase[] {
  const slaves = flags.quick ? [1] : [1, 10, 40];
  // What differs between databases shows without the floor.
  const floors = flags.quick && db === 'mongodb' ? [false] : [false, true];
  return floors.flatMap((timerFloor) =>
    slaves.map((count) => ({
      db,
      url,
      timerFloor,
      slaves: count,
      singles: flags.quick ? 60 : Math.max(100, Math.round(1_000 / count)),
      bursts: flags.quick ? 2 : Math.max(2, Math.round(20 / count)),
    })),
  );
}

const raw: (CopyRow & { readonly latencies: readonly CopyTime[] })[] = [];

async function run(databases: readonly Database[]): Promise<CopyReport> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lockstep-bench-'));
  try {
    const floor = await measureFloor(flags.quick ? 100 : 1_000, folder);
    console.log(figuresLine('floor: three hops, one fsynced write', floor));
    const baseline = await measureBaseline(flags.quick ? 300 : 1_000);
    console.log(figuresLine("the Python copier's design", baseline));
    const lockstep: CopyRow[] = [];
    const nodeRssMb: Record<string, number | null> = {};
    const nodeReadyMs: Record<string, number> = {};
    for (const database of databases) {
      const { db } = database;
      nodeReadyMs[db] = await measureReady(database.url, flags.quick ? 1 : 5);
      for (const each of cases(database)) {
        const outcome = await measured(each);
        if (outcome === null) continue;
        const { latencies, rows, rssMb, steps } = outcome;
        lockstep.push(...rows);
        raw.push(...rows.map((row, index) => ({ ...row, latencies: latencies[index] ?? [] })));
        nodeRssMb[db] = rssMb === null ? null : Math.max(rssMb, nodeRssMb[db] ?? 0);
        for (const row of rows) console.log(figuresLine(nameOf(row), row) + remarksText(row));
        console.log(`  the opens' steps, p50: ${stepsText(steps)}`);
      }
      console.log(
        `a node on ${db}: ${String(nodeRssMb[db])} MB, ready in ${String(nodeReadyMs[db])} ms`,
      );
    }
    return { floor, baseline, lockstep, nodeRssMb, nodeReadyMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Null when it broke: the others are measured all the same, and the exit code says it. */
async function measured(each: CopyCase): Promise<CopyOutcome | null> {
  try {
    return await measureCopies(each);
  } catch (error) {
    const { db, slaves, timerFloor } = each;
    console.log(
      `NOT MEASURED: ${String(slaves)} slaves, ${db}, floor ${timerFloor ? 'on' : 'off'}: ${String(error)}`,
    );
    process.exitCode = 1;
    return null;
  }
}

function stepsText(steps: LatencySummary): string {
  return Object.entries(steps)
    .map(([step, { p50 }]) => `${step} ${p50.toFixed(2)}`)
    .join(', ');
}

function remarksText({ fromFill, roundTrips }: CopyRow): string {
  const trips = roundTrips === undefined ? '' : `, first to last ${String(roundTrips)} round trips`;
  return `  from the fill: p50 ${fromFill.p50.toFixed(2)}, p99 ${fromFill.p99.toFixed(2)}${trips}`;
}

function nameOf({ db, timerFloor, slaves, operation }: CopyRow): string {
  const what = operation === 'burst' ? 'opens, 50 at once' : `${operation}s`;
  const many = `${String(slaves)} slave${slaves === 1 ? '' : 's'}`;
  return `${what}, ${many}, ${db}, floor ${timerFloor ? 'on' : 'off'}`;
}

/** MONGO_URL's server, else one of mongodb-memory-server's; null where there is none. */
async function mongoServer(): Promise<{ url: string; stop: () => Promise<unknown> } | null> {
  const url = process.env['MONGO_URL'];
  if (url !== undefined && url !== '') return { url, stop: () => Promise.resolve() };
  const isHere = (process.env['MONGOMS_SYSTEM_BINARY'] ?? '') !== '';
  if (flags.quick && !isHere) return null;
  try {
    const server = await MongoMemoryServer.create({ instance: { storageEngine: 'wiredTiger' } });
    return { url: server.getUri(), stop: () => server.stop() };
  } catch (error) {
    console.log(`MongoDB is not measured: ${String(error)}`);
    return null;
  }
}

const cpu = `${String(os.cpus().length)} × ${os.cpus()[0]?.model.trim() ?? '?'}`;
const nodes = IS_BUILT ? 'nodes from dist' : 'NODES FROM SOURCE: npm run build first';
console.log(`${cpu}, ${os.type()} ${os.release()}, Node ${process.version}, ${nodes}`);
console.log(
  `${'milliseconds'.padEnd(46)} ${['n', 'p50', 'p95', 'p99', 'max'].map((title, index) => title.padStart(index === 0 ? 5 : 9)).join('')}`,
);
const mongo = await mongoServer();
try {
  const report = await run([
    { db: 'embedded', url: null },
    ...(mongo === null ? [] : [{ db: 'mongodb', url: mongo.url } as const]),
  ]);
  if (flags.raw !== undefined) {
    const machine = { cpu, system: `${os.type()} ${os.release()}`, node: process.version };
    await writeFile(flags.raw, `${JSON.stringify({ machine, report, raw })}\n`);
  }
  for (const line of verdictLines(report)) console.log(line);
  if (flags.json) console.log(JSON.stringify(report));
} finally {
  await mongo?.stop();
}
