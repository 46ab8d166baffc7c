/**
 * Loaded into each process of a stage before its program (NODE_OPTIONS): what a test does to the clock,
 * the memory and the disk of one process, by the file `troubles/PID.json` in its data folder.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { Troubles } from './troubles.ts';

const LOOK_EVERY_MS = 20;
const LEAK_EVERY_MS = 10;
const LEAKED_NUMBERS = 200_000;

const file = path.join(
  process.env['LOCKSTEP_HOME'] ?? '',
  'troubles',
  `${String(process.pid)}.json`,
);
let [troubles, lookedAtMs]: [Troubles, number] = [{}, -Infinity];

function now(): Troubles {
  const nowMs = performance.now();
  if (nowMs - lookedAtMs < LOOK_EVERY_MS) return troubles;
  lookedAtMs = nowMs;
  if (existsSync(file)) troubles = JSON.parse(readFileSync(file, 'utf8')) as Troubles;
  return troubles;
}

const trueNow = Date.now;
Date.now = () => trueNow() + (now().clockMs ?? 0);
globalThis.Date = new Proxy(Date, {
  construct: (target, args: unknown[]) =>
    Reflect.construct(target, args.length === 0 ? [Date.now()] : args) as Date,
});

if (isMainThread) {
  // A write beyond the process's limit of a file's size is then an error, as on a full disk, not its end.
  if (process.platform !== 'win32') process.on('SIGXFSZ', () => undefined);
  const kept: number[][] = [];
  setInterval(() => {
    if (now().isLeaking === true) kept.push(Array.from({ length: LEAKED_NUMBERS }, Math.random));
  }, LEAK_EVERY_MS).unref();
}
