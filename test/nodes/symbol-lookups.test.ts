/** The invariants of nodes/symbol-lookups.ts. */
import { expect, test } from 'vitest';
import { TerminalUnavailableError } from '../../domain/errors.ts';
import type { SymbolLookup } from '../../domain/plan-input.ts';
import { price } from '../../domain/symbol-spec.ts';
import { SymbolLookups } from '../../nodes/symbol-lookups.ts';
import { NOW, spec } from '../domain/builders.ts';

const KNOWN: SymbolLookup = { type: 'known', spec: spec() };
const QUOTE = { bid: price('1.5'), ask: price('1.6'), receivedAtMs: NOW };
const MISSING: SymbolLookup = { type: 'missing', code: 'SYMBOL_UNKNOWN' };

function desk(answer: () => Promise<SymbolLookup>, needed: readonly string[] = []) {
  const asked: string[] = [];
  const released: string[] = [];
  const failures: unknown[] = [];
  const unusable: string[] = [];
  const state = { answer };
  const lookups = new SymbolLookups({
    learn: (symbol, given) => {
      asked.push(symbol);
      released.push(...given);
      return state.answer();
    },
    needed: () => new Set(needed),
    changed: () => undefined,
    unusable: (symbol) => unusable.push(symbol),
    fail: (error) => failures.push(error),
  });
  return { lookups, asked, released, failures, unusable, state };
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

test('before an EA has too many symbols to quote, the oldest without a copy give way', async () => {
  const { lookups, released } = desk(() => Promise.resolve(KNOWN), ['S0', 'S2']);
  lookups.quoted('S1', QUOTE);
  for (let count = 0; count < 500; count += 1) {
    lookups.learn(`S${String(count)}`, NOW);
    await turn();
    // What the EA quotes now.
    expect(lookups.known.size).toBeLessThanOrEqual(100);
  }
  expect(released.slice(0, 3)).toEqual(['S1', 'S3', 'S4']);
  expect(lookups.quotes.has('S1')).toBe(false);
  expect(['S0', 'S1', 'S2', 'S499'].map((symbol) => lookups.known.has(symbol))).toEqual([
    true,
    false,
    true,
    true,
  ]);
  expect(new Set(released).size).toBe(released.length);
});

test('symbols that the broker does not have take no place of others', async () => {
  const { lookups, released, state } = desk(() => Promise.resolve(MISSING));
  for (let count = 0; count < 200; count += 1) lookups.learn(`S${String(count)}`, NOW);
  await turn();
  state.answer = () => Promise.resolve(KNOWN);
  lookups.learn('EURUSD', NOW);
  await turn();
  state.answer = () => Promise.resolve(MISSING);
  lookups.passed(NOW + 5_000);
  await turn();
  expect(released).toEqual([]);
  expect(lookups.known.get('EURUSD')).toEqual(KNOWN);
});

test('a quote that comes late of a symbol that gave way is none of the time when it is needed again', async () => {
  const { lookups } = desk(() => Promise.resolve(KNOWN));
  for (let count = 0; count < 97; count += 1) {
    lookups.learn(`S${String(count)}`, NOW);
    await turn();
  }
  expect(lookups.quoted('S0', QUOTE)).toBe(false);
  lookups.learn('S0', NOW);
  await turn();
  expect(lookups.quotes.has('S0')).toBe(false);
  expect(lookups.quoted('S0', QUOTE)).toBe(true);
});
