/**
 * `npm run simulate -- --seeds N [--from S] [--json]`: lives through N histories and prints what broke,
 * each as the shortest history that shows it. Exit code 1 when anything did.
 */
import { parseArgs } from 'node:util';
import { percentile } from '../../../domain/percentile.ts';
import { drawHistory } from './draw-history.ts';
import { historyText } from './history.ts';
import { runHistory } from './run-history.ts';
import { shrink } from './shrink.ts';

/** More would only repeat the same. */
const SHOWN_MAX = 5;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
});

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const [count, from] = [whole('seeds', values.seeds), whole('from', values.from)];
const startedAtMs = performance.now();
const cpuBefore = process.cpuUsage();
const byClause = new Map<string, number[]>();
const converged: number[] = [];
let deals = 0;

for (let seed = from; seed < from + count; seed += 1) {
  const history = drawHistory(seed);
  const outcome = await runHistory(history, { isTraced: values.trace });
  if (values.trace) print(outcome.trace.join('\n'));
  deals += outcome.deals;
  if (outcome.convergedMs !== null) converged.push(outcome.convergedMs);
  const { violation } = outcome;
  if (violation === null) continue;
  const seeds = byClause.get(violation.clause) ?? [];
  byClause.set(violation.clause, [...seeds, seed]);
  if (seeds.length >= SHOWN_MAX) continue;
  const shortest = await shrink(history, violation.clause);
  const again = await runHistory(shortest);
  print(`\n${violation.clause} broken by seed ${String(seed)}: ${again.violation?.detail ?? ''}`);
  print(historyText(shortest));
  print(JSON.stringify(shortest));
}

const seconds = (performance.now() - startedAtMs) / 1_000;
const violations = [...byClause.values()].reduce((sum, seeds) => sum + seeds.length, 0);
const seedsPerSecond = Math.round((count / seconds) * 10) / 10;
const agreed = (share: number): string =>
  `${((percentile(converged, share) ?? 0) / 1_000).toFixed(1)} s`;
print('');
print(`seeds            ${String(count)} from ${String(from)}`);
print(`violations       ${String(violations)}`);
for (const [clause, seeds] of byClause) {
  print(`  ${clause.padEnd(15)}${String(seeds.length)}: seeds ${seeds.slice(0, 10).join(', ')}`);
}
print(`deals            ${String(deals)}`);
print(`converged after  p50 ${agreed(0.5)}, p99 ${agreed(0.99)}, most ${agreed(1)} (virtual)`);
const { user, system } = process.cpuUsage(cpuBefore);
const perCpuSecond = Math.round((count / ((user + system) / 1e6)) * 10) / 10;
print(
  `seeds per second ${String(seedsPerSecond)} (${String(perCpuSecond)} per second of processor time)`,
);
if (values.json) print(JSON.stringify({ seeds: count, violations, seedsPerSecond }));
process.exitCode = violations === 0 ? 0 : 1;

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} is "${text}"; give it a whole number from 0 on`);
}
