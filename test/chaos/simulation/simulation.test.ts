/** The simulation is repeatable, and seeds that once broke a clause stay whole. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawHistory } from './draw-history.ts';
import type { History } from './history.ts';
import { runHistory } from './run-history.ts';

const SEEDS = new URL('seeds/', import.meta.url);
/** Of a kind that takes seconds on a slow machine; CI runs thousands by `npm run simulate`. */
const SOME = Array.from({ length: 30 }, (_, index) => index + 1);

test('the same seed lives through the same history, another through another', async () => {
  const first = await runHistory(drawHistory(5), { isTraced: true });
  expect(await runHistory(drawHistory(5), { isTraced: true })).toEqual(first);
  expect(first.trace.length).toBeGreaterThan(10);
  const other = await runHistory(drawHistory(6), { isTraced: true });
  expect(other.trace).not.toEqual(first.trace);
});

test('some seeds break no clause', { timeout: 120_000 }, async () => {
  for (const seed of SOME) {
    const { violation } = await runHistory(drawHistory(seed));
    expect({ seed, violation }).toEqual({ seed, violation: null });
  }
});

const kept = readdirSync(SEEDS).filter((file) => file.endsWith('.json'));

test.each(kept)('%s, which once broke a clause, breaks none', async (file) => {
  const history = JSON.parse(readFileSync(new URL(file, SEEDS), 'utf8')) as History;
  expect((await runHistory(history)).violation).toBeNull();
});
