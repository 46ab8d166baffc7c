/** Symbols: the invariants of domain/symbol-translation.ts, over what real brokers call things. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SymbolRules } from '../../domain/account.ts';
import { expectedSymbols, translate } from '../../domain/symbol-translation.ts';
import { NO_RULES, openCopy } from './builders.ts';

const [header = '', ...lines] = readFileSync(
  new URL('fixtures/broker_symbol_names.csv', import.meta.url),
  'utf8',
)
  .trim()
  .split(/\r?\n/);
const [, ...brokers] = header.split(',');
const table = lines.map((line) => line.split(',').slice(1));
/** What most of a broker's names end with. */
const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['oanda', '.sml'],
  ['exness', 'm'],
]);

const pairs = brokers.flatMap((from, left) =>
  brokers.flatMap((to, right) => (left === right ? [] : [{ from, to, left, right }])),
);

function rules(changes: Partial<SymbolRules> = {}): SymbolRules {
  return { ...NO_RULES, ...changes };
}

function mapped(symbol: string, master: SymbolRules, slave: SymbolRules): string {
  const translation = translate(symbol, master, slave);
  if (translation.type === 'unmapped') throw new Error(translation.detail);
  return translation.symbol;
}

test('the table has fifty instruments of five brokers', () => {
  expect(table).toHaveLength(50);
  expect(pairs).toHaveLength(20);
});

test.each(pairs)('$from → $to: every name arrives with a map where names differ', (pair) => {
  const master = rules({ suffix: SUFFIXES.get(pair.from) ?? '' });
  const suffix = SUFFIXES.get(pair.to) ?? '';
  const plain = rules({ suffix });
  const map = new Map<string, string>();
  for (const row of table) {
    const [source = '', target = ''] = [row[pair.left], row[pair.right]];
    if (mapped(source, master, plain) !== target) map.set(source, target);
  }
  const slave = rules({ suffix, map });
  for (const row of table) {
    expect(mapped(row[pair.left] ?? '', master, slave)).toBe(row[pair.right]);
  }
});

test.each(pairs)('$from → $to: no two instruments become one symbol', (pair) => {
  const map = new Map(table.map((row) => [row[pair.left] ?? '', row[pair.right] ?? '']));
  const targets = [...map.keys()].map((source) => mapped(source, NO_RULES, rules({ map })));
  expect(new Set(targets).size).toBe(targets.length);
});

test.each([
  ['XAUUSD', 'GOLD', 'a mapped name is final: no suffix is added'],
  ['EURUSD', 'EURUSD.c', 'an unmapped name gets the suffix'],
  ['EURUSD.c', 'EURUSD.c', 'a suffix is never added twice'],
])('%s → %s: %s', (symbol, expected) => {
  const slave = rules({ map: new Map([['XAUUSD', 'GOLD']]), suffix: '.c' });
  expect(mapped(symbol, NO_RULES, slave)).toBe(expected);
});

test('the master’s own suffix is taken off, and the map may name either form', () => {
  const master = rules({ suffix: '.raw' });
  expect(mapped('EURUSD.raw', master, rules({ suffix: '.c' }))).toBe('EURUSD.c');
  expect(mapped('XAUUSD.raw', master, rules({ map: new Map([['XAUUSD', 'GOLD']]) }))).toBe('GOLD');
  const exact = new Map([
    ['XAUUSD.raw', 'GOLDmicro'],
    ['XAUUSD', 'GOLD'],
  ]);
  expect(mapped('XAUUSD.raw', master, rules({ map: exact }))).toBe('GOLDmicro');
});

test('a symbol mapped to nothing is excluded, and so is a bare suffix', () => {
  const slave = rules({ map: new Map([['XAUUSD', '']]) });
  expect(translate('XAUUSD', NO_RULES, slave)).toMatchObject({ type: 'unmapped' });
  expect(translate('.raw', rules({ suffix: '.raw' }), NO_RULES)).toMatchObject({
    type: 'unmapped',
  });
});

const bareName = fc.stringMatching(/^[A-Z]{3,8}$/);
const affix = fc.constantFrom('', '.c', '.raw', 'm', '#', '-pro');

test('property, translation 1: a mapped name is final under any prefix and suffix', () => {
  fc.assert(
    fc.property(bareName, bareName, affix, affix, (from, to, prefix, suffix) => {
      const slave = rules({ map: new Map([[from, to]]), prefix, suffix });
      expect(mapped(from, NO_RULES, slave)).toBe(to);
    }),
  );
});

test('property, translation 2: translating a translated name again changes nothing', () => {
  fc.assert(
    fc.property(bareName, affix, affix, (symbol, prefix, suffix) => {
      const slave = rules({ prefix, suffix });
      const once = mapped(symbol, NO_RULES, slave);
      expect(mapped(once, NO_RULES, slave)).toBe(once);
    }),
  );
});

test('property, translation 3: a master’s affixes never reach the slave', () => {
  fc.assert(
    fc.property(bareName, affix, affix, (symbol, masterSuffix, suffix) => {
      const master = rules({ suffix: masterSuffix });
      expect(mapped(symbol + masterSuffix, master, rules({ suffix }))).toBe(symbol + suffix);
    }),
  );
});

test('property, translation: injective per slave for upper-case names without a map', () => {
  fc.assert(
    fc.property(bareName, bareName, affix, affix, (left, right, prefix, suffix) => {
      const slave = rules({ prefix, suffix });
      const isSame = mapped(left, NO_RULES, slave) === mapped(right, NO_RULES, slave);
      expect(isSame).toBe(left === right);
    }),
  );
});

const copied = (symbol: string, intendedVolume = openCopy().intendedVolume) => ({
  symbol,
  intendedVolume,
});

test('expected are the symbols that the map leads to, and those of sized copies, the newest first', () => {
  const map = new Map([
    ['XAUUSD', 'GOLD'],
    ['US30', ''],
  ]);
  const copies = [copied('EURUSD'), copied('NOWHERE', null), copied('GBPUSD'), copied('GOLD')];
  expect(expectedSymbols(rules({ map }), copies)).toEqual(['GOLD', 'GBPUSD', 'EURUSD']);
  const many = Array.from({ length: 40 }, (_, at) => copied(`S${String(at)}`));
  const newest = Array.from({ length: 32 }, (_, at) => `S${String(39 - at)}`);
  expect(expectedSymbols(NO_RULES, many)).toEqual(newest);
});
