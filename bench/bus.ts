/**
 * `npm run bench:bus`: our bus against raw zeromq.js PUB/SUB of the same bytes, in one run
 * (docs/benchmarks.md). `--quick`: under 30 s; `--json`: one JSON object as the last line.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { curveKeyPair } from 'zeromq';
import {
  dismiss,
  hire,
  measureLatency,
  measureMemory,
  measureThroughput,
  type BusCase,
} from './bus-cases.ts';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const isQuick = flags.quick;
const keys = { publish: curveKeyPair(), subscribe: curveKeyPair() };
const many = isQuick ? 4 : 50;
const crew = hire(many);

const print = (...cells: readonly (string | number)[]): void =>
  console.log(cells.map((cell) => String(cell).padStart(13)).join(''));

async function latencies(): Promise<object[]> {
  print(
    'positions',
    'subscribers',
    'CURVE',
    'raw p50',
    'bus p50',
    'ratio',
    'raw p99',
    'bus p99',
    'raw max',
    'bus max',
  );
  const rows: object[] = [];
  for (const subscribers of [1, many]) {
    for (const positions of isQuick && subscribers > 1 ? [20] : [1, 20, 200]) {
      for (const curve of isQuick ? [true] : [true, false]) {
        const base = { positions, subscribers, keys: curve ? keys : null };
        const count = isQuick ? 60 : subscribers === 1 ? 1_000 : positions > 100 ? 40 : 150;
        const raw = await measureLatency(crew, { ...base, mode: 'raw' }, count);
        const bus = await measureLatency(crew, { ...base, mode: 'bus' }, count);
        const ratioP50 = Math.round((bus.p50 / raw.p50) * 100) / 100;
        print(
          positions,
          subscribers,
          curve ? 'on' : 'off',
          raw.p50,
          bus.p50,
          ratioP50,
          raw.p99,
          bus.p99,
          raw.max,
          bus.max,
        );
        rows.push({
          positions,
          subscribers,
          curve,
          rawP50Us: raw.p50,
          busP50Us: bus.p50,
          ratioP50,
          rawP99Us: raw.p99,
          busP99Us: bus.p99,
          rawMaxUs: raw.max,
          busMaxUs: bus.max,
        });
      }
    }
  }
  return rows;
}

async function throughputs(): Promise<object[]> {
  console.log(
    '\nThroughput, CURVE on (per second; received: the slowest and the fastest subscriber)',
  );
  print(
    'asked',
    'positions',
    'subscribers',
    'mode',
    'sent',
    'slowest',
    'fastest',
    'on last',
    'pub MB',
    'sub MB',
  );
  const rows: object[] = [];
  const ms = isQuick ? 1_000 : 10_000;
  const cases: [number | null, number, number, BusCase['mode']][] = [
    [null, 20, 1, 'raw'],
    [1_000, 20, many, 'bus'],
  ];
  if (!isQuick)
    cases.push(
      [null, 20, 1, 'bus'],
      [null, 1, 1, 'bus'],
      [null, 200, 1, 'bus'],
      [null, 20, many, 'bus'],
    );
  for (const [perSecond, positions, subscribers, mode] of cases) {
    const busCase = { mode, keys, positions, subscribers };
    const row = await measureThroughput(crew, busCase, ms, perSecond);
    const [slowest, fastest] = row.receivedPerSecond;
    const onLast = mode === 'raw' ? '-' : `${String(row.endedOnLast)}/${String(subscribers)}`;
    print(
      perSecond ?? 'all',
      positions,
      subscribers,
      mode,
      row.sentPerSecond,
      slowest,
      fastest,
      onLast,
      row.publisherMb,
      row.subscriberMb,
    );
    rows.push({ perSecond, ...busCase, keys: undefined, curve: true, ...row });
  }
  return rows;
}

async function memory(): Promise<object | null> {
  if (process.platform === 'win32') {
    console.log('\nMemory with a stopped subscriber: not measured, Windows has no SIGSTOP');
    return null;
  }
  const ms = isQuick ? 2_000 : 60_000;
  const busCase = { mode: 'bus' as const, keys, positions: 20, subscribers: 2 };
  const run = await measureMemory(crew, busCase, ms);
  console.log(
    `\nMemory over ${String(ms / 1_000)} s at full speed, one of two subscribers stopped`,
  );
  print('publisher MB', ...run.publisherMb);
  print('subscriber MB', ...run.subscriberMb);
  print('books/s: both running', run.receivedPerSecond[0], 'one stopped', run.receivedPerSecond[1]);
  return run;
}

try {
  const cpu = `${String(os.cpus().length)} × ${os.cpus()[0]?.model.trim() ?? '?'}`;
  console.log(`${cpu}, ${os.type()} ${os.release()}, Node ${process.version}; microseconds\n`);
  const result = {
    cpu,
    node: process.version,
    isQuick,
    latency: await latencies(),
    throughput: await throughputs(),
    memory: await memory(),
  };
  if (flags.json) console.log(`\n${JSON.stringify(result)}`);
} finally {
  await dismiss(crew);
}
