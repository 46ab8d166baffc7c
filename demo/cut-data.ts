/**
 * Cuts the demo's data out of the full recordings: `npx tsx demo/cut-data.ts FOLDER`, where FOLDER
 * has `ticks/` and `histories/` (demo/data/README.md says where they come from).
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { packageRoot } from '../config/paths.ts';
import { DEMO_WINDOW } from './window.ts';

const TICKS = ['EURUSD.oanda', 'EURUSD.fxcm', 'XAUUSD.oanda'] as const;
const DAY = '20140502';
const HISTORY = 'mt5_popov_70358000.positions.csv';
const POSITIONS = 150;

async function cutTicks(source: string, target: string, name: string): Promise<void> {
  const packed = await readFile(path.join(source, 'ticks', `${name}.${DAY}.csv.gz`));
  const [head = '', ...lines] = gunzipSync(packed).toString('utf8').split('\n');
  const kept = lines.filter((line) => {
    const timeMs = Number(line.split(',')[0]);
    return timeMs >= DEMO_WINDOW.fromMs && timeMs < DEMO_WINDOW.untilMs;
  });
  await save(path.join(target, `${name}.${DAY}.csv.gz`), [head, ...kept]);
}

async function cutHistory(source: string, target: string): Promise<void> {
  const text = await readFile(path.join(source, 'histories', HISTORY), 'utf8');
  const [head = '', ...lines] = text.split('\n');
  // The file is in the order of opening.
  await save(path.join(target, `${HISTORY}.gz`), [head, ...lines.slice(0, POSITIONS)]);
}

async function save(file: string, lines: readonly string[]): Promise<void> {
  const text = `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
  await writeFile(file, gzipSync(text, { level: 9 }));
  console.log(`${path.basename(file)}: ${String(lines.length - 1)} lines`);
}

const [source] = process.argv.slice(2);
if (source === undefined) {
  console.error('usage: npx tsx demo/cut-data.ts FOLDER (with ticks/ and histories/ in it)');
  process.exitCode = 78;
} else {
  const target = path.join(packageRoot(), 'demo', 'data');
  await mkdir(target, { recursive: true });
  for (const name of TICKS) await cutTicks(source, target, name);
  await cutHistory(source, target);
}
