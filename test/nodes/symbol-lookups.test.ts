/** The invariants of nodes/symbol-lookups.ts. */
import { expect, test } from 'vitest';
import { TerminalUnavailableError } from '../../domain/errors.ts';
import type { SymbolLookup } from '../../domain/plan-input.ts';
import { SymbolLookups } from '../../nodes/symbol-lookups.ts';
import { NOW, spec } from '../domain/builders.ts';

const KNOWN: SymbolLookup = { type: 'known', spec: spec() };
const MISSING: SymbolLookup = { type: 'missing', code: 'SYMBOL_UNKNOWN' };

function desk(answer: () => Promise<SymbolLookup>) {
  const asked: string[] = [];
  const failures: unknown[] = [];
  const unusable: string[] = [];
  const state = { answer };
  const lookups = new SymbolLookups({
    learn: (symbol) => {
      asked.push(symbol);
      return state.answer();
    },
    changed: () => undefined,
    unusable: (symbol) => unusable.push(symbol),
    fail: (error) => failures.push(error),
  });
  return { lookups, asked, failures, unusable, state };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test('a symbol that the broker adds later is found without a reconnect', async () => {
  const { lookups, state } = desk(() => Promise.resolve(MISSING));
  lookups.learn('EURUSD', NOW);
  await turn();
  expect(lookups.known.get('EURUSD')).toEqual(MISSING);
  state.answer = () => Promise.resolve(KNOWN);
  lookups.passed(NOW + 4_999);
  await turn();
  expect(lookups.known.get('EURUSD')).toEqual(MISSING);
  lookups.passed(NOW + 5_000);
  await turn();
  expect(lookups.known.get('EURUSD')).toEqual(KNOWN);
});

test('a missing symbol is asked for at most once a minute in the long run', async () => {
  const { lookups, asked } = desk(() => Promise.resolve(MISSING));
  lookups.learn('EURUSD', NOW);
  await turn();
  for (let second = 1; second <= 600; second += 1) {
    lookups.passed(NOW + second * 1_000);
    await turn();
  }
  // 5, 10, 20 and 40 s, then every 60 s.
  expect(asked.length).toBeGreaterThanOrEqual(10);
  expect(asked.length).toBeLessThanOrEqual(14);
});

test('a known symbol is not asked for again', async () => {
  const { lookups, asked } = desk(() => Promise.resolve(KNOWN));
  lookups.learn('EURUSD', NOW);
  await turn();
  lookups.passed(NOW + 3_600_000);
  await turn();
  expect(asked).toEqual(['EURUSD']);
});

test('a specification that cannot be computed with counts as missing and is told once', async () => {
  const { lookups, unusable, failures } = desk(() => Promise.reject(new RangeError('step is 0')));
  lookups.learn('EURUSD', NOW);
  await turn();
  lookups.passed(NOW + 5_000);
  await turn();
  expect(lookups.known.get('EURUSD')).toEqual(MISSING);
  expect(unusable).toEqual(['EURUSD']);
  expect(failures).toEqual([]);
});

test('a terminal that went away is asked again at the next plan; a bug is none of it', async () => {
  const { lookups, state, failures } = desk(() => Promise.reject(new TerminalUnavailableError('')));
  lookups.learn('EURUSD', NOW);
  await turn();
  expect(lookups.known.size).toBe(0);
  expect(failures).toEqual([]);
  state.answer = () => Promise.reject(new TypeError('bug'));
  lookups.learn('EURUSD', NOW);
  await turn();
  expect(failures).toHaveLength(1);
});

test('an answer of the connection before counts for nothing', async () => {
  const gates: ((lookup: SymbolLookup) => void)[] = [];
  const { lookups } = desk(() => new Promise((resolve) => gates.push(resolve)));
  lookups.learn('EURUSD', NOW);
  lookups.clear();
  gates[0]?.(KNOWN);
  await turn();
  expect(lookups.known.size).toBe(0);
});
