/** Quotes the numbers of the invariants in compare.ts. */
import { expect, test } from 'vitest';
import { compareSlave } from '../../demo/compare.ts';
import type { Rules } from '../../demo/expected-copy.ts';
import { copyId, copyMagic } from '../../domain/copy-identity.ts';
import { masterId, positionId, slaveId } from '../../domain/ids.ts';
import type { Deal } from '../../simulator/broker/deal.ts';
import { close, deal } from './deals.ts';

const MASTER = '1@Master';
const SLAVE = '2@Slave';
const MAGIC = copyMagic(copyId(masterId(MASTER), positionId('11'), slaveId(SLAVE)));

/** Six times as large in tenths of a lot; gold is excluded, silver is not there. */
const RULES: Rules = {
  translate: (symbol) => (symbol === 'XAUUSD' ? null : `${symbol}.c`),
  facts: (symbol) =>
    symbol === 'EURUSD.c' ? { tickSize: '0.00001', volumeMin: '0.1', volumeStep: '0.1' } : null,
  multiplier: '6',
};

/** A deal of the copy; it is sent 3 ms after the beginning. */
function copied(volume: string, given: Partial<Deal> = {}): Deal {
  return deal({
    position: '21',
    symbol: 'EURUSD.c',
    magic: MAGIC,
    volume,
    orderSendNs: '3000000',
    filledNs: '4000000',
    ...given,
  });
}

function copyClosed(volume: string, atMs: number): Deal {
  return close(volume, atMs, { position: '21', symbol: 'EURUSD.c', magic: MAGIC });
}

function compared(
  master: readonly Deal[],
  slave: readonly Deal[],
  { refusal, rules = RULES }: { refusal?: string; rules?: Rules } = {},
) {
  const refusals = new Map(refusal === undefined ? [] : [['11', refusal]]);
  return compareSlave(
    { id: MASTER, deals: master, positions: null },
    {
      name: 'Slave',
      id: SLAVE,
      deals: slave,
      positions: null,
      rules,
      refusals,
      seesWithinMs: 1_000,
    },
  );
}

test('a copy is rounded down to the slave’s step (3)', () => {
  const right = compared([deal()], [copied('0.3')]);
  expect(right).toMatchObject({ mismatches: [], copies: 1, rounded: 0, open: 1 });
  const rounded = compared([deal({ volume: '0.04' })], [copied('0.2')]);
  expect(rounded).toMatchObject({ mismatches: [], copies: 1, rounded: 1 });
  const up = compared([deal({ volume: '0.04' })], [copied('0.3')]);
  expect(up.mismatches).toEqual([
    'Slave: the copy of 11 is 0.3 lots of EURUSD.c, not 0.2 lots of EURUSD.c',
  ]);
});

test('another step than the broker’s shows as a mismatch (3)', () => {
  const hundredths = { tickSize: '0.00001', volumeMin: '0.01', volumeStep: '0.01' };
  const rules = { ...RULES, facts: () => hundredths };
  expect(compared([deal({ volume: '0.04' })], [copied('0.2')], { rules }).mismatches).toEqual([
    'Slave: the copy of 11 is 0.2 lots of EURUSD.c, not 0.24 lots of EURUSD.c',
  ]);
});

test('the wrong symbol and the wrong side are mismatches (3)', () => {
  expect(compared([deal()], [copied('0.3', { symbol: 'GOLD' })]).mismatches).toHaveLength(1);
  expect(compared([deal()], [copied('0.3', { side: 'SELL' })]).mismatches).toEqual([
    'Slave: the copy of 11 is a SELL, not a BUY',
  ]);
});

test('after a partial close its share is left, down to the step (3)', () => {
  const master = [deal(), close('0.02', 10)];
  // 0.3 × 3 ÷ 5 = 0.18
  const right = compared(master, [copied('0.3'), copyClosed('0.2', 12)]);
  expect(right).toMatchObject({ mismatches: [], partialCloses: 1, belowMinimum: 0 });
  expect(compared(master, [copied('0.3')]).mismatches).toEqual([
    'Slave: the copy of 11 has 0.3 lots left, not 0.1: the master has 0.03 of 0.05',
  ]);
});

test('a share below the smallest volume closes the copy (3)', () => {
  const master = [deal(), close('0.04', 10)];
  const right = compared(master, [copied('0.3'), copyClosed('0.3', 12)]);
  expect(right).toMatchObject({ mismatches: [], belowMinimum: 1, open: 0 });
  expect(compared(master, [copied('0.3'), copyClosed('0.2', 12)]).mismatches).toHaveLength(1);
});

test('only a copy that came after a partial close may be one of what was left (3)', () => {
  const master = [deal(), close('0.01', 2)];
  expect(compared(master, [copied('0.2')]).mismatches).toEqual([]);
  expect(compared([deal(), close('0.01', 5)], [copied('0.2')]).mismatches).toHaveLength(1);
});

test('a missing copy is a mismatch unless a refusal explains it or it was gone at once (2)', () => {
  expect(compared([deal()], []).mismatches).toEqual(['Slave: master position 11 has no copy']);
  const refused = compared([deal()], [], { refusal: 'SLIPPAGE' });
  expect(refused).toMatchObject({ mismatches: [], refusals: { SLIPPAGE: 1 } });
  expect(compared([deal(), close('0.05', 900)], [])).toMatchObject({ mismatches: [], missed: 1 });
  expect(compared([deal(), close('0.05', 1_100)], []).mismatches).toHaveLength(1);
});

test.each([
  ['SYMBOL_UNMAPPED', { symbol: 'XAUUSD' }],
  ['SYMBOL_UNKNOWN', { symbol: 'XAGUSD' }],
  ['BELOW_MIN_LOT', { volume: '0.01' }],
] as const)('%s is right where the description says so and nowhere else (2)', (refusal, given) => {
  const right = compared([deal(given)], [], { refusal });
  expect(right).toMatchObject({ mismatches: [], refusals: { [refusal]: 1 } });
  expect(compared([deal()], [], { refusal }).mismatches).toEqual([
    `Slave: master position 11 was refused ${refusal}, expected a copy of 0.3 lots of EURUSD.c`,
  ]);
  expect(compared([deal(given)], [], { refusal: 'SLIPPAGE' }).mismatches).toEqual([
    `Slave: master position 11 was refused SLIPPAGE, expected ${refusal}`,
  ]);
  expect(compared([deal(given)], []).mismatches).toHaveLength(1);
  expect(compared([deal(given)], [copied('0.3')]).mismatches).toEqual([
    `Slave: the copy of 11 is 0.3 lots of EURUSD.c, expected the refusal ${refusal}`,
  ]);
});

test('a position of no master position is a mismatch, and a second open is a double (1)', () => {
  expect(compared([], [copied('0.3')]).mismatches).toHaveLength(1);
  const twice = [copied('0.3'), copied('0.3', { order: '22', position: '22' })];
  expect(compared([deal()], twice)).toMatchObject({ doubles: 1 });
});
